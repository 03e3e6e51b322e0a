//! `Code`: what the compiler makes of a module, class body or function. Plain data, shared by all threads.
//!
//! Register layout: `0..varnames.len()` locals (parameters first: positional, keyword-only, `*args`, `**kwargs`), then
//! the cells of `cellvars` that are not parameters, then the free variables, then temporaries up to `nregs`. At entry
//! the parameters hold values, the other locals UNDEF, everything above is undefined. A parameter that is a cell
//! variable keeps its register: the prologue replaces the value by the cell.

use std::sync::{Arc, OnceLock};

use num_bigint::BigInt;

use crate::flow::{BitSet, Liveness};
use crate::opcode::{Mode, Op, Pc, Reg};

/// A constant.
#[derive(Clone, Debug)]
pub enum Const {
    /// `None`
    None,
    /// `True`
    True,
    /// `False`
    False,
    /// `...`
    Ellipsis,
    /// An int of 64 bits.
    Int(i64),
    /// An int that needs more; never one that fits `Int`.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
    /// A string.
    Str(Text),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A tuple.
    Tuple(Arc<[Const]>),
    /// A frozenset.
    FrozenSet(Arc<[Const]>),
    /// The code of a function or class body.
    Code(Arc<Code>),
}

/// The text of a string constant: UTF-8, but lone surrogates are allowed (each as its three-byte generalised form).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Text {
    /// Proper Unicode, the usual case.
    Utf8(Arc<str>),
    /// WTF-8: holds at least one lone surrogate.
    Wtf8(Arc<[u8]>),
}

impl Text {
    /// The text if it has no lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Text::Utf8(text) => Some(text),
            Text::Wtf8(_) => None,
        }
    }

    /// The text as WTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Text::Utf8(text) => text.as_bytes(),
            Text::Wtf8(bytes) => bytes,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::Utf8(text.into())
    }
}

/// What kind of code this is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CodeFlags {
    /// Has `*args`.
    pub varargs: bool,
    /// Has `**kwargs`.
    pub varkw: bool,
    /// Generator.
    pub generator: bool,
    /// Coroutine.
    pub coroutine: bool,
    /// Async generator.
    pub async_generator: bool,
    /// Defined inside a function.
    pub nested: bool,
    /// Function body: locals in registers. Otherwise a module or class body, whose names live in a namespace.
    pub optimized: bool,
    /// Defined directly in a class body.
    pub method: bool,
    /// Begins with a docstring (`Code::docstring`).
    pub has_docstring: bool,
    /// `from __future__ import annotations` is on.
    pub future_annotations: bool,
}

impl CodeFlags {
    /// As CPython's `co_flags`.
    pub fn co_flags(self) -> u32 {
        let bits = [
            (self.optimized, 0x1 | 0x2),
            (self.varargs, 0x4),
            (self.varkw, 0x8),
            (self.nested, 0x10),
            (self.generator, 0x20),
            (self.coroutine, 0x80),
            (self.async_generator, 0x200),
            (self.future_annotations, 0x100_0000),
            (self.has_docstring, 0x400_0000),
            (self.method, 0x800_0000),
        ];
        bits.iter().filter(|(on, _)| *on).map(|(_, bit)| bit).sum()
    }

    /// Whether calling makes a generator-like object instead of running.
    pub fn suspends(self) -> bool {
        self.generator || self.coroutine || self.async_generator
    }
}

/// `start..end` is covered by `handler`, which finds the exception in register `exc`. Inner entries come before outer
/// ones: the first that covers a pc is the one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionEntry {
    /// First covered pc.
    pub start: u32,
    /// First pc no longer covered.
    pub end: u32,
    /// Where to go on.
    pub handler: u32,
    /// Receives the exception.
    pub exc: Reg,
}

/// Source position of an instruction. Lines count from 1, columns are byte offsets in the line. Line 0: none.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Column in the first line; `u16::MAX` if unknown.
    pub col: u16,
    /// Column in the last line; `u16::MAX` if unknown.
    pub end_col: u16,
}

