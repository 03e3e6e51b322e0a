//! `code`: compiled code, as programs see it.

use std::sync::Arc;

use lang::opcode::Pc;

use crate::class::Builtin;
use crate::native::{Args, GetSet, NativeDef, Params, TypeSpec};
use crate::object::{Bytes, Code, CodeData, List, Ref, Str, Tuple};
use crate::thread::Thread;
use crate::types::object::address;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// CPython's flag of generator functions that can be awaited.
const ITERABLE_COROUTINE: i64 = 0x100;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Code,
    doc: "Create a code object.  Not for mere mortals.",
    methods: &[
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
        NativeDef::quick("__eq__", Params::all(&["_self", "_other"]), eq),
        NativeDef::quick("__hash__", Params::all(&["_self"]), hash),
        NativeDef::quick("co_positions", Params::all(&["_self"]), positions),
        NativeDef::quick("co_lines", Params::all(&["_self"]), lines),
        NativeDef::quick(
            "replace",
            Params::pos(&["_self"], 1).kw(REPLACEABLE),
            replace,
        ),
        NativeDef::quick(
            "__replace__",
            Params::pos(&["_self"], 1).kw(REPLACEABLE),
            replace,
        ),
    ],
    getsets: &[
        GetSet::read("co_name", |_, v| Ok(of(v).name())),
        GetSet::read("co_qualname", |_, v| Ok(of(v).qualname())),
        GetSet::read("co_filename", |_, v| Ok(of(v).filename())),
        GetSet::read("co_firstlineno", |_, v| Ok(int(lang(v).firstlineno))),
        GetSet::read("co_argcount", |_, v| Ok(int(lang(v).argcount))),
        GetSet::read("co_posonlyargcount", |_, v| Ok(int(lang(v).posonly))),
        GetSet::read("co_kwonlyargcount", |_, v| Ok(int(lang(v).kwonly))),
        GetSet::read("co_nlocals", |_, v| Ok(int(lang(v).varnames.len() as u32))),
        GetSet::read("co_stacksize", |_, v| Ok(int(lang(v).nregs))),
        GetSet::read("co_flags", |_, v| Ok(Val::small(flags(v)))),
        GetSet::read("co_varnames", |th, v| {
            Ok(values(th, &of(v).body().varnames))
        }),
        GetSet::read("co_names", |th, v| Ok(values(th, &of(v).body().names))),
        GetSet::read("co_consts", |th, v| Ok(values(th, &of(v).body().consts))),
        GetSet::read("co_cellvars", |th, v| Ok(texts(th, &lang(v).cellvars))),
        GetSet::read("co_freevars", |th, v| Ok(texts(th, &lang(v).freevars))),
        GetSet::read("co_code", bytecode),
    ],
};

fn of(v: Val<'_>) -> Ref<'_, Code> {
    v.expect::<Code>()
}

fn lang(v: Val<'_>) -> &lang::Code {
    &of(v).body().lang
}

fn int(n: impl Into<u32>) -> Val<'static> {
    Val::small(i64::from(n.into()))
}

fn flags(v: Val<'_>) -> i64 {
    let iterable = of(v).body().iterable_coroutine;
    i64::from(lang(v).flags.co_flags()) | if iterable { ITERABLE_COROUTINE } else { 0 }
}

fn values<'t>(th: &'t Thread, all: &[Raw]) -> Val<'t> {
    Tuple::from_iter(th, all.len(), all.iter().map(|r| r.val(th))).val()
}

fn texts<'t>(th: &'t Thread, all: &[Arc<str>]) -> Val<'t> {
    Tuple::from_iter(th, all.len(), all.iter().map(|s| th.intern(s))).val()
}

fn bytecode<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let bytes: Vec<u8> = lang(v).words.iter().flat_map(|w| w.to_le_bytes()).collect();
    Ok(Bytes::new(th, &bytes).val())
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let code = of(a.get(0));
    let text = |v: Val<'t>| v.expect::<Str>().text();
    Ok(th.str(&format!(
        "<code object {} at {}, file \"{}\", line {}>",
        text(code.name()),
        address(code.val()),
        text(code.filename()),
        lang(code.val()).firstlineno
    )))
}

