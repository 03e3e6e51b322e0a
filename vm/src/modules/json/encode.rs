//! Writing JSON. A document of builtin types is written in one quick step; anything else is walked item by item, with
//! `default` called for what JSON does not know.

use super::super::support::{NativeClass, NativeClassSpec, big, get_attr};
use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Dict, Kind, List, Record, Str, Tuple};
use crate::protocol::{iter, number};
use crate::text::{IntRef, float, surrogate};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Tag, Val};

mod field {
    pub const MARKERS: usize = 0;
    pub const DEFAULT: usize = 1;
    pub const ENCODER: usize = 2;
    pub const INDENT: usize = 3;
    pub const KEY_SEPARATOR: usize = 4;
    pub const ITEM_SEPARATOR: usize = 5;
    pub const SORT_KEYS: usize = 6;
    pub const SKIP_KEYS: usize = 7;
    pub const ALLOW_NAN: usize = 8;
    /// How strings are quoted: 1 as they are, 2 with ASCII only, 0 by the program's function.
    pub const QUOTING: usize = 9;
    pub const COUNT: usize = 10;
}

const TEXT: Params = Params::all(&["_string"]);

pub const QUOTE: NativeDef =
    NativeDef::quick("encode_basestring", TEXT, |th, a| quoted(th, a, false));
pub const QUOTE_ASCII: NativeDef =
    NativeDef::quick("encode_basestring_ascii", TEXT, |th, a| quoted(th, a, true));

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "_json",
    name: "make_encoder",
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    nfields: field::COUNT as u32,
    flags: 0,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::all(&[
                "_cls",
                "markers",
                "default",
                "encoder",
                "indent",
                "key_separator",
                "item_separator",
                "sort_keys",
                "skipkeys",
                "allow_nan",
            ]),
            new,
        )
        .static_method(),
        NativeDef::full(
            "__call__",
            Params::all(&["_self", "obj", "_current_indent_level"]),
            encode,
        ),
    ],
    getsets: &[],
};

fn quoted<'t>(th: &'t Thread, a: Args<'t>, ascii: bool) -> Res<Val<'t>> {
    match a.get(0).unboxed().cast::<Str>() {
        Some(s) => {
            let mut out = String::with_capacity(s.text().len() + 2);
            push_quoted(&mut out, s.text(), ascii);
            Ok(th.str(&out))
        }
        None => Err(th.type_error(format!(
            "first argument must be a string, not {}",
            th.class_name(a.get(0))
        ))),
    }
}