/// Compiled code.
#[derive(Clone, Default, Debug)]
pub struct Code {
    /// Instructions; see [`opcode`](crate::opcode).
    pub words: Vec<u16>,
    /// Constants.
    pub consts: Vec<Const>,
    /// Names of globals, attributes and so on.
    pub names: Vec<Arc<str>>,
    /// Registers of the frame.
    pub nregs: u32,
    /// Inline caches.
    pub ncaches: u32,
    /// Hotness counters (one a back-edge).
    pub nhot: u32,
    /// Positional parameters, positional-only ones included.
    pub argcount: u16,
    /// Positional-only parameters.
    pub posonly: u16,
    /// Keyword-only parameters.
    pub kwonly: u16,
    /// Kind.
    pub flags: CodeFlags,
    /// Names of the locals, in register order.
    pub varnames: Vec<Arc<str>>,
    /// Variables of this code that inner functions use.
    pub cellvars: Vec<Arc<str>>,
    /// Register of each cell variable.
    pub cellregs: Vec<Reg>,
    /// Variables of outer functions used here; the closure tuple has one cell for each.
    pub freevars: Vec<Arc<str>>,
    /// Register of each free variable's cell.
    pub freeregs: Vec<Reg>,
    /// `__name__`
    pub name: Arc<str>,
    /// `__qualname__`
    pub qualname: Arc<str>,
    /// Source file.
    pub filename: Arc<str>,
    /// Line of `def`, `class`, or 1.
    pub firstlineno: u32,
    /// Docstring of a function.
    pub docstring: Option<Text>,
    /// Exception table, inner entries first.
    pub exceptions: Vec<ExceptionEntry>,
    /// Line table: the span holds from its pc to the next entry's. Sorted.
    pub lines: Vec<(u32, Span)>,
    /// Made by `live_in` when first asked.
    pub(crate) liveness: OnceLock<Liveness>,
}

impl Code {
    /// Number of parameters, `*args` and `**kwargs` included: the registers a call fills.
    pub fn nparams(&self) -> usize {
        usize::from(self.argcount)
            + usize::from(self.kwonly)
            + usize::from(self.flags.varargs)
            + usize::from(self.flags.varkw)
    }

    /// The first register that is no variable's.
    pub fn first_temporary(&self) -> u32 {
        let variables = self.cellregs.iter().chain(&self.freeregs);
        let after = variables.map(|r| r.index() as u32 + 1).max().unwrap_or(0);
        after.max(self.varnames.len() as u32)
    }

    /// The op at `pc`.
    #[inline]
    pub fn op_at(&self, pc: Pc) -> Op {
        Op::from_u16(self.words[pc.0 as usize]).expect("opcode number")
    }

    /// The instruction at `pc`, decoded generically.
    pub fn insn(&self, pc: Pc) -> Insn {
        Insn::decode(&self.words, pc)
    }

    /// All instructions in order.
    pub fn insns(&self) -> impl Iterator<Item = Insn> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            if at >= self.words.len() {
                return None;
            }
            let insn = self.insn(Pc(at as u32));
            at += insn.op.words();
            Some(insn)
        })
    }

    /// The handler that covers `pc`.
    pub fn handler(&self, pc: Pc) -> Option<&ExceptionEntry> {
        self.exceptions
            .iter()
            .find(|entry| entry.start <= pc.0 && pc.0 < entry.end)
    }

    /// Source position of the instruction at `pc`.
    pub fn span(&self, pc: Pc) -> Span {
        let after = self.lines.partition_point(|(start, _)| *start <= pc.0);
        after
            .checked_sub(1)
            .map_or(Span::default(), |i| self.lines[i].1)
    }

    /// Source line of the instruction at `pc`.
    pub fn line(&self, pc: Pc) -> u32 {
        self.span(pc).line
    }

    /// Registers whose content may still be read when execution is about to run the instruction at `pc`.
    /// All others are dead there. Computed for the whole code when first asked.
    pub fn live_in(&self, pc: Pc) -> BitSet {
        self.liveness
            .get_or_init(|| Liveness::of(self))
            .live_in(self, pc)
    }
}

