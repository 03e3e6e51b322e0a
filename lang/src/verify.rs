//! Checks any `Code`, and those inside it.
//!
//! Checked: every word belongs to an instruction whose operands are in range; jumps and handlers lead to instructions;
//! exception regions begin and end at instructions and do not run backwards; control cannot run off the end; on every path a
//! register is written before it is read, and holds a value, not UNDEF, where the op needs one (so an unbound local is
//! always caught by a check); registers above a call window are not read after the call.
//!
//! Not checked: types of constants and of what registers hold, and whether names make sense.

use std::collections::BTreeSet;

use crate::code::{Code, Const, Insn};
use crate::flow::BitSet;
use crate::opcode::{Intrinsic, Mode, Op, Pc, Special};

/// What is wrong, with the name of the code object and the pc.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// Qualified name of the code object.
    pub code: String,
    /// Where.
    pub pc: u32,
    /// What.
    pub message: String,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "malformed code {} at pc {}: {}",
            self.code, self.pc, self.message
        )
    }
}

impl std::error::Error for Malformed {}

type Checked = Result<(), Malformed>;

/// Checks `code` and the code objects among its constants.
pub fn verify(code: &Code) -> Checked {
    let starts = operands(code)?;
    regions(code, &starts)?;
    Walk::new(code).run()?;
    code.consts.iter().try_for_each(|value| match value {
        Const::Code(inner) => verify(inner),
        _ => Ok(()),
    })
}

fn fail(code: &Code, pc: u32, message: impl Into<String>) -> Checked {
    Err(Malformed {
        code: code.qualname.to_string(),
        pc,
        message: message.into(),
    })
}

/// Checks each instruction by itself; gives the pcs at which instructions begin.
fn operands(code: &Code) -> Result<BTreeSet<u32>, Malformed> {
    let mut starts = BTreeSet::new();
    let mut at = 0;
    while at < code.words.len() {
        let pc = at as u32;
        let Some(op) = Op::from_u16(code.words[at]) else {
            return Err(fail(code, pc, "no such op").unwrap_err());
        };
        if at + op.words() > code.words.len() {
            return Err(fail(code, pc, "instruction cut off").unwrap_err());
        }
        starts.insert(pc);
        at += op.words();
    }
    for insn in code.insns() {
        for (mode, value) in insn.operands() {
            let limit = match mode {
                Mode::Const => code.consts.len(),
                Mode::Name => code.names.len(),
                Mode::Cache => code.ncaches as usize,
                Mode::Hot => code.nhot as usize,
                Mode::Flag => 2,
                Mode::Special => Special::ALL.len(),
                Mode::Intrinsic => Intrinsic::ALL.len(),
                Mode::Imm | Mode::Count => usize::MAX,
                Mode::Label if starts.contains(&value) => usize::MAX,
                Mode::Label => 0,
                // An empty window may begin just above the last register.
                Mode::InWin | Mode::InPairs | Mode::OutWin => code.nregs as usize + 1,
                _ => code.nregs as usize,
            };
            if value as usize >= limit {
                fail(
                    code,
                    insn.pc.0,
                    format!(
                        "operand {mode:?} {value} out of range in {}",
                        insn.op.text()
                    ),
                )?;
            }
        }
        let mut most = 0;
        insn.for_reads(|reg, n, _| most = most.max(reg + n));
        insn.for_writes(|reg, n, _| most = most.max(reg + n));
        if most > code.nregs {
            fail(
                code,
                insn.pc.0,
                format!("register r{} out of range in {}", most - 1, insn.op.text()),
            )?;
        }
    }
    Ok(starts)
}

fn regions(code: &Code, starts: &BTreeSet<u32>) -> Checked {
    let at_start = |pc| starts.contains(&pc) || pc as usize == code.words.len();
    for entry in &code.exceptions {
        if entry.start >= entry.end || !at_start(entry.start) || !at_start(entry.end) {
            fail(
                code,
                entry.start,
                "exception region does not begin and end at instructions",
            )?;
        }
        if !starts.contains(&entry.handler) {
            fail(code, entry.start, "handler is not an instruction")?;
        }
        if u32::from(entry.exc.0) >= code.nregs {
            fail(code, entry.start, "exception register out of range")?;
        }
    }
    if code.varnames.len() > code.nregs as usize || code.nparams() > code.varnames.len() {
        fail(
            code,
            0,
            "more locals than registers, or more parameters than locals",
        )?;
    }
    Ok(())
}

