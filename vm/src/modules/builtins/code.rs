//! Builtin functions of code and namespaces: eval, exec, compile, globals, locals, vars, dir, `__import__`.

use std::sync::Arc;

use crate::error::Exc;
use crate::import::statement::{Request, import};
use crate::modules::ast;
use crate::names::Id;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{Bytes, Cell, Code, Dict, Function, Kind, Part, Str};
use crate::protocol::{index, iter};
use crate::thread::{Slot, Thread};
use crate::types::{dict, list};
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full("breakpoint", Params::pos(&[], 0).rest().kwdict(), breakpoint).doc("Call sys.breakpointhook(*args, **kws).\n\nsys.breakpointhook() must accept whatever arguments are passed.\n\nBy default, this drops you into the pdb debugger."),
    NativeDef::full("eval", Params::pos(&["_source", "globals", "locals"], 1), eval).doc("Evaluate the given source in the context of globals and locals.\n\nThe source may be a string representing a Python expression\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it."),
    NativeDef::full("exec", Params::pos(&["_source", "globals", "locals"], 1).kw(&["closure"]), exec).doc("Execute the given source in the context of globals and locals.\n\nThe source may be a string representing one or more Python statements\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it.\nThe closure must be a tuple of cellvars, and can only be used\nwhen source is a code object requiring exactly that many cellvars."),
    NativeDef::full("compile", Params::pos(&["source", "filename", "mode", "flags", "dont_inherit", "optimize"], 3).kw(&["_feature_version"]), compile).doc("Compile source into a code object that can be executed by exec() or eval().\n\nThe source code may represent a Python module, statement or expression.\nThe filename will be used for run-time error messages.\nThe mode must be 'exec' to compile a module, 'single' to compile a\nsingle (interactive) statement, or 'eval' to compile an expression.\nThe flags argument, if present, controls which future statements influence\nthe compilation of the code.\nThe dont_inherit argument, if true, stops the compilation inheriting\nthe effects of any future statements in effect in the code calling\ncompile; if absent or false these statements do influence the compilation,\nin addition to any features explicitly specified."),
    NativeDef::full("globals", Params::pos(&[], 0), |th, _| {
        let g = globals(th);
        th.ret_slot(g)
    }).doc("Return the dictionary containing the current scope's global variables.\n\nNOTE: Updates to this dictionary *will* affect name lookups in the current\nglobal scope and vice-versa."),
    NativeDef::full("locals", Params::pos(&[], 0), |th, _| {
        let l = locals(th)?;
        th.ret_slot(l)
    }).doc("Return a dictionary containing the current scope's local variables.\n\nNOTE: Whether or not updates to this dictionary will affect name lookups in\nthe local scope and vice-versa is *implementation dependent* and not\ncovered by any backwards compatibility guarantees."),
    NativeDef::full("vars", Params::pos(&["_object"], 0), vars).doc("vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent to object.__dict__."),
    NativeDef::full("dir", Params::pos(&["_object"], 0), dir).doc("dir([object]) -> list of strings\n\nIf called without an argument, return the names in the current scope.\nElse, return an alphabetized list of names comprising (some of) the attributes\nof the given object, and of attributes reachable from it.\nIf the object supplies a method named __dir__, it will be used; otherwise\nthe default dir() logic is used and returns:\n  for a module object: the module's attributes.\n  for a class object:  its attributes, and recursively the attributes\n    of its bases.\n  for any other object: its attributes, its class's attributes, and\n    recursively the attributes of its class's base classes."),
    NativeDef::full("__import__", Params::pos(&["name", "globals", "locals", "fromlist", "level"], 1), import_).doc("Import a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module."),
];

/// The globals of the running Python function, in a new register.
pub fn globals(th: &Thread) -> Slot {
    match th.frames.last() {
        Some(frame) => th.root(frame.globals.val(th)),
        None => th.root(Dict::new(th).val()),
    }
}