/// An instruction in generic form: operands as plain numbers, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Insn {
    /// Where it begins.
    pub pc: Pc,
    /// The op.
    pub op: Op,
    /// Operand values; signed ones as their 16-bit pattern.
    pub operands: [u32; Insn::MAX],
}

impl Insn {
    /// No op has more operands, slot included.
    pub const MAX: usize = 8;

    /// Reads the instruction at `pc`.
    pub fn decode(words: &[u16], pc: Pc) -> Insn {
        let mut at = pc.0 as usize;
        let op = Op::from_u16(words[at]).expect("opcode number");
        at += 1;
        let mut operands = [0; Insn::MAX];
        for (value, (_, mode)) in operands.iter_mut().zip(op.info().operands) {
            *value = u32::from(words[at]);
            if *mode == Mode::Label {
                *value |= u32::from(words[at + 1]) << 16;
            }
            at += mode.words();
        }
        Insn { pc, op, operands }
    }

    /// The pc after it.
    pub fn next(&self) -> Pc {
        Pc(self.pc.0 + self.op.words() as u32)
    }

    /// Modes and values of its operands.
    pub fn operands(&self) -> impl Iterator<Item = (Mode, u32)> + '_ {
        self.op
            .info()
            .operands
            .iter()
            .zip(self.operands)
            .map(|((_, mode), value)| (*mode, value))
    }

    /// Where it may jump.
    pub fn target(&self) -> Option<Pc> {
        self.operands()
            .find(|(mode, _)| *mode == Mode::Label)
            .map(|(_, value)| Pc(value))
    }

    /// Calls `f(first, count, may be UNDEF)` for each run of registers it reads.
    pub fn for_reads(&self, mut f: impl FnMut(u32, u32, bool)) {
        for (i, (_, mode)) in self.op.info().operands.iter().enumerate() {
            let (reg, n) = (self.operands[i], *self.operands.get(i + 1).unwrap_or(&0));
            match mode {
                Mode::In | Mode::InOut => f(reg, 1, false),
                Mode::InOpt | Mode::InOutCheck => f(reg, 1, true),
                Mode::InWin => f(reg, n, false),
                Mode::InPairs => f(reg, 2 * n, false),
                Mode::InCall => f(reg, n + 1, false),
                Mode::InMethod => {
                    f(reg, 1, false);
                    f(reg + 1, 1, true);
                    f(reg + 2, n, false);
                }
                Mode::InEx => {
                    f(reg, 2, false);
                    f(reg + 2, 1, true);
                }
                Mode::InFn => f(reg, 4, true),
                _ => {}
            }
        }
    }

    /// Calls `f(first, count, mode)` for each run of registers it writes, those of `OutNext` included.
    pub fn for_writes(&self, mut f: impl FnMut(u32, u32, Mode)) {
        for (i, (_, mode)) in self.op.info().operands.iter().enumerate() {
            let (reg, n) = (self.operands[i], *self.operands.get(i + 1).unwrap_or(&0));
            match mode {
                Mode::Out | Mode::OutUndef | Mode::OutNext | Mode::InOut | Mode::InOutCheck => {
                    f(reg, 1, *mode)
                }
                Mode::OutPair | Mode::OutTwo => f(reg, 2, *mode),
                Mode::OutTriple => f(reg, 3, *mode),
                Mode::OutWin => f(reg, n, *mode),
                Mode::OutEx => f(reg, n + 1 + self.operands[i + 2], *mode),
                _ => {}
            }
        }
    }

    /// First register of the frame it lays over ours, if it is a call.
    pub fn call_window(&self) -> Option<u32> {
        self.operands()
            .find(|(mode, _)| mode.is_call_window())
            .map(|(_, value)| value)
    }
}
