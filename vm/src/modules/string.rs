//! `_string`: the parser of format strings, for `string.Formatter`.

use super::iterate::{self, ITER, NEXT, never_quick};
use super::support::{self, NativeClass, NativeClassSpec, add_known_class};
use crate::class::flags;
use crate::native::{Done, ModuleSpec, NativeDef, NativeNext, Params, Window};
use crate::object::{List, Record};
use crate::text::fields::{self, First, Step};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "string helper module",
    functions: &[
        NativeDef::full("formatter_parser", Params::all(&["_string"]), parser),
        NativeDef::full(
            "formatter_field_name_split",
            Params::all(&["_string"]),
            split_name,
        ),
    ],
    init,
};

/// Fields: the items, and how many were given.
const ITERATOR: NativeClassSpec = NativeClassSpec {
    module: "_string",
    name: "formatteriterator",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[ITER, NEXT],
    getsets: &[],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let class = add_known_class(th, module, NativeClass::FormatterIterator, &ITERATOR)?;
    iterate::set_next(
        class,
        &NativeNext {
            quick: never_quick,
            full: |th, it| {
                th.section(|th| {
                    let own = th.get(it).expect::<Record>().own(th)?;
                    let at = own.field(1).int_unchecked();
                    let item = own.field(0).expect::<List>().see(th)?.at(at as usize);
                    Ok(item.map(|v| {
                        own.set_field(1, Val::small(at + 1));
                        th.root(v)
                    }))
                })
            },
        },
    );
    Ok(())
}

/// An iterator over (literal text, field name, format spec, conversion).
fn parser(th: &mut Thread, w: Window) -> Res<Done> {
    let text = support::text(th, th.get(w.at(0)), "formatter_parser")?.to_owned();
    let r = {
        let mut items = Vec::new();
        for piece in fields::pieces(&text) {
            let piece = piece.map_err(|f| th.value_error(f.message()))?;
            let (name, spec, conversion) = match piece.field {
                None => (Val::NONE, Val::NONE, Val::NONE),
                Some(f) => (
                    th.str(f.name),
                    th.str(f.spec),
                    f.conversion
                        .map_or(Val::NONE, |c| th.str(c.encode_utf8(&mut [0; 4]))),
                ),
            };
            items.push(th.tuple(&[th.str(piece.literal), name, spec, conversion]));
        }
        th.native_record(
            NativeClass::FormatterIterator,
            &[th.list(&items), Val::small(0)],
        )
    };
    th.ret(r)
}

/// The first part of a field's name, and an iterator over (is attribute, name) of the rest.
fn split_name(th: &mut Thread, w: Window) -> Res<Done> {
    let text = support::text(th, th.get(w.at(0)), "formatter_field_name_split")?.to_owned();
    let (first, steps) = match fields::split_name(&text) {
        Ok(parts) => parts,
        Err(fault) => return Err(th.value_error(fault.message())),
    };
    let r = {
        let first = match first {
            First::Next => th.str(""),
            First::Index(i) => th.int(i as i64),
            First::Key(k) => th.str(k),
        };
        let step = |s: &Step<'_>| match s {
            Step::Attribute(name) => th.tuple(&[Val::TRUE, th.str(name)]),
            Step::Index(i) => th.tuple(&[Val::FALSE, th.int(*i as i64)]),
            Step::Key(k) => th.tuple(&[Val::FALSE, th.str(k)]),
        };
        let items: Vec<Val<'_>> = steps.iter().map(step).collect();
        let iterator = th.native_record(
            NativeClass::FormatterIterator,
            &[th.list(&items), Val::small(0)],
        );
        th.tuple(&[first, iterator])
    };
    th.ret(r)
}
