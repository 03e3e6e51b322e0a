//! Reading JSON: documents become Python values in one quick step, or, where the program has functions that make the
//! values, in one of them for each part.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::support::{NativeClass, NativeClassSpec, get_attr, to_i64};
use super::parse::{Builder, Constant, Fault, Parser};
use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Dict, Owned, Record, Str};
use crate::protocol::number;
use crate::text;
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::{Res, Unwind};
use crate::value::{INT_MAX, Val};

/// Deeper nesting is refused even if the recursion limit would allow it.
const DEPTH: usize = 10_000;

mod field {
    pub const STRICT: usize = 0;
    pub const OBJECT_HOOK: usize = 1;
    pub const PAIRS_HOOK: usize = 2;
    pub const PARSE_FLOAT: usize = 3;
    pub const PARSE_INT: usize = 4;
    pub const PARSE_CONSTANT: usize = 5;
    /// True if none of the functions has to be called.
    pub const PLAIN: usize = 6;
    pub const COUNT: u32 = 7;
}

const NAMES: [&str; 6] = [
    "strict",
    "object_hook",
    "object_pairs_hook",
    "parse_float",
    "parse_int",
    "parse_constant",
];

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "_json",
    name: "make_scanner",
    doc: "JSON scanner object",
    nfields: field::COUNT,
    flags: 0,
    methods: &[
        NativeDef::full("__new__", Params::all(&["_cls", "context"]), new).static_method(),
        NativeDef::full("__call__", Params::all(&["_self", "string", "idx"]), scan),
    ],
    getsets: &[
        GetSet::read("strict", |_, v| {
            Ok(v.expect::<Record>().fixed(field::STRICT))
        }),
        GetSet::read("object_hook", |_, v| {
            Ok(v.expect::<Record>().fixed(field::OBJECT_HOOK))
        }),
        GetSet::read("object_pairs_hook", |_, v| {
            Ok(v.expect::<Record>().fixed(field::PAIRS_HOOK))
        }),
        GetSet::read("parse_float", |_, v| {
            Ok(v.expect::<Record>().fixed(field::PARSE_FLOAT))
        }),
        GetSet::read("parse_int", |_, v| {
            Ok(v.expect::<Record>().fixed(field::PARSE_INT))
        }),
        GetSet::read("parse_constant", |_, v| {
            Ok(v.expect::<Record>().fixed(field::PARSE_CONSTANT))
        }),
    ],
};

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let parts = th.root_row(field::COUNT as usize);
    for (i, name) in NAMES.iter().enumerate() {
        let v = get_attr(th, w.at(1), name)?;
        th.set(parts.offset(i), th.get(v));
    }
    let strict = number::truth(th, parts)?;
    th.set(parts, Val::bool(strict));
    let part = |th: &Thread, i: usize| th.raw(parts.offset(i));
    let plain = part(th, field::OBJECT_HOOK) == Val::NONE.raw()
        && part(th, field::PAIRS_HOOK) == Val::NONE.raw()
        && part(th, field::PARSE_FLOAT) == th.builtin(Builtin::Float).raw()
        && part(th, field::PARSE_INT) == th.builtin(Builtin::Int).raw();
    th.set(parts.offset(field::PLAIN), Val::bool(plain));
    let scanner = {
        let fields: Vec<Val<'_>> = (0..field::COUNT as usize)
            .map(|i| th.get(parts.offset(i)))
            .collect();
        th.native_record(NativeClass::JsonScanner, &fields)
    };
    th.ret(scanner)
}

/// A fault of the text, or something that was raised.
enum Stop {
    Fault(Fault),
    Unwind(Unwind),
}

impl From<Fault> for Stop {
    fn from(f: Fault) -> Stop {
        Stop::Fault(f)
    }
}

impl From<Unwind> for Stop {
    fn from(u: Unwind) -> Stop {
        Stop::Unwind(u)
    }
}