/// Appends a string in quotes.
fn push_quoted(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    let mut done = 0;
    for (i, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\0'..='\x1f' => "",
            _ if ascii && !c.is_ascii() => "",
            _ => continue,
        };
        out.push_str(&text[done..i]);
        done = i + c.len_utf8();
        out.push_str(escape);
        if escape.is_empty() {
            let mut units = [0; 2];
            let units = match surrogate::is_surrogate(c) {
                true => &[surrogate::code_of(c) as u16][..],
                false => c.encode_utf16(&mut units),
            };
            for unit in units {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let row = th.root_row(field::COUNT);
    for i in 0..field::QUOTING {
        th.set(row.offset(i), th.get(w.at(i + 1)));
    }
    for i in [field::SORT_KEYS, field::SKIP_KEYS, field::ALLOW_NAN] {
        let truth = number::truth(th, row.offset(i))?;
        th.set(row.offset(i), Val::bool(truth));
    }
    let mut quoting = 0;
    for (n, name) in [(1, QUOTE.name), (2, QUOTE_ASCII.name)] {
        let own = crate::import::import_object(th, "_json", name)?;
        if th.get(own).is(th.get(row.offset(field::ENCODER))) {
            quoting = n;
        }
    }
    th.set(row.offset(field::QUOTING), Val::small(quoting));
    let made = {
        let fields: Vec<Val<'_>> = (0..field::COUNT).map(|i| th.get(row.offset(i))).collect();
        th.native_record(NativeClass::JsonEncoder, &fields)
    };
    th.ret(made)
}

/// How to write, copied out of the encoder.
struct Style {
    indent: Option<String>,
    key_separator: String,
    item_separator: String,
    sort: bool,
    skip: bool,
    allow_nan: bool,
    ascii: bool,
    /// Strings are not quoted by a function of the program.
    own_quotes: bool,
    check_cycles: bool,
}

impl Style {
    fn of(th: &Thread, encoder: Slot) -> Style {
        let r = th.get(encoder).expect::<Record>();
        let text = |i: usize| {
            r.fixed(i)
                .unboxed()
                .cast::<Str>()
                .map(|s| s.text().to_owned())
        };
        let quoting = r.fixed(field::QUOTING).as_int().unwrap_or(0);
        Style {
            indent: text(field::INDENT),
            key_separator: text(field::KEY_SEPARATOR).unwrap_or_default(),
            item_separator: text(field::ITEM_SEPARATOR).unwrap_or_default(),
            sort: r.fixed(field::SORT_KEYS).is(Val::TRUE),
            skip: r.fixed(field::SKIP_KEYS).is(Val::TRUE),
            allow_nan: r.fixed(field::ALLOW_NAN).is(Val::TRUE),
            ascii: quoting == 2,
            own_quotes: quoting != 0,
            check_cycles: !r.fixed(field::MARKERS).is_none(),
        }
    }

    fn new_line(&self, out: &mut String, level: usize) {
        if let Some(indent) = &self.indent {
            out.push('\n');
            (0..level).for_each(|_| out.push_str(indent));
        }
    }

    /// What separates items, and the first from the opening bracket.
    fn before_item(&self, out: &mut String, first: bool, level: usize) {
        if !first {
            out.push_str(&self.item_separator);
        }
        self.new_line(out, level);
    }

    fn float(&self, th: &Thread, out: &mut String, f: f64) -> Res<()> {
        let special = match f {
            f if f.is_nan() => "NaN",
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            f => {
                float::push_repr(out, f);
                return Ok(());
            }
        };
        if !self.allow_nan {
            return Err(th.value_error(format!(
                "Out of range float values are not JSON compliant: {}",
                float::repr(f)
            )));
        }
        out.push_str(special);
        Ok(())
    }

    /// A value without parts; false if it is none, or a string that the program quotes.
    fn plain<'t>(&self, th: &'t Thread, out: &mut String, v: Val<'t>) -> Res<bool> {
        let v = v.unboxed();
        match v.tag() {
            Tag::None => out.push_str("null"),
            Tag::Bool(true) => out.push_str("true"),
            Tag::Bool(false) => out.push_str("false"),
            Tag::Int(i) => out.push_str(&i.to_string()),
            Tag::Float(f) => self.float(th, out, f)?,
            _ => {
                if let Some(s) = v.cast::<Str>() {
                    if self.own_quotes {
                        push_quoted(out, s.text(), self.ascii);
                    }
                    return Ok(self.own_quotes);
                }
                if !v.has_shape(Builtin::Int.shape()) {
                    return Ok(false);
                }
                let n = big(v).unwrap_or_default();
                let limit = th.vm.int_digits_limit() as usize;
                match crate::text::int::decimal(IntRef::Big(&n), limit) {
                    Ok(text) => out.push_str(&text),
                    Err(fault) => return Err(th.value_error(fault.message())),
                }
            }
        }
        Ok(true)
    }

    /// The text of a member's name that is no string; nothing for what cannot be one.
    fn name<'t>(&self, th: &'t Thread, key: Val<'t>) -> Res<Option<String>> {
        let key = key.unboxed();
        if let Some(s) = key.cast::<Str>() {
            return Ok(Some(s.text().to_owned()));
        }
        let mut text = String::new();
        match self.plain(th, &mut text, key)? {
            true => Ok(Some(text)),
            false => Ok(None),
        }
    }
}

fn bad_name(th: &Thread, key: Val<'_>) -> Unwind {
    th.type_error(format!(
        "keys must be str, int, float, bool or None, not {}",
        th.class_name(key.raw().val(th))
    ))
}

fn cycle(th: &Thread) -> Unwind {
    th.value_error("Circular reference detected")
}

fn encode(th: &mut Thread, w: Window) -> Res<Done> {
    let style = Style::of(th, w.at(0));
    let level = th.get(w.at(2)).as_int().unwrap_or(0).max(0) as usize;
    let quick = th.section(|th| {
        let mut writer = Quick {
            th,
            style: &style,
            out: String::new(),
            path: Vec::new(),
        };
        let done = style.own_quotes && writer.write(th.get(w.at(1)), level)?;
        Ok(done.then_some(writer.out))
    })?;
    let out = match quick {
        Some(out) => out,
        None => {
            let mut writer = Walk {
                style: &style,
                encoder: w.at(0),
                out: String::new(),
                path: Vec::new(),
            };
            writer.write(th, w.at(1), level)?;
            writer.out
        }
    };
    let r = th.tuple(&[th.str(&out)]);
    th.ret(r)
}

