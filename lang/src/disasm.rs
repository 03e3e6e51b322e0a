//! Code to text. The form is read back by [`assemble`](crate::assemble):
//!
//! ```text
//! code 1 f(a, b) regs 4
//!   name f.<locals>.g
//!   cell x r2
//!     2        add r3, r0, r1
//!     3  L0    return r3
//!   except L0 L1 L2 r3
//! ```
//!
//! Each code object is a block, outer ones first; a constant `<code 2 g>` is the block with that number. The number in
//! front of an instruction is its line, where it changes. Cache and counter slots are not shown: they are numbered in order.

use std::collections::HashMap;
use std::fmt::Write;

use crate::code::{Code, Const, Insn, Text};
use crate::opcode::{Intrinsic, Mode, Special};

/// The listing of a code object and all those inside it.
pub fn disassemble(code: &Code) -> String {
    let mut listing = Listing {
        blocks: vec![code],
        text: String::new(),
    };
    let mut at = 0;
    while at < listing.blocks.len() {
        listing.block(at);
        at += 1;
    }
    listing.text
}

struct Listing<'c> {
    blocks: Vec<&'c Code>,
    text: String,
}

impl<'c> Listing<'c> {
    fn line(&mut self, line: std::fmt::Arguments) {
        let start = self.text.len();
        let _ = self.text.write_fmt(line);
        self.text
            .truncate(start + self.text[start..].trim_end().len());
        self.text.push('\n');
    }

    fn block(&mut self, number: usize) {
        let code = self.blocks[number];
        self.header(number, code);
        let labels = labels(code);
        let mut last_line = 0;
        for insn in code.insns() {
            let line = code.line(insn.pc);
            let shown = if line == last_line {
                String::new()
            } else {
                line.to_string()
            };
            last_line = line;
            let label = labels
                .get(&insn.pc.0)
                .map_or(String::new(), |n| format!("L{n}"));
            let text = self.instruction(code, &insn, &labels);
            self.line(format_args!("{shown:>5}  {label:<5} {text}"));
        }
        if let Some(end) = labels.get(&(code.words.len() as u32)) {
            self.line(format_args!("       L{end}"));
        }
        for entry in &code.exceptions {
            let [start, end, handler] =
                [entry.start, entry.end, entry.handler].map(|pc| labels[&pc]);
            let exc = entry.exc.0;
            self.line(format_args!("  except L{start} L{end} L{handler} r{exc}"));
        }
    }

    fn header(&mut self, number: usize, code: &Code) {
        let params = parameters(code);
        let name = &code.name;
        self.line(format_args!(
            "code {number} {name}({params}) regs {}",
            code.nregs
        ));
        if code.qualname != code.name {
            self.line(format_args!("  name {}", code.qualname));
        }
        let flags = flag_names(code);
        if !flags.is_empty() {
            self.line(format_args!("  flags {}", flags.join(" ")));
        }
        let locals = &code.varnames[code.nparams()..];
        if !locals.is_empty() {
            self.line(format_args!("  locals {}", locals.join(" ")));
        }
        for (what, names, regs) in [
            ("cell", &code.cellvars, &code.cellregs),
            ("free", &code.freevars, &code.freeregs),
        ] {
            for (name, reg) in names.iter().zip(regs) {
                self.line(format_args!("  {what} {name} r{}", reg.0));
            }
        }
        if let Some(doc) = &code.docstring {
            let doc = quoted(doc);
            self.line(format_args!("  doc {doc}"));
        }
    }

    fn instruction(&mut self, code: &'c Code, insn: &Insn, labels: &HashMap<u32, usize>) -> String {
        let mut text = insn.op.text().to_owned();
        let mut separator = " ";
        for (mode, value) in insn.operands() {
            let operand = match mode {
                Mode::Cache | Mode::Hot => continue,
                Mode::Const => self.constant(&code.consts[value as usize]),
                Mode::Name => code.names[value as usize].to_string(),
                Mode::Imm => (value as u16 as i16).to_string(),
                Mode::Count | Mode::Flag => value.to_string(),
                Mode::Special => Special::ALL[value as usize].text().to_owned(),
                Mode::Intrinsic => Intrinsic::ALL[value as usize].text().to_owned(),
                Mode::Label => format!("L{}", labels[&value]),
                _ => format!("r{value}"),
            };
            text.push_str(separator);
            text.push_str(&operand);
            separator = ", ";
        }
        text
    }

