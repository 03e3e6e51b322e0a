//! Instructions under construction: typed emit functions made from the table, labels, exception regions, and the last
//! steps to words (unbound-local checks that cannot fail are dropped, jumps threaded, dead code left out).
//!
//! Each instruction remembers the handler that covers it, so the exception table falls out by grouping neighbours and
//! its entries never overlap.

use rustc_hash::FxHashMap as HashMap;

use crate::code::{Code, ExceptionEntry, Insn, Span};
use crate::for_each_op;
use crate::opcode::{ConstId, Intrinsic, Mode, NameId, Op, Operand, Pc, Reg, Special};
use crate::unbound;

/// A place in the code that need not be known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(pub(crate) u32);

/// A handler of the exception table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HandlerId(u32);

impl HandlerId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// An instruction not yet placed; labels still as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub insn: Insn,
    pub handler: Option<HandlerId>,
    pub span: Span,
    pub dead: bool,
}

/// The instruction buffer.
#[derive(Default, Debug)]
pub struct Writer {
    pub(crate) insns: Vec<Pending>,
    /// Index of the instruction each label stands before.
    pub(crate) labels: Vec<Option<u32>>,
    pub(crate) handlers: Vec<(Label, Reg)>,
    /// The handler that covers what is emitted next.
    pub handler: Option<HandlerId>,
    /// Position of what is emitted next.
    pub span: Span,
    ncaches: u32,
    /// Caches that belong to names.
    name_caches: HashMap<(Op, u32), u32>,
    nhot: u32,
}

/// An operand as the emit functions take it.
trait Argument {
    fn raw(self) -> u32;
}

macro_rules! arguments {
    ($($ty:ty)*) => {$(
        impl Argument for $ty {
            fn raw(self) -> u32 {
                Operand::raw(self)
            }
        }
    )*};
}

arguments! { Reg ConstId NameId i16 u16 bool Special Intrinsic }

impl Argument for Label {
    fn raw(self) -> u32 {
        self.0
    }
}

macro_rules! argument_type {
    (Label) => {
        Label
    };
    ($mode:ident) => {
        $crate::operand_type!($mode)
    };
}

macro_rules! emit_functions {
    ($($op:ident $text:ident ($($name:ident: $mode:ident),* $(; $slot:ident)?) [$($flag:ident)*] $meaning:literal;)*) => {
        impl Writer {$(
            #[doc = $meaning]
            pub fn $text(&mut self $(, $name: argument_type!($mode))*) {
                self.emit(Op::$op, &[$(Argument::raw($name)),*]);
            }
        )*}
    };
}

for_each_op!(emit_functions);

impl Writer {
    /// Appends an instruction; the slot operand, if it has one, is supplied here.
    pub fn emit(&mut self, op: Op, args: &[u32]) {
        let mut operands = [0; Insn::MAX];
        operands[..args.len()].copy_from_slice(args);
        match op.info().operands.last() {
            Some((_, Mode::Cache)) => operands[args.len()] = self.cache(op, args),
            Some((_, Mode::Hot)) => operands[args.len()] = next(&mut self.nhot),
            _ => {}
        }
        let insn = Insn {
            pc: Pc(0),
            op,
            operands,
        };
        self.insns.push(Pending {
            insn,
            handler: self.handler,
            span: self.span,
            dead: false,
        });
    }

    /// The cache of an instruction: its own, but all that use a name in the same way share one.
    fn cache(&mut self, op: Op, args: &[u32]) -> u32 {
        let name = match op {
            Op::LoadGlobal | Op::LoadName => args[1],
            Op::StoreGlobal | Op::StoreName => args[0],
            _ => return next(&mut self.ncaches),
        };
        let ncaches = &mut self.ncaches;
        *self
            .name_caches
            .entry((op, name))
            .or_insert_with(|| next(ncaches))
    }

    /// A label not yet placed.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Places a label before the next instruction.
    pub fn bind(&mut self, label: Label) {
        debug_assert!(
            self.labels[label.0 as usize].is_none(),
            "label placed twice"
        );
        self.labels[label.0 as usize] = Some(self.insns.len() as u32);
    }

    /// A label placed here.
    pub fn here(&mut self) -> Label {
        let label = self.label();
        self.bind(label);
        label
    }

    /// Declares a handler: where to go on, and which register receives the exception.
    pub fn handler(&mut self, target: Label, exc: Reg) -> HandlerId {
        self.handlers.push((target, exc));
        HandlerId(self.handlers.len() as u32 - 1)
    }

    /// Index of the next instruction, for `drop_insn`.
    pub fn position(&self) -> usize {
        self.insns.len()
    }

    /// Takes an emitted instruction out again.
    pub fn drop_insn(&mut self, position: usize) {
        self.insns[position].dead = true;
    }

    /// Whether control can reach the next instruction from the previous one. Labels placed here count as reached.
    pub fn falls_through(&self) -> bool {
        let at = self.insns.len() as u32;
        let ends = self
            .insns
            .last()
            .is_some_and(|last| last.insn.op.info().flags.ends);
        !ends || self.labels.iter().rev().any(|label| *label == Some(at))
    }