/// The locals of the running Python code: its namespace, or a new dict of a function's variables as they are now.
pub fn locals(th: &mut Thread) -> Res<Slot> {
    let Some(frame) = th.frames.last().copied() else {
        return Ok(th.root(Dict::new(th).val()));
    };
    if !frame.namespace.is_undef() {
        return Ok(th.root(frame.namespace.val(th)));
    }
    th.section(|th| {
        let (code, body) = (&*frame.body().lang, frame.body());
        let out = Dict::new(th);
        let put = |name: Val<'_>, v: Val<'_>| -> Res<()> {
            if !v.is_undef() {
                let (name, v) = (name.raw().val(th), v.raw().val(th));
                dict::quick_set(th, **out, name, v)?;
            }
            Ok(())
        };
        let register = |i: u32| th.get(Slot(frame.base + i));
        let content = |i: u32| -> Res<Val<'_>> {
            match register(i).cast::<Cell>() {
                Some(cell) => th.load_cell(cell),
                None => Ok(Val::UNDEF),
            }
        };
        // A parameter that is a cell variable keeps its register, which holds the cell.
        let is_cell = |i: u32| code.cellregs.iter().any(|r| u32::from(r.0) == i);
        for (i, name) in (0..).zip(&body.varnames) {
            let v = if is_cell(i) { content(i)? } else { register(i) };
            put(name.val(th), v)?;
        }
        let cells = code.cellvars.iter().zip(&code.cellregs);
        let free = code.freevars.iter().zip(&code.freeregs);
        for (name, reg) in cells.chain(free) {
            let i = u32::from(reg.0);
            if i as usize >= body.varnames.len() && **name != *"__class__" {
                put(th.intern(name), content(i)?)?;
            }
        }
        Ok(th.root(out.val()))
    })
}

/// What `eval` and `exec` run in.
struct Scope {
    globals: Slot,
    locals: Slot,
}

fn scope(th: &mut Thread, w: Window, name: &str) -> Res<Scope> {
    let given = |th: &Thread, i| w.opt(th, i).filter(|s| !th.get(*s).is_none());
    let (g, l) = (given(th, 1), given(th, 2));
    let scope = match g {
        Some(globals) => Scope {
            globals,
            locals: l.unwrap_or(globals),
        },
        None => {
            let globals = globals(th);
            let locals = match l {
                Some(l) => l,
                None => locals(th)?,
            };
            Scope { globals, locals }
        }
    };
    if th.get(scope.globals).cast::<Dict>().is_none() {
        let text = match name {
            "eval" => "globals must be a dict".to_owned(),
            _ => format!(
                "exec() globals must be a dict, not {}",
                th.class_name(th.get(scope.globals))
            ),
        };
        return Err(th.type_error(text));
    }
    add_builtins(th, scope.globals)?;
    Ok(scope)
}

/// Globals of the program's own get `__builtins__`.
fn add_builtins(th: &mut Thread, globals: Slot) -> Res<()> {
    if th.get(globals).expect::<Dict>().is_namespace() {
        return Ok(());
    }
    let key = th.root(th.id(Id::__builtins__));
    if dict::get(th, globals, key)?.is_none() {
        let ns = th.vm.builtins(th).map(|d| d.raw());
        if let Some(ns) = ns {
            let ns = th.root(ns.val(th));
            dict::set(th, globals, key, ns)?;
        }
    }
    Ok(())
}

/// The text of a source argument; `None` if it is neither `str` nor bytes.
fn source_text(th: &mut Thread, v: Slot) -> Res<Option<String>> {
    let text = {
        let v = th.get(v).unboxed();
        match (v.cast::<Str>(), v.cast::<Bytes>()) {
            (Some(s), _) => Ok(s.text().to_owned()),
            (_, Some(b)) => crate::import::source::decode(b.slice()),
            _ => return Ok(None),
        }
    };
    let text = match text {
        Ok(text) => text,
        Err(bad) => return Err(th.raise(Exc::SyntaxError, bad.message("<string>"))),
    };
    if text.contains('\0') {
        return Err(th.raise(
            Exc::SyntaxError,
            "source code string cannot contain null bytes",
        ));
    }
    Ok(Some(text))
}

/// The code object of a source argument, which is a text or a code object.
fn code_of(th: &mut Thread, w: Window, name: &str, mode: lang::Mode) -> Res<Slot> {
    if th.get(w.at(0)).cast::<Code>().is_some() {
        return Ok(w.at(0));
    }
    let Some(text) = source_text(th, w.at(0))? else {
        return Err(th.type_error(format!(
            "{name}() arg 1 must be a string, bytes or code object"
        )));
    };
    let text = match mode {
        lang::Mode::Eval => text.trim_start_matches([' ', '\t']),
        _ => &text[..],
    };
    let code = crate::run::compile(th, text, "<string>", mode)?;
    Ok(th.root(crate::run::load_code(th, &code).val()))
}