/// The byte at which an argument, an index of characters, points into a text.
fn start(th: &mut Thread, string: Slot, index: Slot) -> Res<usize> {
    let i = to_i64(th, index)?;
    let Some(s) = th.get(string).unboxed().cast::<Str>() else {
        let text = format!(
            "first argument must be a string, not {}",
            th.class_name(th.get(string))
        );
        return Err(th.type_error(text));
    };
    match usize::try_from(i) {
        Ok(i) if i <= s.len() => Ok(s.get().byte_offset(i)),
        Ok(i) => Err(th.raise_with(Exc::StopIteration, &[Val::small(i as i64)])),
        Err(_) => Err(th.value_error("idx cannot be negative")),
    }
}

/// `(value, end)`
fn result(th: &mut Thread, string: Slot, value: Slot, end: usize) -> Res<Done> {
    let s = th.get(string).unboxed().expect::<Str>();
    let end = Val::small(s.get().char_index(end) as i64);
    let r = th.tuple(&[th.get(value), end]);
    th.ret(r)
}

/// The exception for a fault.
fn complain(th: &mut Thread, string: Slot, fault: Fault) -> Unwind {
    let (message, at) = match fault {
        Fault::NoValue(at) => ("", at),
        Fault::Wrong(message, at) => (message, at),
        Fault::TooDeep => {
            return th.raise(
                Exc::RecursionError,
                "maximum recursion depth exceeded while decoding a JSON document from a unicode string",
            );
        }
    };
    let at = {
        let s = th.get(string).unboxed().expect::<Str>();
        Val::small(s.get().char_index(at) as i64)
    };
    if message.is_empty() {
        return th.raise_with(Exc::StopIteration, &[at]);
    }
    let args = [th.root(th.str(message)), string, th.root(at)];
    let made = crate::import::import_object(th, "json.decoder", "JSONDecodeError")
        .and_then(|class| th.call(class, &args));
    match made {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}

fn depth(th: &Thread) -> usize {
    DEPTH.min(th.vm.recursion_limit() as usize)
}

fn scan(th: &mut Thread, w: Window) -> Res<Done> {
    let (string, at) = (w.at(1), start(th, w.at(1), w.at(2))?);
    let flag = |th: &Thread, i: usize| th.get(w.at(0)).expect::<Record>().fixed(i).is(Val::TRUE);
    let (strict, plain) = (flag(th, field::STRICT), flag(th, field::PLAIN));
    let scanned = match plain {
        true => th.section(|th| {
            let text = th.get(string).unboxed().expect::<Str>().text();
            let mut parser = Parser::new(text, at, strict, depth(th));
            let mut builder = Direct {
                th,
                names: HashMap::new(),
                special: false,
            };
            match parser.value(&mut builder) {
                Ok(_) if builder.special => Ok(Ok(None)),
                Ok(v) => Ok(Ok(Some((th.root(v), parser.at)))),
                Err(Stop::Fault(f)) => Ok(Err(f)),
                Err(Stop::Unwind(u)) => Err(u),
            }
        })?,
        false => Ok(None),
    };
    let (value, end) = match scanned {
        Ok(Some(found)) => found,
        Ok(None) => by_functions(th, w, at, strict)?,
        Err(fault) => return Err(complain(th, string, fault)),
    };
    result(th, string, value, end)
}

// ---- at once ----

/// Makes Python values in one step.
struct Direct<'s, 't> {
    th: &'t Thread,
    /// Names of members occur again and again.
    names: HashMap<&'s str, Val<'t>>,
    /// There is a constant that a function has to be called for.
    special: bool,
}

impl<'t, 's> Direct<'s, 't> {
    fn name(&mut self, key: Cow<'s, str>) -> Val<'t> {
        match key {
            Cow::Borrowed(key) => {
                let th = self.th;
                *self.names.entry(key).or_insert_with(|| th.str(key))
            }
            Cow::Owned(key) => self.th.str(&key),
        }
    }
}

impl<'t, 's> Builder<'s> for Direct<'s, 't> {
    type Value = Val<'t>;
    type Object = Owned<'t, Dict>;
    type Error = Stop;

    fn constant(&mut self, constant: Constant) -> Result<Val<'t>, Stop> {
        Ok(match constant {
            Constant::Null => Val::NONE,
            Constant::True => Val::TRUE,
            Constant::False => Val::FALSE,
            _ => {
                self.special = true;
                Val::NONE
            }
        })
    }

    fn number(&mut self, text: &'s str, float: bool) -> Result<Val<'t>, Stop> {
        number_value(self.th, text, float).map_err(Stop::Unwind)
    }

    fn text(&mut self, text: Cow<'s, str>) -> Val<'t> {
        self.th.str(&text)
    }

    fn array(&mut self, items: Vec<Val<'t>>) -> Result<Val<'t>, Stop> {
        Ok(self.th.list(&items))
    }

    fn object(&mut self) -> Owned<'t, Dict> {
        Dict::new(self.th)
    }

    fn member(
        &mut self,
        object: &mut Owned<'t, Dict>,
        key: Cow<'s, str>,
        value: Val<'t>,
    ) -> Result<(), Stop> {
        let key = self.name(key);
        dict::quick_set(self.th, ***object, key, value)?;
        Ok(())
    }

    fn object_end(&mut self, object: Owned<'t, Dict>) -> Result<Val<'t>, Stop> {
        Ok(object.val())
    }
}

fn number_value<'t>(th: &'t Thread, text: &str, float: bool) -> Res<Val<'t>> {
    if float {
        return match text::float_parse::parse(text) {
            Ok(f) => Ok(Val::float(f)),
            Err(fault) => Err(th.value_error(fault.message())),
        };
    }
    if text.len() < 15
        && let Ok(i) = text.parse::<i64>()
        && i.abs() < INT_MAX
    {
        return Ok(Val::small(i));
    }
    match text::int::parse(text, 10, th.vm.int_digits_limit() as usize) {
        Ok(text::int::Parsed::Small(i)) => Ok(th.int(i)),
        Ok(text::int::Parsed::Big(b)) => Ok(th.big_int(&b)),
        Err(fault) => Err(th.value_error(fault.message())),
    }
}

// ---- by functions ----

/// A document as a tree, for values that Python functions make.
enum Node {
    Constant(Constant),
    Number(String, bool),
    Text(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

struct Tree;

impl<'s> Builder<'s> for Tree {
    type Value = Node;
    type Object = Vec<(String, Node)>;
    type Error = Fault;

    fn constant(&mut self, constant: Constant) -> Result<Node, Fault> {
        Ok(Node::Constant(constant))
    }

    fn number(&mut self, text: &'s str, float: bool) -> Result<Node, Fault> {
        Ok(Node::Number(text.to_owned(), float))
    }

    fn text(&mut self, text: Cow<'s, str>) -> Node {
        Node::Text(text.into_owned())
    }

    fn array(&mut self, items: Vec<Node>) -> Result<Node, Fault> {
        Ok(Node::Array(items))
    }

    fn object(&mut self) -> Vec<(String, Node)> {
        Vec::new()
    }

    fn member(
        &mut self,
        object: &mut Vec<(String, Node)>,
        key: Cow<'s, str>,
        value: Node,
    ) -> Result<(), Fault> {
        object.push((key.into_owned(), value));
        Ok(())
    }

    fn object_end(&mut self, object: Vec<(String, Node)>) -> Result<Node, Fault> {
        Ok(Node::Object(object))
    }
}

fn by_functions(th: &mut Thread, w: Window, at: usize, strict: bool) -> Res<(Slot, usize)> {
    let parsed = {
        let text = th.get(w.at(1)).unboxed().expect::<Str>().text();
        let mut parser = Parser::new(text, at, strict, depth(th));
        parser.value(&mut Tree).map(|node| (node, parser.at))
    };
    match parsed {
        Ok((node, end)) => Ok((made(th, w.at(0), &node)?, end)),
        Err(fault) => Err(complain(th, w.at(1), fault)),
    }
}

/// Calls one of the scanner's functions.
fn call(th: &mut Thread, scanner: Slot, i: usize, arg: Slot) -> Res<Slot> {
    let f = th.root(th.get(scanner).expect::<Record>().fixed(i));
    th.call(f, &[arg])
}

fn has(th: &Thread, scanner: Slot, i: usize) -> bool {
    !th.get(scanner).expect::<Record>().fixed(i).is_none()
}

/// The value of a node, in a new register; what else it took is given back.
fn made(th: &mut Thread, scanner: Slot, node: &Node) -> Res<Slot> {
    let result = th.root_row(1);
    let mark = th.mark();
    let v = match node {
        Node::Constant(Constant::Null) => th.root(Val::NONE),
        Node::Constant(Constant::True) => th.root(Val::TRUE),
        Node::Constant(Constant::False) => th.root(Val::FALSE),
        Node::Constant(special) => {
            let name = match special {
                Constant::NaN => "NaN",
                Constant::Infinity => "Infinity",
                _ => "-Infinity",
            };
            let name = th.root(th.str(name));
            call(th, scanner, field::PARSE_CONSTANT, name)?
        }
        Node::Text(text) => th.root(th.str(text)),
        Node::Number(text, float) => {
            let (i, plain) = match float {
                true => (field::PARSE_FLOAT, Builtin::Float),
                false => (field::PARSE_INT, Builtin::Int),
            };
            let own = th.get(scanner).expect::<Record>().fixed(i);
            if own.is(th.builtin(plain)) {
                th.section(|th| Ok(th.root(number_value(th, text, *float)?)))?
            } else {
                let text = th.root(th.str(text));
                call(th, scanner, i, text)?
            }
        }
        Node::Array(items) => {
            let row: Vec<Slot> = items
                .iter()
                .map(|n| made(th, scanner, n))
                .collect::<Res<_>>()?;
            let items: Vec<Val<'_>> = row.iter().map(|s| th.get(*s)).collect();
            th.root(th.list(&items))
        }
        Node::Object(members) => object_made(th, scanner, members)?,
    };
    th.set(result, th.get(v));
    th.release_to(mark);
    Ok(result)
}

fn object_made(th: &mut Thread, scanner: Slot, members: &[(String, Node)]) -> Res<Slot> {
    let mut pairs = Vec::with_capacity(members.len());
    for (key, node) in members {
        let key = th.root(th.str(key));
        pairs.push((key, made(th, scanner, node)?));
    }
    if has(th, scanner, field::PAIRS_HOOK) {
        let tuples: Vec<Val<'_>> = pairs
            .iter()
            .map(|(k, v)| th.tuple(&[th.get(*k), th.get(*v)]))
            .collect();
        let list = th.root(th.list(&tuples));
        return call(th, scanner, field::PAIRS_HOOK, list);
    }
    let d = th.root(Dict::new(th).val());
    for (k, v) in pairs {
        dict::set(th, d, k, v)?;
    }
    match has(th, scanner, field::OBJECT_HOOK) {
        true => call(th, scanner, field::OBJECT_HOOK, d),
        false => Ok(d),
    }
}

// ---- strings alone ----

pub const SCAN_STRING: NativeDef = NativeDef::full(
    "scanstring",
    Params::pos(&["_string", "_end", "_strict"], 2),
    |th, w| {
        let strict = match w.opt(th, 2) {
            Some(s) => number::truth(th, s)?,
            None => true,
        };
        let end = to_i64(th, w.at(1))?;
        let inside = th
            .get(w.at(0))
            .unboxed()
            .cast::<Str>()
            .is_none_or(|s| (1..=s.len() as i64).contains(&end));
        if !inside {
            return Err(th.value_error("end is out of bounds"));
        }
        let at = start(th, w.at(0), w.at(1))?;
        let read = {
            let text = th.get(w.at(0)).unboxed().expect::<Str>().text();
            let mut parser = Parser::new(text, at, strict, 0);
            parser.string().map(|s| (th.root(th.str(&s)), parser.at))
        };
        match read {
            Ok((value, end)) => result(th, w.at(0), value, end),
            Err(fault) => Err(complain(th, w.at(0), fault)),
        }
    },
);