fn eq<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(other) = a.get(1).cast::<Code>() else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let code = of(a.get(0));
    let same = code.val().is(other.val())
        || Arc::ptr_eq(&code.body().lang, &other.body().lang)
            && code.name().is(other.name())
            && flags(code.val()) == flags(other.val());
    Ok(Val::bool(same))
}

fn hash<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let at = Arc::as_ptr(&of(a.get(0)).body().lang).addr();
    Ok(th.int(at as i64 >> 4))
}

/// One (line, end line, column, end column) for each word of the bytecode.
fn positions<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let code = lang(a.get(0));
    let known = |n: u32, absent: bool| if absent { Val::NONE } else { int(n) };
    let mut all = Vec::with_capacity(code.words.len());
    for pc in 0..code.words.len() {
        let s = code.span(Pc(pc as u32));
        let none = s.line == 0;
        all.push(th.tuple(&[
            known(s.line, none),
            known(s.end_line, none),
            known(u32::from(s.col), none || s.col == u16::MAX),
            known(u32::from(s.end_col), none || s.end_col == u16::MAX),
        ]));
    }
    Ok(iterator(th, &all))
}

/// (start, end, line) of each run of words with one line.
fn lines<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let code = lang(a.get(0));
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (pc, span) in &code.lines {
        if runs.last().is_none_or(|(_, line)| *line != span.line) {
            runs.push((*pc, span.line));
        }
    }
    let ends = runs
        .iter()
        .skip(1)
        .map(|(pc, _)| *pc)
        .chain([code.words.len() as u32]);
    let all: Vec<Val<'t>> = runs
        .iter()
        .zip(ends)
        .map(|((start, line), end)| {
            let line = if *line == 0 { Val::NONE } else { int(*line) };
            // In bytes, of which a word has two.
            th.tuple(&[int(2 * *start), int(2 * end), line])
        })
        .collect();
    Ok(iterator(th, &all))
}

fn iterator<'t>(th: &'t Thread, items: &[Val<'t>]) -> Val<'t> {
    th.record(
        Builtin::ListIter,
        &[List::new(th, items).val(), Val::small(0)],
    )
}

/// What `replace` can change.
const REPLACEABLE: &[&str] = &[
    "co_name",
    "co_qualname",
    "co_filename",
    "co_firstlineno",
    "co_flags",
];

/// A copy with other names, first line, or the flag of awaitable generators.
fn replace<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let old = of(a.get(0));
    let body = old.body();
    let text = |i: usize, present: Raw| -> Res<Raw> {
        match a.opt(i) {
            None => Ok(present),
            Some(v) => match v.unboxed().cast::<Str>() {
                Some(s) => Ok(th.intern(s.text()).raw()),
                None => Err(th.type_error(format!(
                    "replace() argument '{}' must be str, not {}",
                    REPLACEABLE[i - 1],
                    th.class_name(v)
                ))),
            },
        }
    };
    let (name, qualname, filename) = (
        text(1, body.name)?,
        text(2, body.qualname)?,
        text(3, body.filename)?,
    );
    let lang = match a.opt(4).and_then(|v| v.as_int()) {
        Some(line) => {
            let mut copy = lang::Code::clone(&body.lang);
            copy.firstlineno = line as u32;
            Arc::new(copy)
        }
        None => body.lang.clone(),
    };
    let iterable = a
        .opt(5)
        .and_then(|v| v.as_int())
        .map(|f| f & ITERABLE_COROUTINE != 0);
    let data = CodeData {
        hidden: body.hidden,
        consumers: Default::default(),
        consts: body.consts.clone(),
        names: body.names.clone(),
        varnames: body.varnames.clone(),
        caches: std::iter::repeat_with(Default::default)
            .take(body.caches.len())
            .collect(),
        hot: std::iter::repeat_with(Default::default)
            .take(body.hot.len())
            .collect(),
        name,
        qualname,
        filename,
        plain_args: body.plain_args,
        cleans_up: body.cleans_up,
        iterable_coroutine: iterable.unwrap_or(body.iterable_coroutine),
        lang,
    };
    Ok(Code::new(th, data).val())
}