/// Runs a code object in a scope; its value in a new register.
fn run(th: &mut Thread, code: Slot, scope: &Scope, closure: Option<Slot>) -> Res<Slot> {
    let function = {
        let code = th.get(code).expect::<Code>();
        let f = Function::new(th, code, th.get(scope.globals).expect::<Dict>());
        f.set_part(Part::Name, code.name());
        f.set_part(Part::QualName, code.qualname());
        if let Some(c) = closure {
            f.set_part(Part::Closure, th.get(c));
        }
        th.root(f.val())
    };
    crate::interp::run_namespace(th, function, scope.locals)
}

fn eval(th: &mut Thread, w: Window) -> Res<Done> {
    let scope = scope(th, w, "eval")?;
    let code = code_of(th, w, "eval", lang::Mode::Eval)?;
    if !free_variables(th, code).is_empty() {
        return Err(th.type_error("code object passed to eval() may not contain free variables"));
    }
    let v = run(th, code, &scope, None)?;
    th.ret_slot(v)
}

fn free_variables(th: &Thread, code: Slot) -> Vec<Arc<str>> {
    th.get(code).expect::<Code>().body().lang.freevars.clone()
}

fn exec(th: &mut Thread, w: Window) -> Res<Done> {
    let scope = scope(th, w, "exec")?;
    let code = code_of(th, w, "exec", lang::Mode::Exec)?;
    let closure = w.opt(th, 3).filter(|c| !th.get(*c).is_none());
    let free = free_variables(th, code).len();
    if free > 0 && closure.is_none() {
        return Err(th.type_error("code object passed to exec() may not contain free variables"));
    }
    if let Some(c) = closure {
        let fits = th
            .get(c)
            .cast::<crate::object::Tuple>()
            .is_some_and(|t| t.len() == free && t.items().iter().all(|v| v.is_kind(Kind::Cell)));
        if free == 0 || !fits {
            return Err(th.type_error(if free == 0 {
                "cannot use a closure with this code object".to_owned()
            } else {
                format!("code object requires a closure of exactly length {free}")
            }));
        }
    }
    run(th, code, &scope, closure)?;
    th.ret(Val::NONE)
}

