//! Text to trace. Errors name the line; what the verifier checks is not checked here.

use crate::ir::ops::{ImmKind, Res};
use crate::ir::{
    Const, Entry, Field, HelperId, Imm, Inst, Mem, NewDesc, Op, Ref, Shape, Slot, SnapId, Trace, Ty,
};
use crate::snapshot::{Frame, Held, Late, Object, ObjectId, Snapshot};
use std::collections::HashMap;
use std::fmt;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

type Result<T> = std::result::Result<T, String>;

/// Parses a trace. Empty lines and lines beginning with `;` are skipped.
pub fn parse(text: &str) -> std::result::Result<Trace, ParseError> {
    let mut parser = Parser {
        trace: Trace::new(Entry::Root),
        names: HashMap::new(),
    };
    for (n, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or("").trim();
        if !line.is_empty() {
            parser.line(line).map_err(|message| ParseError {
                line: n + 1,
                message,
            })?;
        }
    }
    Ok(parser.trace)
}

struct Parser {
    trace: Trace,
    /// Number in the text → position.
    names: HashMap<u32, Ref>,
}

/// A line as a stream of tokens: words, numbers, and single punctuation marks.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn peek(&self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        let first = rest.chars().next()?;
        let word = |c: char| {
            c.is_alphanumeric() || matches!(c, '_' | '.' | '%' | '&' | '@' | '+' | '-' | '?')
        };
        if !word(first) {
            return Some(&rest[..first.len_utf8()]);
        }
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        Some(&rest[..end])
    }

    fn next(&mut self) -> Option<&'a str> {
        let token = self.peek()?;
        let rest = self.rest.trim_start();
        self.rest = &rest[token.len()..];
        Some(token)
    }

    fn word(&mut self) -> Result<&'a str> {
        self.next()
            .ok_or_else(|| "the line ends too early".to_string())
    }

    fn expect(&mut self, what: &str) -> Result<()> {
        let got = self.word()?;
        if got == what {
            Ok(())
        } else {
            Err(format!("expected `{what}`, found `{got}`"))
        }
    }

    fn accept(&mut self, what: &str) -> bool {
        let found = self.peek() == Some(what);
        if found {
            self.next();
        }
        found
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T> {
        number(self.word()?)
    }

    /// A number after a mark: `r3`, `h4`, `?0`, `&1`.
    fn marked<T: std::str::FromStr>(&mut self, mark: char) -> Result<T> {
        let word = self.word()?;
        number(
            word.strip_prefix(mark)
                .ok_or_else(|| format!("expected `{mark}` and a number, found `{word}`"))?,
        )
    }
}

fn number<T: std::str::FromStr>(word: &str) -> Result<T> {
    word.parse()
        .map_err(|_| format!("`{word}` is not a number that fits here"))
}

fn hex(word: &str) -> Option<u64> {
    u64::from_str_radix(word.strip_prefix("0x")?, 16).ok()
}

fn mem(name: &str) -> Result<Mem> {
    Mem::ALL
        .iter()
        .copied()
        .find(|m| m.name() == name)
        .ok_or_else(|| format!("no memory kind `{name}`"))
}

/// `@class+offset`
fn place(word: &str, kind: Mem) -> Result<Field> {
    let body = word
        .strip_prefix('@')
        .ok_or_else(|| format!("expected a field, found `{word}`"))?;
    let split = body
        .find(['+', '-'])
        .ok_or_else(|| format!("field `{word}` lacks an offset"))?;
    Ok(Field {
        class: number(&body[..split])?,
        kind,
        offset: number(&body[split..])?,
    })
}

