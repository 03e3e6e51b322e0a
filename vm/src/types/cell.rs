//! `cell`: closure variables.

use crate::class::Builtin;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::Cell;
use crate::protocol::number::{self, CmpOp};
use crate::thread::{Slot, Thread};
use crate::types::object::address;
use crate::unwind::Res;
use crate::value::Val;

const PAIR: Params = Params::all(&["_self", "_other"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Cell,
    doc: "Create a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n    and \n further attempts to access its cell_contents attribute will\n    raise a ValueError.",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls", "_contents"], 1),
            |th, a| Ok(Cell::owned(th, a.get(1)).val()),
        )
        .static_method(),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("__eq__", PAIR, |th, w| compare(th, w, CmpOp::Eq)),
        NativeDef::full("__ne__", PAIR, |th, w| compare(th, w, CmpOp::Ne)),
        NativeDef::full("__lt__", PAIR, |th, w| compare(th, w, CmpOp::Lt)),
        NativeDef::full("__le__", PAIR, |th, w| compare(th, w, CmpOp::Le)),
        NativeDef::full("__gt__", PAIR, |th, w| compare(th, w, CmpOp::Gt)),
        NativeDef::full("__ge__", PAIR, |th, w| compare(th, w, CmpOp::Ge)),
    ],
    getsets: &[GetSet::read("cell_contents", contents).write(set_contents)],
};

fn contents<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let held = th.load_cell(v.expect::<Cell>())?;
    if held.is_undef() {
        return Err(th.value_error("cell is empty"));
    }
    Ok(held)
}

fn set_contents(th: &mut Thread, cell: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        th.get(cell).expect::<Cell>().own(th)?.store(th.get(v));
        Ok(())
    })
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let cell = a.get(0);
    let held = th.load_cell(cell.expect::<Cell>())?;
    let at = address(cell);
    Ok(th.str(&match held.is_undef() {
        true => format!("<cell at {at}: empty>"),
        false => format!(
            "<cell at {at}: {} object at {}>",
            th.class_name(held),
            address(held)
        ),
    }))
}

/// Cells compare as what they hold; an empty one comes first.
fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let held = th.section(|th| {
        let other = th.get(w.at(1)).cast::<Cell>();
        let Some(other) = other else { return Ok(None) };
        let mine = th.load_cell(th.get(w.at(0)).expect::<Cell>())?;
        let theirs = th.load_cell(other)?;
        Ok(Some((th.root(mine), th.root(theirs))))
    })?;
    let Some((a, b)) = held else {
        return th.ret(Val::NOT_IMPLEMENTED);
    };
    let (full_a, full_b) = (!th.get(a).is_undef(), !th.get(b).is_undef());
    if full_a && full_b {
        let r = number::compare(th, op, a, b)?;
        return th.ret_slot(r);
    }
    th.ret(Val::bool(op.holds(&full_a, &full_b)))
}
