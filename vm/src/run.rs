//! Running source text.

use std::sync::Arc;

use lang::code::Const;

use crate::class::Builtin;
use crate::error::Exc;
use crate::modules::warnings;
use crate::object::{Code, CodeData, Dict, Function, Part, Ref, Set};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A code object of the VM from the compiler's.
pub fn load_code<'t>(th: &'t Thread, code: &Arc<lang::Code>) -> Ref<'t, Code> {
    Code::new(th, data_of(th, code))
}

/// The same of code that takes the place of native code.
pub fn load_hidden_code<'t>(th: &'t Thread, code: &Arc<lang::Code>) -> Ref<'t, Code> {
    let data = CodeData {
        hidden: true,
        ..data_of(th, code)
    };
    Code::new(th, data)
}

fn data_of(th: &Thread, code: &Arc<lang::Code>) -> CodeData {
    let names = |all: &[Arc<str>]| all.iter().map(|n| th.intern(n).raw()).collect::<Vec<_>>();
    CodeData {
        hidden: false,
        consumers: Default::default(),
        consts: code.consts.iter().map(|c| constant(th, c).raw()).collect(),
        names: names(&code.names),
        varnames: names(&code.varnames),
        caches: std::iter::repeat_with(Default::default)
            .take(code.ncaches as usize)
            .collect(),
        hot: std::iter::repeat_with(Default::default)
            .take(code.nhot as usize + 1)
            .collect(),
        name: th.intern(&code.name).raw(),
        qualname: th.intern(&code.qualname).raw(),
        filename: th.intern(&code.filename).raw(),
        plain_args: code.kwonly == 0
            && !code.flags.varargs
            && !code.flags.varkw
            && !code.flags.suspends(),
        iterable_coroutine: false,
        cleans_up: code.flags.generator && !code.exceptions.is_empty(),
        lang: code.clone(),
    }
}

/// A constant as a value.
pub fn constant<'t>(th: &'t Thread, c: &Const) -> Val<'t> {
    match c {
        Const::None => Val::NONE,
        Const::True => Val::TRUE,
        Const::False => Val::FALSE,
        Const::Ellipsis => Val::ELLIPSIS,
        Const::Int(i) => th.int(*i),
        Const::BigInt(i) => th.big_int(i),
        Const::Float(f) => Val::float(*f),
        Const::Complex(re, im) => crate::object::Complex::new(th, *re, *im).val(),
        Const::Str(t) => match t.as_str() {
            Some(s) if is_name_like(s) => th.intern(s),
            Some(s) => th.str(s),
            None => th.str(&crate::text::surrogate::from_wtf8(t.as_bytes())),
        },
        Const::Bytes(b) => crate::object::Bytes::new(th, b).val(),
        Const::Tuple(items) => {
            let items: Vec<Val<'t>> = items.iter().map(|c| constant(th, c)).collect();
            // Keyword names of calls are tuples of interned strings.
            th.tuple(&items)
        }
        Const::FrozenSet(items) => {
            let set = Set::of_shape(th, Builtin::FrozenSet.shape());
            for c in items.iter() {
                let v = constant(th, c);
                if let Ok(Some(h)) = crate::types::hash::quick_hash(th, v) {
                    set.append(th, h, v);
                }
            }
            set.val()
        }
        Const::Code(code) => load_code(th, code).val(),
    }
}

/// Text that looks like a name is interned, as attribute names and keywords have to be.
fn is_name_like(s: &str) -> bool {
    s.len() <= 64 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Runs a module's code in a namespace.
pub fn run_module(th: &mut Thread, code: &Arc<lang::Code>, namespace: Slot) -> Res<()> {
    let function = {
        let code = load_code(th, code);
        let f = Function::new(th, code, th.get(namespace).expect::<Dict>());
        f.set_part(Part::Name, code.name());
        f.set_part(Part::QualName, code.qualname());
        th.root(f.val())
    };
    let mark = th.mark();
    let r = crate::interp::run_namespace(th, function, namespace);
    th.release_to(mark);
    r.map(|_| ())
}

/// Compiles a source text; what is wrong with it becomes a SyntaxError.
pub fn compile(
    th: &mut Thread,
    source: &str,
    filename: &str,
    mode: lang::Mode,
) -> Res<Arc<lang::Code>> {
    let options = lang::Options {
        optimize: th.vm.options.optimize,
        ..Default::default()
    };
    compile_with(th, source, filename, mode, options)?
        .map_err(|e| crate::types::exception::syntax::raise(th, &e, filename))
}

/// Compiles a source text and warns of what is odd in it; the inner error is the compiler's.
pub fn compile_with(
    th: &mut Thread,
    source: &str,
    filename: &str,
    mode: lang::Mode,
    options: lang::Options,
) -> Res<Result<Arc<lang::Code>, lang::CompileError>> {
    let mut warnings = Vec::new();
    // The library in the binary is what it is.
    let wanted = !filename.starts_with(crate::import::library::ROOT);
    let code = lang::compile_warned(
        source,
        filename,
        mode,
        options,
        wanted.then_some(&mut warnings),
    );
    for w in warnings {
        match warnings::warn_at(th, Exc::SyntaxWarning, &w.message, filename, w.line) {
            // Where warnings are errors it is one of syntax.
            Err(Unwind::Raise) if th.swallow(Exc::SyntaxWarning) => {
                let text = source.lines().nth(w.line as usize - 1).unwrap_or("");
                return Ok(Err(lang::CompileError {
                    kind: lang::ErrorKind::Syntax,
                    message: w.message,
                    line: w.line,
                    column: 1,
                    end_line: w.line,
                    end_column: 1,
                    text: text.to_owned(),
                    incomplete: false,
                }));
            }
            told => told?,
        }
    }
    Ok(code)
}

/// Compiles a module's source and runs it in a namespace.
pub fn run_source(th: &mut Thread, source: &str, filename: &str, namespace: Slot) -> Res<()> {
    let code = compile(th, source, filename, lang::Mode::Exec)?;
    run_module(th, &code, namespace)
}

/// The namespace of `__main__`, in a register.
pub fn main_namespace(th: &mut Thread) -> Slot {
    let ns = Dict::namespace(th);
    let (name, main) = (
        th.id(crate::names::Id::__name__),
        th.id(crate::names::Id::__main__),
    );
    ns.append(th, name.expect::<crate::object::Str>().hash(), name, main);
    th.root(ns.val())
}
