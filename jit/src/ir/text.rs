//! The text form of a trace: printed here, parsed in [`parse`]; what is printed parses to the same trace.
//!
//! ```text
//! trace root
//! %0 = reg 3
//! guard_int %0 ?0
//! %2 = unbox_int %0
//! %3 = add_ovf %2, 1 ?0
//! %4 = load.val %1 @2+16
//! %5 = call.val h4(%1, %4) ?1
//! %6 = new 48 cursor 2 shape 7 shared
//! label (%2)
//! %8 = param.int 0
//! jump (%3)
//! snap 0 frame(code 1, pc 4, base 0, meta) r3 = %0, r4 = &0 late %1 @2+16.val = %3
//! object 0 48 cursor 2 shape 7 { @2+16.val = %3 }
//! depend 12
//! ```
//!
//! Constants: `5` integer, `2.5` float (always with a point, an exponent, `inf` or `nan`), `v0x7` value, `p0x1000`
//! address, `true`, `false`. A ref is the number of its line. `&n` is virtual object n.

mod parse;

use super::ops::{ImmKind, Res};
use super::{Const, Entry, Field, Imm, Inst, NewDesc, Ref, Trace};
use crate::snapshot::{Held, ObjectId, Snapshot};
pub use parse::{ParseError, parse};
use std::fmt::{self, Display, Formatter};

/// Text of an operand.
pub fn operand(trace: &Trace, r: Ref) -> String {
    match trace.const_of(r) {
        None => match r.index() {
            Some(i) => format!("%{i}"),
            None => "%none".to_string(),
        },
        Some(Const::Int(i)) => i.to_string(),
        Some(Const::Float(bits)) => float(f64::from_bits(bits)),
        Some(Const::Val(bits)) => format!("v{bits:#x}"),
        Some(Const::Ptr(bits)) => format!("p{bits:#x}"),
        Some(Const::Bool(b)) => b.to_string(),
    }
}

fn float(f: f64) -> String {
    if f.is_nan() {
        return "nan".to_string();
    }
    let text = format!("{f:?}");
    if text.contains(['.', 'e', 'i']) {
        text
    } else {
        text + ".0"
    }
}

fn field(field: Field) -> String {
    format!("@{}{:+}", field.class, field.offset)
}

fn new_desc(desc: NewDesc) -> String {
    let shared = if desc.shared { " shared" } else { "" };
    format!(
        "{} cursor {} shape {}{shared}",
        desc.size, desc.cursor, desc.shape.0
    )
}

fn held(trace: &Trace, held: Held) -> String {
    match held {
        Held::Ref(r) => operand(trace, r),
        Held::Object(id) => format!("&{}", id.0),
    }
}

/// One line, without its end.
pub fn inst(trace: &Trace, at: usize, inst: &Inst) -> String {
    let row = inst.op.row();
    let mut text = String::new();
    if inst.ty.is_some() {
        text += &format!("%{at} = ");
    }
    text += row.name;
    match (row.res, inst.imm) {
        (_, Imm::Field(field)) => text += &format!(".{}", field.kind.name()),
        (Res::Typed, _) => text += &format!(".{}", inst.ty.map_or("none", |ty| ty.name())),
        _ => {}
    }
    let operands: Vec<String> = inst.operands().iter().map(|&r| operand(trace, r)).collect();
    if !operands.is_empty() {
        text += &format!(" {}", operands.join(", "));
    }
    match inst.imm {
        Imm::None => {}
        Imm::Slot(slot) => text += &format!(" r{}", slot.0),
        Imm::Index(index) => text += &format!(" {index}"),
        Imm::Shape(shape) => text += &format!(" shape {}", shape.0),
        Imm::Field(f) => text += &format!(" {}", field(f)),
        Imm::Helper(helper) => text += &format!(" h{}", helper.0),
        Imm::New(desc) => text += &format!(" {}", new_desc(desc)),
    }
    if row.imm == ImmKind::Helper || matches!(inst.op, super::Op::Jump | super::Op::Label) {
        let list: Vec<String> = trace
            .list_refs(inst.list)
            .iter()
            .map(|&r| operand(trace, r))
            .collect();
        text += &format!(" ({})", list.join(", "));
    }
    if inst.op.is_guard() {
        text += &format!(" ?{}", inst.snap.0);
    }
    text
}

fn snapshot(trace: &Trace, snap: &Snapshot) -> String {
    let mut parts = Vec::new();
    for frame in &snap.frames {
        let meta: String = frame.meta.iter().map(|m| format!(" {m}")).collect();
        parts.push(format!(
            "frame(code {}, pc {}, base {}, meta{meta})",
            frame.code, frame.pc, frame.base.0
        ));
    }
    let slots: Vec<String> = snap
        .slots
        .iter()
        .map(|&(slot, h)| format!("r{} = {}", slot.0, held(trace, h)))
        .collect();
    if !slots.is_empty() {
        parts.push(slots.join(", "));
    }
    for late in &snap.late {
        parts.push(format!(
            "late {} {}.{} = {}",
            operand(trace, late.base),
            field(late.field),
            late.field.kind.name(),
            held(trace, late.value)
        ));
    }
    parts.join(" ")
}

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "trace {}",
            if self.entry == Entry::Root {
                "root"
            } else {
                "side"
            }
        )?;
        for (at, i) in self.insts.iter().enumerate() {
            writeln!(f, "{}", inst(self, at, i))?;
        }
        for id in self.snaps.ids() {
            writeln!(f, "snap {} {}", id.0, snapshot(self, self.snaps.get(id)))?;
        }
        for n in 0..self.snaps.object_count() {
            let object = self.snaps.object(ObjectId(n as u32));
            let fields: Vec<String> = object
                .fields
                .iter()
                .map(|&(at, h)| format!("{}.{} = {}", field(at), at.kind.name(), held(self, h)))
                .collect();
            writeln!(
                f,
                "object {n} {} {{ {} }}",
                new_desc(object.desc),
                fields.join(", ")
            )?;
        }
        for cell in &self.depends {
            writeln!(f, "depend {cell}")?;
        }
        Ok(())
    }
}