/// Writes a document of builtin types.
struct Quick<'a, 't> {
    th: &'t Thread,
    style: &'a Style,
    out: String,
    /// The containers that are being written.
    path: Vec<Raw>,
}

/// Deeper nesting is left to the walk, which minds the recursion limit.
const QUICK_DEPTH: usize = 200;

impl<'t> Quick<'_, 't> {
    /// False if something has to be asked of Python code.
    fn write(&mut self, v: Val<'t>, level: usize) -> Res<bool> {
        if self.style.plain(self.th, &mut self.out, v)? {
            return Ok(true);
        }
        if self.path.len() > QUICK_DEPTH || !v.is_pointer() {
            return Ok(false);
        }
        let shape = v.shape_id();
        if self.style.check_cycles && self.path.contains(&v.raw()) {
            return Err(cycle(self.th));
        }
        self.path.push(v.raw());
        let done = if shape == Builtin::List.shape() {
            self.items(v.expect::<List>().see(self.th)?.items(), level)?
        } else if shape == Builtin::Tuple.shape() {
            self.items(v.expect::<Tuple>().items(), level)?
        } else if shape == Builtin::Dict.shape() {
            self.members(v, level)?
        } else {
            false
        };
        self.path.pop();
        Ok(done)
    }

    fn items(&mut self, items: &[Val<'t>], level: usize) -> Res<bool> {
        if items.is_empty() {
            self.out.push_str("[]");
            return Ok(true);
        }
        self.out.push('[');
        for (i, v) in items.iter().enumerate() {
            self.style.before_item(&mut self.out, i == 0, level + 1);
            if !self.write(*v, level + 1)? {
                return Ok(false);
            }
        }
        self.style.new_line(&mut self.out, level);
        self.out.push(']');
        Ok(true)
    }

    fn members(&mut self, d: Val<'t>, level: usize) -> Res<bool> {
        let seen = d.expect::<Dict>().see(self.th)?;
        let mut members: Vec<(Val<'t>, Val<'t>)> = seen.entries().map(|(_, k, v)| (k, v)).collect();
        if members.is_empty() {
            self.out.push_str("{}");
            return Ok(true);
        }
        let text = |v: Val<'t>| v.cast::<Str>().map(|s| s.text());
        if members.iter().any(|(k, _)| text(*k).is_none()) {
            return Ok(false);
        }
        if self.style.sort {
            members.sort_by(|a, b| text(a.0).cmp(&text(b.0)));
        }
        self.out.push('{');
        for (i, (k, v)) in members.into_iter().enumerate() {
            self.style.before_item(&mut self.out, i == 0, level + 1);
            push_quoted(&mut self.out, text(k).unwrap_or(""), self.style.ascii);
            self.out.push_str(&self.style.key_separator);
            if !self.write(v, level + 1)? {
                return Ok(false);
            }
        }
        self.style.new_line(&mut self.out, level);
        self.out.push('}');
        Ok(true)
    }
}

/// Writes any document.
struct Walk<'a> {
    style: &'a Style,
    encoder: Slot,
    out: String,
    path: Vec<Raw>,
}

/// Deeper nesting is refused even if the recursion limit would allow it.
const WALK_DEPTH: usize = 3000;

