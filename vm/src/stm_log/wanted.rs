//! What the running instruction wants of an object, in words: `.balance`, `['total'] =`, `.append()`.

use lang::code::Insn;
use lang::opcode::{Mode, Op, Pc};

use crate::interp::frame::Frame;
use crate::object::{Native, Str};
use crate::thread::{Slot, Thread};
use crate::value::{Raw, Tag, Val};

/// Longest text of a key.
const KEY: usize = 24;
/// Ints above are no names of things but positions.
const SMALL: i64 = 16;

/// The number of the text, for the log; 0 if none is kept.
pub fn wanted(th: &Thread) -> u64 {
    if !th.tx().is_logged() {
        return 0;
    }
    let Some(frame) = th.frames.last() else {
        return 0;
    };
    match words(th, frame) {
        Some(text) => th.vm.places.enter_detail(text),
        None => 0,
    }
}

/// The number of a reason in words, for the log; 0 if none is kept.
pub fn reason(th: &Thread, text: &str) -> u64 {
    match th.tx().is_logged() {
        true => th.vm.places.enter_detail(text.to_owned()),
        false => 0,
    }
}

fn words(th: &Thread, frame: &Frame) -> Option<String> {
    let code = &frame.body().lang;
    let insn = code.insn(Pc(frame.pc));
    let name = || operand(&insn, Mode::Name).map(|n| code.names[n as usize].to_string());
    let register = |name: &str| Some(th.raw(Slot(frame.base + named(&insn, name)?)));
    let key = || register("key").map(|key| key_text(th, key));
    Some(match insn.op {
        Op::LoadAttr | Op::LoadMethod => format!(".{}", name()?),
        Op::StoreAttr => format!(".{} =", name()?),
        Op::DeleteAttr => format!("del .{}", name()?),
        Op::GetItem => format!("[{}]", key()?),
        Op::SetItem => format!("[{}] =", key()?),
        Op::DelItem => format!("del [{}]", key()?),
        Op::LoadGlobal | Op::LoadName | Op::LoadCell => format!("variable {}", name()?),
        Op::StoreGlobal | Op::StoreName => format!("variable {} =", name()?),
        Op::StoreCell => format!("variable {} =", cell_name(frame, &insn)?),
        Op::Call | Op::CallKw => format!("{}()", native_name(register("f")?.val(th))?),
        Op::CallMethod | Op::CallMethodKw => format!(".{}()", native_name(register("f")?.val(th))?),
        Op::ForIter | Op::GetIter => "iteration".into(),
        Op::In | Op::NotIn | Op::JumpIfIn | Op::JumpIfNotIn => "in".into(),
        _ => return None,
    })
}

fn operand(insn: &Insn, mode: Mode) -> Option<u32> {
    let at = insn
        .op
        .info()
        .operands
        .iter()
        .position(|(_, m)| *m == mode)?;
    Some(insn.operands[at])
}

fn named(insn: &Insn, name: &str) -> Option<u32> {
    let at = insn
        .op
        .info()
        .operands
        .iter()
        .position(|(n, _)| *n == name)?;
    Some(insn.operands[at])
}

fn key_text(th: &Thread, key: Raw) -> String {
    let key = key.val(th);
    match key.tag() {
        Tag::Int(n) if n.abs() <= SMALL => n.to_string(),
        Tag::Int(_) => "int".into(),
        _ => match key.cast::<Str>().map(|s| s.text()) {
            Some(s) if s.chars().count() <= KEY => format!("'{s}'"),
            Some(s) => format!("'{}...'", s.chars().take(KEY).collect::<String>()),
            None => th.class_name(key).to_string(),
        },
    }
}

/// The name of a function written in Rust; for one written in Python the conflict is about something else.
fn native_name(f: Val<'_>) -> Option<&'static str> {
    f.cast::<Native>().map(|f| f.get().def().name)
}

/// A store into a cell does not name it, but reads of the same register do.
fn cell_name(frame: &Frame, store: &Insn) -> Option<String> {
    let code = &frame.body().lang;
    let cell = named(store, "cell")?;
    let read = code
        .insns()
        .find(|insn| insn.op == Op::LoadCell && named(insn, "cell") == Some(cell))?;
    Some(code.names[operand(&read, Mode::Name)? as usize].to_string())
}
