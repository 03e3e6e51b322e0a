//! Binding arguments to parameters: of Python functions (in place, in the callee's registers) and of native ones.

use crate::error::Exc;
use crate::native::NativeDef;
use crate::object::{Dict, Function, Part, Ref, Str, Tuple, string_key};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// Arguments as a call found them: positionals, then the values of `keywords`, in consecutive registers.
#[derive(Clone, Copy)]
pub struct Given<'t> {
    pub first: Slot,
    /// All, keyword values included.
    pub len: usize,
    /// Names of the keyword arguments.
    pub keywords: &'t [Val<'t>],
}

/// Lays the arguments out as the function's first registers, which begin at `given.first`, and unsets the others.
pub fn bind_function<'t>(th: &'t Thread, f: Ref<'t, Function>, given: Given<'t>) -> Res<()> {
    let body = f.code().body();
    let code = &*body.lang;
    let (argc, base) = (code.argcount as usize, given.first);
    let plain = code.kwonly == 0 && !code.flags.varargs && !code.flags.varkw;
    if plain && given.keywords.is_empty() && given.len <= argc {
        let missing = argc - given.len;
        let defaults = f.defaults();
        if missing <= defaults.len() {
            for (i, d) in defaults[defaults.len() - missing..].iter().enumerate() {
                th.set(base.offset(given.len + i), *d);
            }
            clear(th, base, argc, code.nregs as usize);
            return Ok(());
        }
    }
    bind_general(th, f, given)
}

#[inline(always)]
fn clear(th: &Thread, base: Slot, from: usize, to: usize) {
    for i in from..to {
        th.set_raw(base.offset(i), Raw::UNDEF);
    }
}

#[cold]
fn bind_general<'t>(th: &'t Thread, f: Ref<'t, Function>, given: Given<'t>) -> Res<()> {
    let body = f.code().body();
    let code = &*body.lang;
    let (argc, kwonly) = (code.argcount as usize, code.kwonly as usize);
    let npos = given.len - given.keywords.len();
    let values: Vec<Val<'t>> = (0..given.len)
        .map(|i| th.get(given.first.offset(i)))
        .collect();
    let mut out = vec![Val::UNDEF; code.nparams()];
    let direct = npos.min(argc);
    out[..direct].copy_from_slice(&values[..direct]);
    let mut next = argc + kwonly;
    if code.flags.varargs {
        out[next] = th.tuple(&values[direct..npos]);
        next += 1;
    }
    let extra = code.flags.varkw.then(|| Dict::new(th));
    if let Some(d) = extra {
        out[next] = d.val();
    }
    for (name, v) in given.keywords.iter().zip(&values[npos..]) {
        let known =
            (code.posonly as usize..argc + kwonly).find(|i| body.varnames[*i] == name.raw());
        match (known, extra) {
            (Some(i), _) if !out[i].is_undef() => return Err(multiple_values(th, f, *name)),
            (Some(i), _) => out[i] = *v,
            (None, Some(d)) => d.append(th, name.expect::<Str>().hash(), *name, *v),
            (None, None) => return Err(unexpected_keyword(th, f, *name)),
        }
    }
    if npos > argc && !code.flags.varargs {
        return Err(too_many(th, f, npos, &out));
    }
    let defaults = f.defaults();
    let first_default = argc - defaults.len().min(argc);
    for i in first_default..argc {
        if out[i].is_undef() {
            out[i] = defaults[i - first_default];
        }
    }
    if out[..argc].iter().any(|v| v.is_undef()) {
        return Err(missing(th, f, &out[..argc], 0, "positional"));
    }
    if kwonly > 0 {
        fill_keyword_defaults(th, f, &mut out)?;
        if out[argc..argc + kwonly].iter().any(|v| v.is_undef()) {
            return Err(missing(
                th,
                f,
                &out[argc..argc + kwonly],
                argc,
                "keyword-only",
            ));
        }
    }
    for (i, v) in out.iter().enumerate() {
        th.set(given.first.offset(i), *v);
    }
    clear(th, given.first, out.len(), code.nregs as usize);
    Ok(())
}

fn fill_keyword_defaults<'t>(th: &'t Thread, f: Ref<'t, Function>, out: &mut [Val<'t>]) -> Res<()> {
    let Some(kw) = f.part(Part::KwDefaults).cast::<Dict>() else {
        return Ok(());
    };
    let (body, kw) = (f.code().body(), kw.see(th)?);
    let argc = body.lang.argcount as usize;
    for i in argc..argc + body.lang.kwonly as usize {
        if out[i].is_undef() {
            let name = body.varnames[i].val(th);
            if let Some(v) = kw.lookup(name.expect::<Str>().hash(), string_key(name))? {
                out[i] = v;
            }
        }
    }
    Ok(())
}

fn title<'t>(th: &'t Thread, f: Ref<'t, Function>) -> String {
    let _ = th;
    f.part(Part::QualName)
        .cast::<Str>()
        .map_or("?", |s| s.text())
        .to_owned()
        + "()"
}