/// What is known of the registers at some point.
#[derive(Clone, PartialEq)]
struct State {
    /// Written, perhaps with UNDEF.
    written: BitSet,
    /// Holds a value.
    value: BitSet,
}

struct Walk<'c> {
    code: &'c Code,
    insns: Vec<Insn>,
    /// State before each instruction; None while it has not been reached.
    states: Vec<Option<State>>,
    work: BTreeSet<usize>,
}

impl<'c> Walk<'c> {
    fn new(code: &'c Code) -> Self {
        let insns: Vec<Insn> = code.insns().collect();
        let states = vec![None; insns.len()];
        Walk {
            code,
            insns,
            states,
            work: BTreeSet::new(),
        }
    }

    fn run(&mut self) -> Checked {
        let n = self.code.nregs as usize;
        let mut entry = State {
            written: BitSet::new(n),
            value: BitSet::new(n),
        };
        (0..self.code.varnames.len()).for_each(|reg| entry.written.insert(reg));
        (0..self.code.nparams()).for_each(|reg| entry.value.insert(reg));
        self.meet(Pc(0), &entry)?;
        while let Some(at) = self.work.pop_first() {
            let insn = self.insns[at];
            let state = self.states[at].clone().expect("reached");
            self.step(&insn, state)?;
        }
        Ok(())
    }

    /// Control comes to `pc` with `state`.
    fn meet(&mut self, pc: Pc, state: &State) -> Checked {
        let Ok(at) = self.insns.binary_search_by_key(&pc, |insn| insn.pc) else {
            return fail(self.code, pc.0, "control runs off the end");
        };
        let changed = match &mut self.states[at] {
            Some(known) => {
                known.written.intersect(&state.written) | known.value.intersect(&state.value)
            }
            known => {
                *known = Some(state.clone());
                true
            }
        };
        if changed {
            self.work.insert(at);
        }
        Ok(())
    }

    fn step(&mut self, insn: &Insn, mut state: State) -> Checked {
        self.check_reads(insn, &state)?;
        let flags = insn.op.info().flags;
        if let Some(base) = insn.call_window() {
            (base..self.code.nregs).for_each(|reg| {
                state.written.remove(reg as usize);
                state.value.remove(reg as usize);
            });
        }
        if flags.raises
            && let Some(entry) = self.code.handler(insn.pc)
        {
            let mut state = state.clone();
            state.written.insert(entry.exc.index());
            state.value.insert(entry.exc.index());
            self.meet(Pc(entry.handler), &state)?;
        }
        let before = state.clone();
        insn.for_writes(|reg, n, mode| {
            if mode != Mode::OutNext {
                write(&mut state, &before, insn, reg, n, mode);
            }
        });
        if let Some(target) = insn.target() {
            self.meet(target, &state)?;
        }
        insn.for_writes(|reg, n, mode| {
            if mode == Mode::OutNext {
                write(&mut state, &before, insn, reg, n, mode);
            }
        });
        if flags.ends {
            Ok(())
        } else {
            self.meet(insn.next(), &state)
        }
    }

    fn check_reads(&self, insn: &Insn, state: &State) -> Checked {
        let mut bad = None;
        insn.for_reads(|reg, n, may_be_undef| {
            for reg in reg..reg + n {
                let known = if may_be_undef {
                    &state.written
                } else {
                    &state.value
                };
                if !known.contains(reg as usize) {
                    bad.get_or_insert((reg, state.written.contains(reg as usize)));
                }
            }
        });
        match bad {
            None => Ok(()),
            Some((reg, true)) => fail(
                self.code,
                insn.pc.0,
                format!("r{reg} may be UNDEF in {}", insn.op.text()),
            ),
            Some((reg, false)) => fail(
                self.code,
                insn.pc.0,
                format!("r{reg} may be unwritten in {}", insn.op.text()),
            ),
        }
    }
}

/// Notes that an instruction writes `n` registers from `reg` on.
fn write(state: &mut State, before: &State, insn: &Insn, reg: u32, n: u32, mode: Mode) {
    for (i, reg) in (reg..reg + n).map(|reg| reg as usize).enumerate() {
        state.written.insert(reg);
        let is_value = match mode {
            Mode::OutUndef => false,
            Mode::OutPair => i == 0,
            _ if insn.op == Op::Move => before.value.contains(insn.operands[1] as usize),
            _ => true,
        };
        if is_value {
            state.value.insert(reg);
        } else {
            state.value.remove(reg);
        }
    }
}