fn compile(th: &mut Thread, w: Window) -> Res<Done> {
    let filename = file_name(th, w.at(1))?;
    let mode_text = match th.get(w.at(2)).unboxed().cast::<Str>() {
        Some(s) => s.text().to_owned(),
        None => {
            return Err(th.type_error(format!(
                "compile() argument 3 must be str, not {}",
                th.class_name(th.get(w.at(2)))
            )));
        }
    };
    let mode = match &mode_text[..] {
        "exec" => lang::Mode::Exec,
        "eval" => lang::Mode::Eval,
        "single" => lang::Mode::Single,
        _ => {
            return Err(th.value_error("compile() mode must be 'exec', 'eval' or 'single'"));
        }
    };
    let flags = match w.opt(th, 3) {
        Some(f) => index::size(th, f)?,
        None => 0,
    };
    let optimize = match w.opt(th, 5) {
        Some(o) => index::size(th, o)?,
        None => -1,
    };
    if !(-1..=2).contains(&optimize) {
        return Err(th.value_error("compile(): invalid optimize value"));
    }
    if th.get(w.at(0)).cast::<Code>().is_some() {
        return th.ret_slot(w.at(0));
    }
    /// `PyCF_ONLY_AST`.
    const ONLY_AST: i64 = 0x400;
    let mut source = w.at(0);
    if ast::is_node(th, source)? {
        if flags & ONLY_AST != 0 {
            return th.ret_slot(source);
        }
        // There is one way from a tree to code: by its text.
        let unparse = crate::import::import_object(th, "ast", "unparse")?;
        source = th.call(unparse, &[source])?;
    }
    let Some(text) = source_text(th, source)? else {
        return Err(th.type_error("compile() arg 1 must be a string, bytes or AST object"));
    };
    if flags & ONLY_AST != 0 {
        let tree = lang::tree::tree(&text, mode)
            .map_err(|e| crate::types::exception::syntax::raise(th, &e, &filename))?;
        let node = ast::nodes(th, &tree)?;
        return th.ret_slot(node);
    }
    let text = match mode {
        lang::Mode::Eval => text.trim_start_matches([' ', '\t']).to_owned(),
        _ => text,
    };
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`.
    const ALLOW_INCOMPLETE: i64 = 0x4000;
    /// `CO_FUTURE_ANNOTATIONS`.
    const FUTURE_ANNOTATIONS: i64 = 0x100_0000;
    let options = lang::Options {
        optimize: u8::try_from(optimize).unwrap_or(th.vm.options.optimize),
        future_annotations: flags & FUTURE_ANNOTATIONS != 0,
    };
    if flags & ALLOW_INCOMPLETE != 0 && mode == lang::Mode::Single && goes_on(&text) {
        return Err(th.raise(Exc::_IncompleteInputError, "incomplete input"));
    }
    let compiled = crate::run::compile_with(th, &text, &filename, mode, options)?;
    let code = compiled.map_err(|e| {
        let class = match e.incomplete && flags & ALLOW_INCOMPLETE != 0 {
            true => Exc::_IncompleteInputError,
            false => Exc::SyntaxError,
        };
        crate::types::exception::syntax::raise_as(th, &e, &filename, class)
    })?;
    th.ret(crate::run::load_code(th, &code).val())
}

/// Is this a statement with a block that ends without an empty line? At a prompt it may have more lines.
fn goes_on(text: &str) -> bool {
    let last = text.lines().last().unwrap_or("");
    let indented = last.starts_with([' ', '\t']) && !last.trim().is_empty();
    let blocks = text.lines().any(|l| l.trim_end().ends_with(':'));
    !text.ends_with('\n') && indented && blocks
}

/// A file name argument: `str`, bytes, or a path object.
fn file_name(th: &mut Thread, v: Slot) -> Res<String> {
    let plain = |th: &Thread, v: Slot| {
        let v = th.get(v).unboxed();
        v.cast::<Str>()
            .map(|s| s.text().to_owned())
            .or_else(|| Some(String::from_utf8_lossy(v.cast::<Bytes>()?.slice()).into_owned()))
    };
    if let Some(name) = plain(th, v) {
        return Ok(name);
    }
    if let Some(r) = th.call_special(v, Id::__fspath__, &[])?
        && let Some(name) = plain(th, r)
    {
        return Ok(name);
    }
    Err(th.type_error(format!(
        "expected str, bytes or os.PathLike object, not {}",
        th.class_name(th.get(v))
    )))
}

/// Calls `sys.breakpointhook`, which a program may have replaced.
fn breakpoint(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(sys) = crate::import::load::loaded(th, "sys")? else {
        return Err(th.raise(Exc::RuntimeError, "lost sys.breakpointhook"));
    };
    let Some(hook) = crate::modules::support::get_attr_opt(th, sys, "breakpointhook")? else {
        return Err(th.raise(Exc::RuntimeError, "lost sys.breakpointhook"));
    };
    let r = th.call_forward(hook, &[], w.from(1), w.at(0))?;
    th.ret_slot(r)
}

fn vars(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(v) = w.opt(th, 0) else {
        let l = locals(th)?;
        return th.ret_slot(l);
    };
    let name = th.root(th.id(Id::__dict__));
    match th.getattr_opt(v, name)? {
        Some(d) => th.ret_slot(d),
        None => Err(th.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn dir(th: &mut Thread, w: Window) -> Res<Done> {
    let names = match w.opt(th, 0) {
        None => {
            let l = locals(th)?;
            let keys = th.call_method(l, Id::keys, &[])?;
            iter::to_list(th, keys)?
        }
        Some(v) => match th.call_special(v, Id::__dir__, &[])? {
            Some(names) => {
                let it = iter::get_iter(th, names)?;
                iter::to_list(th, it)?
            }
            None => return Err(th.type_error("object does not provide __dir__")),
        },
    };
    list::sort::sort(th, names, None, false)?;
    th.ret_slot(names)
}

fn import_(th: &mut Thread, w: Window) -> Res<Done> {
    let nothing = th.root(Val::NONE);
    let level = match w.opt(th, 4) {
        Some(l) => index::size(th, l)?,
        None => 0,
    };
    let request = Request {
        name: w.at(0),
        globals: w.opt(th, 1).unwrap_or(nothing),
        fromlist: w.opt(th, 3).unwrap_or(nothing),
        level,
    };
    let module = import(th, &request)?;
    th.ret_slot(module)
}