#[cold]
fn multiple_values<'t>(th: &'t Thread, f: Ref<'t, Function>, name: Val<'t>) -> Unwind {
    th.type_error(format!(
        "{} got multiple values for argument '{}'",
        title(th, f),
        name.expect::<Str>().text()
    ))
}

#[cold]
fn unexpected_keyword<'t>(th: &'t Thread, f: Ref<'t, Function>, name: Val<'t>) -> Unwind {
    let body = f.code().body();
    let text = name.expect::<Str>().text();
    if body.varnames[..body.lang.posonly as usize].contains(&name.raw()) {
        return th.type_error(format!(
            "{} got some positional-only arguments passed as keyword arguments: '{text}'",
            title(th, f)
        ));
    }
    th.type_error(format!(
        "{} got an unexpected keyword argument '{text}'",
        title(th, f)
    ))
}

#[cold]
fn too_many<'t>(th: &'t Thread, f: Ref<'t, Function>, npos: usize, out: &[Val<'t>]) -> Unwind {
    let code = &*f.code().body().lang;
    let (argc, ndef) = (code.argcount as usize, f.defaults().len());
    let takes = match ndef {
        0 => format!("{argc}"),
        _ => format!("from {} to {argc}", argc - ndef),
    };
    let plural = if argc == 1 && ndef == 0 { "" } else { "s" };
    let kw_given = out[argc..argc + code.kwonly as usize]
        .iter()
        .filter(|v| !v.is_undef())
        .count();
    let given = match kw_given {
        0 => format!("{npos} {} given", if npos == 1 { "was" } else { "were" }),
        n => format!(
            "{npos} positional argument{} (and {n} keyword-only argument{}) were given",
            if npos == 1 { "" } else { "s" },
            if n == 1 { "" } else { "s" }
        ),
    };
    th.type_error(format!(
        "{} takes {takes} positional argument{plural} but {given}",
        title(th, f)
    ))
}

#[cold]
fn missing<'t>(
    th: &'t Thread,
    f: Ref<'t, Function>,
    out: &[Val<'t>],
    at: usize,
    what: &str,
) -> Unwind {
    let body = f.code().body();
    let names: Vec<String> = out
        .iter()
        .enumerate()
        .filter(|(_, v)| v.is_undef())
        .map(|(i, _)| format!("'{}'", body.lang.varnames[at + i]))
        .collect();
    let list = match &names[..] {
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        [] => unreachable!("only called when something is missing"),
    };
    let s = if names.len() == 1 { "" } else { "s" };
    th.type_error(format!(
        "{} missing {} required {what} argument{s}: {list}",
        title(th, f),
        names.len()
    ))
}

/// Arguments for a native body: the fixed parameters first. `first` are the registers to use.
pub struct BoundNative {
    pub first: Slot,
    pub len: usize,
}

/// Lays the arguments of a native call out. Without keywords and with nothing to reorder they stay where they are.
pub fn bind_native<'t>(
    th: &'t Thread,
    def: &'static NativeDef,
    given: Given<'t>,
) -> Res<BoundNative> {
    let p = &def.params;
    let npos = given.len - given.keywords.len();
    if npos < p.min && given.keywords.is_empty() || npos > p.pos.len() && !p.rest {
        return Err(wrong_count(th, def, given, npos));
    }
    if given.keywords.is_empty()
        && (!p.rest && p.kwonly.is_empty() && !p.kwdict
            || p.rest && p.fixed_len() == p.pos.len() && npos >= p.pos.len())
    {
        return Ok(BoundNative {
            first: given.first,
            len: given.len,
        });
    }
    let fixed = p.fixed_len();
    if given.keywords.is_empty() && !p.kwdict {
        return Ok(spread(th, given, p.pos.len(), fixed));
    }
    let values: Vec<Val<'t>> = (0..given.len)
        .map(|i| th.get(given.first.offset(i)))
        .collect();
    let mut out = vec![Val::UNDEF; fixed];
    let direct = npos.min(p.pos.len());
    out[..direct].copy_from_slice(&values[..direct]);
    let mut dict: Option<crate::object::Owned<'t, Dict>> = None;
    for (name, v) in given.keywords.iter().zip(&values[npos..]) {
        let text = name.expect::<Str>().text();
        match p
            .pos
            .iter()
            .chain(p.kwonly)
            .enumerate()
            .position(|(i, n)| *n == text && (i >= p.pos.len() || !n.starts_with('_')))
        {
            Some(i) if !out[i].is_undef() => {
                return Err(th.type_error(format!(
                    "argument for {}() given by name ('{text}') and position ({})",
                    native_title(th, def, given),
                    i + 1 - hidden_params(def)
                )));
            }
            Some(i) => out[i] = *v,
            None if p.kwdict => dict.get_or_insert_with(|| Dict::new(th)).append(
                th,
                name.expect::<Str>().hash(),
                *name,
                *v,
            ),
            None if p.kwonly.is_empty() && p.pos.iter().all(|n| n.starts_with('_')) => {
                return Err(th.type_error(format!(
                    "{}() takes no keyword arguments",
                    native_title(th, def, given)
                )));
            }
            None => {
                return Err(th.type_error(format!(
                    "{}() got an unexpected keyword argument '{text}'",
                    native_title(th, def, given)
                )));
            }
        }
    }
    if let Some(d) = dict {
        out[fixed - 1] = d.val();
    }
    if let Some(i) = out[..p.min].iter().position(|v| v.is_undef()) {
        return Err(missing_argument(th, def, given, i));
    }
    out.extend_from_slice(&values[direct..npos]);
    let first = th.root_row(out.len());
    for (i, v) in out.iter().enumerate() {
        th.set(first.offset(i), *v);
    }
    Ok(BoundNative {
        first,
        len: out.len(),
    })
}