impl Walk<'_> {
    fn write(&mut self, th: &mut Thread, v: Slot, level: usize) -> Res<()> {
        let plain = th.section(|th| {
            let mut text = String::new();
            let plain = self.style.plain(th, &mut text, th.get(v))?;
            Ok(plain.then_some(text))
        })?;
        if let Some(text) = plain {
            self.out.push_str(&text);
            return Ok(());
        }
        if th.get(v).unboxed().is_kind(Kind::Str) {
            return self.quote(th, v);
        }
        if self.style.check_cycles && self.path.contains(&th.raw(v)) {
            return Err(cycle(th));
        }
        if self.path.len() >= WALK_DEPTH.min(th.vm.recursion_limit() as usize) {
            return Err(th.raise(
                Exc::RecursionError,
                "maximum recursion depth exceeded while encoding a JSON object",
            ));
        }
        self.path.push(th.raw(v));
        let mark = th.mark();
        let kind = |th: &Thread, b: Builtin| th.class_of(th.get(v)).derives(th, b);
        if kind(th, Builtin::Dict) {
            self.members(th, v, level)?;
        } else if kind(th, Builtin::List) || kind(th, Builtin::Tuple) {
            self.items(th, v, level)?;
        } else {
            let default = th.root(
                th.get(self.encoder)
                    .expect::<Record>()
                    .fixed(field::DEFAULT),
            );
            let new = th.call(default, &[v])?;
            let written = self.write(th, new, level);
            noted(th, written, v, None)?;
        }
        th.release_to(mark);
        self.path.pop();
        Ok(())
    }

    /// A string, quoted by the program's function.
    fn quote(&mut self, th: &mut Thread, v: Slot) -> Res<()> {
        if self.style.own_quotes {
            push_quoted(&mut self.out, th.text_of(v), self.style.ascii);
            return Ok(());
        }
        let mark = th.mark();
        let f = th.root(
            th.get(self.encoder)
                .expect::<Record>()
                .fixed(field::ENCODER),
        );
        let text = th.call(f, &[v])?;
        match th.get(text).unboxed().cast::<Str>() {
            Some(s) => self.out.push_str(s.text()),
            None => {
                let text = format!(
                    "encoder() must return a string, not {}",
                    th.class_name(th.get(text))
                );
                return Err(th.type_error(text));
            }
        }
        th.release_to(mark);
        Ok(())
    }

    fn items(&mut self, th: &mut Thread, v: Slot, level: usize) -> Res<()> {
        let items = iter::to_tuple(th, v)?;
        let n = th.get(items).expect::<Tuple>().len();
        if n == 0 {
            self.out.push_str("[]");
            return Ok(());
        }
        self.out.push('[');
        for i in 0..n {
            self.style.before_item(&mut self.out, i == 0, level + 1);
            let mark = th.mark();
            let item = th.root(th.get(items).expect::<Tuple>().at(i));
            let written = self.write(th, item, level + 1);
            noted(th, written, v, Some(&i.to_string()))?;
            th.release_to(mark);
        }
        self.style.new_line(&mut self.out, level);
        self.out.push(']');
        Ok(())
    }

    fn members(&mut self, th: &mut Thread, v: Slot, level: usize) -> Res<()> {
        let items = get_attr(th, v, "items")?;
        let items = th.call(items, &[])?;
        let items = iter::to_list(th, items)?;
        if self.style.sort {
            let sort = get_attr(th, items, "sort")?;
            th.call(sort, &[])?;
        }
        let items = iter::to_tuple(th, items)?;
        let n = th.get(items).expect::<Tuple>().len();
        if n == 0 {
            self.out.push_str("{}");
            return Ok(());
        }
        self.out.push('{');
        let mut first = true;
        for i in 0..n {
            let mark = th.mark();
            let pair = th.root(th.get(items).expect::<Tuple>().at(i));
            let key = th.root_row(2);
            iter::unpack(th, key, 2, pair)?;
            if self.name(th, key, first, level)? {
                first = false;
                let written = self.write(th, key.offset(1), level + 1);
                if written.is_err() {
                    let kept = th.root(th.take_pending());
                    let text = crate::modules::support::repr(th, key)?;
                    th.raise_value(th.get(kept));
                    noted(th, written, v, Some(&text))?;
                }
            }
            th.release_to(mark);
        }
        if !first {
            self.style.new_line(&mut self.out, level);
        }
        self.out.push('}');
        Ok(())
    }

    /// The name of a member and what follows it; false if the member is left out.
    fn name(&mut self, th: &mut Thread, key: Slot, first: bool, level: usize) -> Res<bool> {
        let text = th.section(|th| self.style.name(th, th.get(key)))?;
        let Some(text) = text else {
            return match self.style.skip {
                true => Ok(false),
                false => Err(bad_name(th, th.get(key))),
            };
        };
        self.style.before_item(&mut self.out, first, level + 1);
        let text = th.root(th.str(&text));
        self.quote(th, text)?;
        self.out.push_str(&self.style.key_separator);
        Ok(true)
    }
}

/// Adds a note to an exception: in which container, at which place.
fn noted(th: &mut Thread, written: Res<()>, container: Slot, item: Option<&str>) -> Res<()> {
    let Err(Unwind::Raise) = written else {
        return written;
    };
    let exc = th.root(th.take_pending());
    let name = th.class_name(th.get(container));
    let text = match item {
        Some(item) => format!("when serializing {name} item {item}"),
        None => format!("when serializing {name} object"),
    };
    let text = th.root(th.str(&text));
    let add = get_attr(th, exc, "add_note")?;
    th.call(add, &[text])?;
    Err(th.raise_value(th.get(exc)))
}