fn new_desc(tokens: &mut Tokens) -> Result<NewDesc> {
    let size = tokens.number()?;
    tokens.expect("cursor")?;
    let cursor = tokens.number()?;
    tokens.expect("shape")?;
    let shape = Shape(tokens.number()?);
    Ok(NewDesc {
        size,
        cursor,
        shared: tokens.accept("shared"),
        shape,
    })
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<()> {
        let mut tokens = Tokens { rest: line };
        match tokens.peek() {
            Some("trace") => {
                tokens.next();
                self.trace.entry = if tokens.word()? == "side" {
                    Entry::Side
                } else {
                    Entry::Root
                };
            }
            Some("snap") => self.snapshot(&mut tokens)?,
            Some("object") => self.object(&mut tokens)?,
            Some("depend") => {
                tokens.next();
                let cell = tokens.number()?;
                self.trace.depends.push(cell);
            }
            _ => self.inst(&mut tokens)?,
        }
        match tokens.next() {
            None => Ok(()),
            Some(extra) => Err(format!("`{extra}` is too much")),
        }
    }

    fn inst(&mut self, tokens: &mut Tokens) -> Result<()> {
        let mut name = None;
        if tokens.peek().is_some_and(|t| t.starts_with('%')) {
            name = Some(tokens.marked::<u32>('%')?);
            tokens.expect("=")?;
        }
        let word = tokens.word()?;
        let (base, suffix) = word.split_once('.').unwrap_or((word, ""));
        let op = Op::by_name(base).ok_or_else(|| format!("no op `{base}`"))?;
        let row = op.row();
        let mut args = Vec::new();
        for i in 0..row.args.len() {
            if i > 0 {
                tokens.expect(",")?;
            }
            args.push(self.operand(tokens.word()?)?);
        }
        let imm = self.imm(op, suffix, tokens)?;
        let mut inst = Inst::new(op, &args, imm);
        if row.res == Res::Typed && suffix != "none" {
            let ty = Ty::ALL.iter().copied().find(|ty| ty.name() == suffix);
            inst.ty = Some(ty.ok_or_else(|| format!("no type `{suffix}`"))?);
        }
        if row.imm == ImmKind::Helper || matches!(op, Op::Jump | Op::Label) {
            let refs = self.list(tokens)?;
            inst.list = self.trace.list(&refs);
        }
        if op.is_guard() {
            inst.snap = SnapId(tokens.marked('?')?);
        }
        let at = self.trace.push(inst);
        if let Some(name) = name {
            self.names.insert(name, at);
        }
        Ok(())
    }

    fn imm(&mut self, op: Op, suffix: &str, tokens: &mut Tokens) -> Result<Imm> {
        Ok(match op.row().imm {
            ImmKind::None => Imm::None,
            ImmKind::Slot => Imm::Slot(Slot(tokens.marked('r')?)),
            ImmKind::Index => Imm::Index(tokens.number()?),
            ImmKind::Shape => {
                tokens.expect("shape")?;
                Imm::Shape(Shape(tokens.number()?))
            }
            ImmKind::Field => Imm::Field(place(tokens.word()?, mem(suffix)?)?),
            ImmKind::Helper => Imm::Helper(HelperId(tokens.marked('h')?)),
            ImmKind::New => Imm::New(new_desc(tokens)?),
        })
    }

    fn list(&mut self, tokens: &mut Tokens) -> Result<Vec<Ref>> {
        tokens.expect("(")?;
        let mut refs = Vec::new();
        while !tokens.accept(")") {
            if !refs.is_empty() {
                tokens.expect(",")?;
            }
            refs.push(self.operand(tokens.word()?)?);
        }
        Ok(refs)
    }

    fn operand(&mut self, word: &str) -> Result<Ref> {
        let bad = || format!("`{word}` is no operand");
        if let Some(name) = word.strip_prefix('%') {
            let name = number(name)?;
            return self
                .names
                .get(&name)
                .copied()
                .ok_or_else(|| format!("%{name} is not defined above"));
        }
        let c = match word {
            "true" => Const::Bool(true),
            "false" => Const::Bool(false),
            "nan" => Const::Float(f64::NAN.to_bits()),
            _ if word.starts_with("v0x") => Const::Val(hex(&word[1..]).ok_or_else(bad)?),
            _ if word.starts_with("p0x") => Const::Ptr(hex(&word[1..]).ok_or_else(bad)?),
            _ if word.contains(['.', 'e', 'i']) => {
                Const::Float(word.parse::<f64>().map_err(|_| bad())?.to_bits())
            }
            _ => Const::Int(number(word)?),
        };
        Ok(self.trace.constant(c))
    }

    fn held(&mut self, word: &str) -> Result<Held> {
        match word.strip_prefix('&') {
            Some(object) => Ok(Held::Object(ObjectId(number(object)?))),
            None => Ok(Held::Ref(self.operand(word)?)),
        }
    }

    fn snapshot(&mut self, tokens: &mut Tokens) -> Result<()> {
        tokens.expect("snap")?;
        let id: u32 = tokens.number()?;
        if id as usize != self.trace.snaps.len() {
            return Err(format!("snapshot {id} is out of order"));
        }
        let mut snap = Snapshot {
            frames: Vec::new(),
            slots: Vec::new(),
            late: Vec::new(),
        };
        while tokens.accept("frame") {
            snap.frames.push(frame(tokens)?);
        }
        while tokens.peek().is_some_and(|token| token != "late") {
            if !snap.slots.is_empty() {
                tokens.expect(",")?;
            }
            let slot = Slot(tokens.marked('r')?);
            tokens.expect("=")?;
            let held = self.held(tokens.word()?)?;
            snap.slots.push((slot, held));
        }
        while tokens.accept("late") {
            let base = self.operand(tokens.word()?)?;
            let field = kinded(tokens.word()?)?;
            tokens.expect("=")?;
            let value = self.held(tokens.word()?)?;
            snap.late.push(Late { base, field, value });
        }
        self.trace.snaps.add(snap);
        Ok(())
    }

    fn object(&mut self, tokens: &mut Tokens) -> Result<()> {
        tokens.expect("object")?;
        let id: u32 = tokens.number()?;
        if id as usize != self.trace.snaps.object_count() {
            return Err(format!("object {id} is out of order"));
        }
        let desc = new_desc(tokens)?;
        tokens.expect("{")?;
        let mut fields = Vec::new();
        while !tokens.accept("}") {
            if !fields.is_empty() {
                tokens.expect(",")?;
            }
            let field = kinded(tokens.word()?)?;
            tokens.expect("=")?;
            fields.push((field, self.held(tokens.word()?)?));
        }
        self.trace.snaps.add_object(Object { desc, fields });
        Ok(())
    }
}

/// A field with its kind: `@2+16.val`.
fn kinded(word: &str) -> Result<Field> {
    let (at, kind) = word
        .rsplit_once('.')
        .ok_or_else(|| format!("field `{word}` lacks its kind"))?;
    place(at, mem(kind)?)
}

fn frame(tokens: &mut Tokens) -> Result<Frame> {
    tokens.expect("(")?;
    tokens.expect("code")?;
    let code = tokens.number()?;
    tokens.expect(",")?;
    tokens.expect("pc")?;
    let pc = tokens.number()?;
    tokens.expect(",")?;
    tokens.expect("base")?;
    let base = Slot(tokens.number()?);
    tokens.expect(",")?;
    tokens.expect("meta")?;
    let mut meta = Vec::new();
    while !tokens.accept(")") {
        meta.push(tokens.number()?);
    }
    Ok(Frame {
        code,
        pc,
        base,
        meta,
    })
}