/// Lays positional arguments out anew, with the keyword-only ones, none of which is given, behind the first `direct`.
fn spread(th: &Thread, given: Given<'_>, direct: usize, fixed: usize) -> BoundNative {
    let surplus = given.len.saturating_sub(direct);
    let first = th.root_row(fixed + surplus);
    for i in 0..given.len {
        let to = if i < direct { i } else { fixed + i - direct };
        th.set(first.offset(to), th.get(given.first.offset(i)));
    }
    BoundNative {
        first,
        len: fixed + surplus,
    }
}

/// The receiver of a method is not counted in messages.
fn hidden_params(def: &'static NativeDef) -> usize {
    let first = def.params.pos.first();
    usize::from(first.is_some_and(|n| *n == "_self" || *n == "_cls"))
}

/// Name of the builtin class that the receiver of a method is or is an instance of.
fn receiver_class<'t>(th: &'t Thread, given: Given<'t>) -> &'t str {
    let this = th.get(given.first);
    let class = match this.cast::<crate::class::Class>() {
        Some(c) => c,
        None => th.class_of(this),
    };
    match class.info().builtin {
        crate::class::Builtin::Object => class.name(),
        b => b.row().name,
    }
}

/// A function's name as messages give it: `__new__` and `__init__` go by the name of their class.
fn native_title<'t>(th: &'t Thread, def: &'static NativeDef, given: Given<'t>) -> &'t str {
    if matches!(def.name, "__new__" | "__init__") && given.len > 0 && hidden_params(def) == 1 {
        receiver_class(th, given)
    } else {
        def.name
    }
}

#[cold]
fn wrong_count<'t>(
    th: &'t Thread,
    def: &'static NativeDef,
    given: Given<'t>,
    npos: usize,
) -> Unwind {
    let p = &def.params;
    let hidden = hidden_params(def);
    if npos < hidden {
        let text = format!("unbound method {}() needs an argument", def.name);
        return th.type_error(text);
    }
    let (min, max, n) = (
        p.min.saturating_sub(hidden),
        p.pos.len() - hidden,
        npos - hidden,
    );
    let name = native_title(th, def, given);
    let qualified = match name == def.name && hidden == 1 {
        true => format!("{}.{name}", receiver_class(th, given)),
        false => name.to_owned(),
    };
    let by_keyword = p.pos[hidden..].iter().any(|n| !n.starts_with('_'));
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let text = if max == 0 && !p.kwonly.is_empty() {
        format!("{name}() takes no positional arguments")
    } else if max == 0 {
        format!("{qualified}() takes no arguments ({n} given)")
    } else if by_keyword && n < min {
        return missing_argument(th, def, given, npos);
    } else if by_keyword {
        let most = if min == max { "exactly" } else { "at most" };
        let what = if p.kwonly.is_empty() {
            ""
        } else {
            "positional "
        };
        format!(
            "{name}() takes {most} {max} {what}argument{} ({n} given)",
            s(max)
        )
    } else if min == max && p.kwonly.is_empty() && max == 1 {
        format!("{qualified}() takes exactly one argument ({n} given)")
    } else if min == max {
        format!("{name} expected {min} argument{}, got {n}", s(min))
    } else if n < min {
        format!("{name} expected at least {min} argument{}, got {n}", s(min))
    } else {
        format!("{name} expected at most {max} argument{}, got {n}", s(max))
    };
    th.raise(Exc::TypeError, text)
}

/// The TypeError for the needed parameter number `i`, which was given in no way.
#[cold]
fn missing_argument<'t>(
    th: &'t Thread,
    def: &'static NativeDef,
    given: Given<'t>,
    i: usize,
) -> Unwind {
    th.type_error(format!(
        "{}() missing required argument '{}' (pos {})",
        native_title(th, def, given),
        def.params.pos[i].trim_start_matches('_'),
        i + 1 - hidden_params(def)
    ))
}

/// The keyword names of a call as values.
pub fn keyword_names<'t>(names: Val<'t>) -> &'t [Val<'t>] {
    names.cast::<Tuple>().map_or(&[], |t| t.items())
}