    /// Lays out the instructions: fills words, tables and register count of `code`, whose other fields are complete.
    /// False when an operand does not fit.
    #[must_use]
    pub fn finish(mut self, code: &mut Code) -> bool {
        if self.ncaches > u32::from(u16::MAX) || self.nhot > u32::from(u16::MAX) {
            return false;
        }
        self.thread_jumps();
        self.drop_unreachable();
        unbound::drop_checks(
            &mut self.insns,
            &self.labels,
            &self.handlers,
            code.nparams(),
        );
        self.drop_jumps_to_next();
        let starts = self.place();
        let pc_of =
            |label: Label| starts[self.labels[label.0 as usize].expect("label placed") as usize];
        for pending in self.insns.iter().filter(|pending| !pending.dead) {
            encode(&pending.insn, pc_of, &mut code.words);
        }
        self.fill_tables(&starts, pc_of, code);
        code.nregs = code.nregs.max(self.registers());
        code.ncaches = self.ncaches;
        code.nhot = self.nhot;
        true
    }

    /// Index of the first live instruction at or after the label.
    fn target(&self, label: u32) -> usize {
        let mut at = self.labels[label as usize].expect("label placed") as usize;
        while self.insns.get(at).is_some_and(|pending| pending.dead) {
            at += 1;
        }
        at
    }

    /// A jump to an unconditional jump goes where that one goes.
    fn thread_jumps(&mut self) {
        for at in 0..self.insns.len() {
            let Some(operand) = label_operand(self.insns[at].insn.op) else {
                continue;
            };
            for _ in 0..8 {
                let to = self.target(self.insns[at].insn.operands[operand]);
                match self.insns.get(to) {
                    Some(jump) if jump.insn.op == Op::Jump && to != at => {
                        self.insns[at].insn.operands[operand] = jump.insn.operands[0];
                    }
                    _ => break,
                }
            }
        }
    }

    fn drop_unreachable(&mut self) {
        let mut reached = vec![false; self.insns.len()];
        let mut work = vec![0];
        while let Some(mut at) = work.pop() {
            while at < self.insns.len() && !reached[at] {
                reached[at] = true;
                let Pending {
                    insn,
                    handler,
                    dead,
                    ..
                } = self.insns[at];
                let flags = insn.op.info().flags;
                if !dead {
                    if let Some(operand) = label_operand(insn.op) {
                        work.push(self.target(insn.operands[operand]));
                    }
                    if let (true, Some(handler)) = (flags.raises, handler) {
                        work.push(self.target(self.handlers[handler.0 as usize].0.0));
                    }
                    if flags.ends {
                        break;
                    }
                }
                at += 1;
            }
        }
        for (pending, reached) in self.insns.iter_mut().zip(reached) {
            pending.dead |= !reached;
        }
    }

    fn drop_jumps_to_next(&mut self) {
        for at in 0..self.insns.len() {
            if self.insns[at].insn.op == Op::Jump && !self.insns[at].dead {
                let mut next = at + 1;
                while self.insns.get(next).is_some_and(|pending| pending.dead) {
                    next += 1;
                }
                self.insns[at].dead = self.target(self.insns[at].insn.operands[0]) == next;
            }
        }
    }

    /// Word index of each instruction, dead ones at that of their successor; one more for the end.
    fn place(&self) -> Vec<u32> {
        let mut starts = Vec::with_capacity(self.insns.len() + 1);
        let mut pc = 0;
        for pending in &self.insns {
            starts.push(pc);
            if !pending.dead {
                pc += pending.insn.op.words() as u32;
            }
        }
        starts.push(pc);
        starts
    }

    fn fill_tables(&self, starts: &[u32], pc_of: impl Fn(Label) -> u32, code: &mut Code) {
        let mut last = None;
        let mut raises = Vec::new();
        for (pending, window) in self.insns.iter().zip(starts.windows(2)) {
            if pending.dead {
                continue;
            }
            if last != Some(pending.span) {
                code.lines.push((window[0], pending.span));
                last = Some(pending.span);
            }
            let Some(handler) = pending.handler else {
                continue;
            };
            let (label, exc) = self.handlers[handler.0 as usize];
            let may_raise = pending.insn.op.info().flags.raises;
            match (code.exceptions.last_mut(), raises.last_mut()) {
                (Some(entry), Some((group, raises)))
                    if entry.end == window[0] && *group == handler =>
                {
                    entry.end = window[1];
                    *raises |= may_raise;
                }
                _ => {
                    // The handler of a group in which nothing raises may have been dropped.
                    let handler_pc = self.labels[label.0 as usize].map_or(0, |_| pc_of(label));
                    code.exceptions.push(ExceptionEntry {
                        start: window[0],
                        end: window[1],
                        handler: handler_pc,
                        exc,
                    });
                    raises.push((handler, may_raise));
                }
            }
        }
        let mut raises = raises.into_iter();
        code.exceptions
            .retain(|_| raises.next().is_some_and(|(_, raises)| raises));
    }

    fn registers(&self) -> u32 {
        let mut most = 0;
        for pending in self.insns.iter().filter(|pending| !pending.dead) {
            pending.insn.for_reads(|reg, n, _| most = most.max(reg + n));
            pending
                .insn
                .for_writes(|reg, n, _| most = most.max(reg + n));
        }
        for (_, exc) in &self.handlers {
            most = most.max(u32::from(exc.0) + 1);
        }
        most
    }
}

fn next(counter: &mut u32) -> u32 {
    *counter += 1;
    *counter - 1
}

/// Position of the op's label among its operands.
pub(crate) fn label_operand(op: Op) -> Option<usize> {
    op.info()
        .operands
        .iter()
        .position(|(_, mode)| *mode == Mode::Label)
}

fn encode(insn: &Insn, pc_of: impl Fn(Label) -> u32, words: &mut Vec<u16>) {
    words.push(insn.op as u16);
    for (mode, value) in insn.operands() {
        if mode == Mode::Label {
            let pc = pc_of(Label(value));
            words.push(pc as u16);
            words.push((pc >> 16) as u16);
        } else {
            words.push(value as u16);
        }
    }
}
