//! `str.format` and `str.format_map`.

use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{Dict, Str};
use crate::protocol::{container, text};
use crate::text::fields::{Field, First, Numbering, Step, pieces, split_name};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const METHODS: &[NativeDef] = &[
    NativeDef::full("format", Params::all(&["_self"]).rest().kwdict(), format),
    NativeDef::full(
        "format_map",
        Params::all(&["_self", "_mapping"]),
        format_map,
    ),
];

/// Where the values of fields come from.
struct Source {
    positional: Option<Vec<Slot>>,
    /// A dict, or any mapping; UNDEF for none.
    named: Slot,
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let source = Source {
        positional: Some(w.from(2).collect()),
        named: w.at(1),
    };
    run(th, w.at(0), &source)
}

fn format_map(th: &mut Thread, w: Window) -> Res<Done> {
    let source = Source {
        positional: None,
        named: w.at(1),
    };
    run(th, w.at(0), &source)
}

fn run(th: &mut Thread, this: Slot, source: &Source) -> Res<Done> {
    let format = th.get(this).unboxed().expect::<Str>().text().to_owned();
    let mut out = String::with_capacity(format.len() + 16);
    expand(th, &mut out, &format, source, &mut Numbering::default(), 2)?;
    th.ret(th.str(&out))
}

/// Appends the format with its fields replaced; `depth` levels of fields within specifications are allowed.
fn expand(
    th: &mut Thread,
    out: &mut String,
    format: &str,
    source: &Source,
    numbering: &mut Numbering,
    depth: u32,
) -> Res<()> {
    if depth == 0 {
        return Err(th.value_error("Max string recursion exceeded"));
    }
    for piece in pieces(format) {
        let piece = piece.map_err(|fault| th.fault(fault))?;
        out.push_str(piece.literal);
        if let Some(field) = piece.field {
            let mark = th.mark();
            let shown = show(th, &field, source, numbering, depth)?;
            out.push_str(th.text_of(shown));
            th.release_to(mark);
        }
    }
    Ok(())
}

/// The text of one field, in a register.
fn show(
    th: &mut Thread,
    field: &Field<'_>,
    source: &Source,
    numbering: &mut Numbering,
    depth: u32,
) -> Res<Slot> {
    let mut v = value(th, field.name, source, numbering)?;
    match field.conversion {
        None => {}
        Some('s') => v = text::str(th, v)?,
        Some('r') => v = text::repr(th, v)?,
        Some('a') => v = text::ascii(th, v)?,
        Some(c) if (' '..='~').contains(&c) => {
            return Err(th.value_error(format!("Unknown conversion specifier {c}")));
        }
        Some(c) => {
            return Err(th.value_error(format!(
                "Unknown conversion specifier \\x{:x}",
                u32::from(c)
            )));
        }
    }
    if !field.nested {
        return text::format_with(th, v, field.spec);
    }
    let mut spec = String::new();
    expand(th, &mut spec, field.spec, source, numbering, depth - 1)?;
    text::format_with(th, v, &spec)
}

/// The object that a field name stands for.
fn value(th: &mut Thread, name: &str, source: &Source, numbering: &mut Numbering) -> Res<Slot> {
    let (first, steps) = split_name(name).map_err(|fault| th.fault(fault))?;
    let mut v = match (
        numbering.index(first).map_err(|fault| th.fault(fault))?,
        first,
    ) {
        (Some(i), _) => match &source.positional {
            None => return Err(th.value_error("Format string contains positional fields")),
            Some(all) if i < all.len() => all[i],
            Some(_) => {
                return Err(th.index_error(format!(
                    "Replacement index {i} out of range for positional args tuple"
                )));
            }
        },
        (None, First::Key(key)) => named(th, source, key)?,
        (None, _) => unreachable!("only names have no number"),
    };
    for step in steps {
        v = match step {
            Step::Attribute(name) => {
                let name = th.root(th.intern(name));
                th.getattr(v, name)?
            }
            Step::Index(i) => {
                let i = th.root(Val::small(i as i64));
                container::get_item(th, v, i)?
            }
            Step::Key(key) => {
                let key = th.root(th.str(key));
                container::get_item(th, v, key)?
            }
        };
    }
    Ok(v)
}

fn named(th: &mut Thread, source: &Source, key: &str) -> Res<Slot> {
    let key = th.root(th.str(key));
    if th.get(source.named).is_undef() {
        return Err(th.key_error(th.get(key)));
    }
    debug_assert!(source.positional.is_none() || th.get(source.named).cast::<Dict>().is_some());
    container::get_item(th, source.named, key)
}