    fn constant(&mut self, value: &'c Const) -> String {
        match value {
            Const::None => "None".to_owned(),
            Const::True => "True".to_owned(),
            Const::False => "False".to_owned(),
            Const::Ellipsis => "...".to_owned(),
            Const::Int(int) => int.to_string(),
            Const::BigInt(int) => int.to_string(),
            Const::Float(float) => format!("{float:?}"),
            Const::Complex(re, im) => format!("complex({re:?}, {im:?})"),
            Const::Str(text) => quoted(text),
            Const::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
            Const::Tuple(items) => format!("({})", self.constants(items)),
            Const::FrozenSet(items) => format!("{{{}}}", self.constants(items)),
            Const::Code(code) => {
                self.blocks.push(code);
                format!("<code {} {}>", self.blocks.len() - 1, code.name)
            }
        }
    }

    fn constants(&mut self, items: &'c [Const]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.constant(item)).collect();
        items.join(", ")
    }
}

/// Numbers for the places that are jumped to or that bound an exception region.
fn labels(code: &Code) -> HashMap<u32, usize> {
    let targets = code.insns().filter_map(|insn| insn.target()).map(|pc| pc.0);
    let regions = code
        .exceptions
        .iter()
        .flat_map(|entry| [entry.start, entry.end, entry.handler]);
    let mut places: Vec<u32> = targets.chain(regions).collect();
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .enumerate()
        .map(|(n, pc)| (pc, n))
        .collect()
}

fn parameters(code: &Code) -> String {
    let mut names = code.varnames.iter();
    let mut parts: Vec<String> = Vec::new();
    for i in 0..usize::from(code.argcount) {
        if i == usize::from(code.posonly) && i > 0 {
            parts.push("/".to_owned());
        }
        parts.extend(names.next().map(|name| name.to_string()));
    }
    if code.posonly > 0 && code.posonly == code.argcount {
        parts.push("/".to_owned());
    }
    let keyword: Vec<String> = names
        .by_ref()
        .take(usize::from(code.kwonly))
        .map(|name| name.to_string())
        .collect();
    if code.flags.varargs {
        parts.extend(names.next().map(|name| format!("*{name}")));
    } else if !keyword.is_empty() {
        parts.push("*".to_owned());
    }
    parts.extend(keyword);
    if code.flags.varkw {
        parts.extend(names.next().map(|name| format!("**{name}")));
    }
    parts.join(", ")
}

fn flag_names(code: &Code) -> Vec<&'static str> {
    let flags = code.flags;
    let named = [
        (flags.optimized, "optimized"),
        (flags.nested, "nested"),
        (flags.method, "method"),
        (flags.generator, "generator"),
        (flags.coroutine, "coroutine"),
        (flags.async_generator, "async_generator"),
        (flags.future_annotations, "future_annotations"),
    ];
    named
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| name)
        .collect()
}

/// A string as the assembler reads it; lone surrogates as `\d800` to `\dfff`.
fn quoted(text: &Text) -> String {
    let mut out = String::from("\"");
    match text {
        Text::Utf8(text) => escape(text, &mut out),
        Text::Wtf8(bytes) => {
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                match std::str::from_utf8(rest) {
                    Ok(text) => {
                        escape(text, &mut out);
                        rest = &[];
                    }
                    Err(error) => {
                        let (valid, surrogate) = rest.split_at(error.valid_up_to());
                        escape(std::str::from_utf8(valid).unwrap_or_default(), &mut out);
                        let unit = 0xd000
                            | u32::from(surrogate[1] & 0x3f) << 6
                            | u32::from(surrogate[2] & 0x3f);
                        let _ = write!(out, "\\{unit:x}");
                        rest = &surrogate[3..];
                    }
                }
            }
        }
    }
    out.push('"');
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}
