//! `sub`, `subn`, `split`, `Match.expand`, and compiled templates.

use super::engine::{Search, Spans, Subject, Where};
use super::found::{self, Span};
use super::pattern::{bounds, code_of};
use crate::class::flags;
use crate::modules::support::{NativeClass, NativeClassSpec, is_callable, to_i64};
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{List, Record, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::types::bytes;
use crate::unwind::Res;
use crate::value::Val;

/// Field: tuple of literals and numbers of groups in turn, a literal first and last.
pub const TEMPLATE: NativeClassSpec = NativeClassSpec {
    module: "_sre",
    name: "SRE_Template",
    doc: "",
    nfields: 1,
    flags: flags::NO_NEW,
    methods: &[NativeDef::quick(
        "__copy__",
        Params::all(&["_self"]),
        |_, a| Ok(a.get(0)),
    )],
    getsets: &[],
};

/// `_sre.template(pattern, template)`.
pub fn template(th: &mut Thread, w: Window) -> Res<Done> {
    let parts = crate::modules::support::to_tuple(th, w.at(1))?;
    let groups = code_of(th.get(w.at(0))).groups as i64;
    let valid = {
        let items = th.get(parts).expect::<Tuple>().items();
        items.len() % 2 == 1
            && items
                .iter()
                .skip(1)
                .step_by(2)
                .all(|v| v.as_int().is_some_and(|n| (0..=groups).contains(&n)))
    };
    if !valid {
        return Err(th.type_error("invalid template"));
    }
    th.ret(th.native_record(NativeClass::SreTemplate, &[th.get(parts)]))
}

/// What a match is replaced by.
enum By {
    /// The same each time.
    Literal(Slot),
    Template(Slot),
    /// A function of the match.
    Call(Slot),
}

/// The bytes of a text or of a bytes-like object.
fn bytes_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<std::borrow::Cow<'t, [u8]>> {
    match v.unboxed().cast::<Str>() {
        Some(s) => Ok(s.text().as_bytes().into()),
        None => match bytes::content(th, v)? {
            Some(b) => Ok(b),
            None => Err(th.type_error(format!(
                "decoding to str: need a bytes-like object, {} found",
                th.class_name(v)
            ))),
        },
    }
}

/// How a replacement argument is meant.
fn replacement(th: &mut Thread, pattern: Slot, by: Slot) -> Res<By> {
    if is_callable(th, by)? {
        return Ok(By::Call(by));
    }
    let plain = th.section(|th| Ok(!bytes_of(th, th.get(by))?.contains(&b'\\')))?;
    if plain {
        return Ok(By::Literal(by));
    }
    compiled(th, pattern, by)
}

/// A template compiled by `re`, which remembers it.
fn compiled(th: &mut Thread, pattern: Slot, by: Slot) -> Res<By> {
    let f = crate::import::import_object(th, "re", "_compile_template")?;
    let t = th.call(f, &[pattern, by])?;
    let class = th.native_class(NativeClass::SreTemplate).raw();
    if th.get(t).is_pointer() && th.class_of(th.get(t)).raw() == class {
        return Ok(By::Template(t));
    }
    Ok(By::Literal(t))
}

/// Appends a template with the groups of a match in it.
fn push_template<'t>(
    th: &'t Thread,
    out: &mut Vec<u8>,
    template: Val<'t>,
    subject: &Subject<'t>,
    spans: &Spans,
) -> Res<()> {
    let items = template
        .expect::<Record>()
        .fixed(0)
        .expect::<Tuple>()
        .items();
    for (i, item) in items.iter().enumerate() {
        if i % 2 == 0 {
            if !item.is_none() {
                out.extend_from_slice(&bytes_of(th, *item)?);
            }
        } else if let Some((from, to)) = spans[item.as_int().unwrap_or(0) as usize] {
            subject.push_piece(out, from, to);
        }
    }
    Ok(())
}

/// The result of a substitution, and how many there were.
fn substitute(th: &mut Thread, w: Window) -> Res<(Slot, i64)> {
    let (pattern, string) = (w.at(0), w.at(2));
    let most = match w.opt(th, 3) {
        Some(n) => to_i64(th, n)?,
        None => 0,
    };
    let most = if most > 0 { most } else { i64::MAX };
    match replacement(th, pattern, w.at(1))? {
        By::Call(f) => by_calls(th, pattern, string, f, most),
        By::Literal(l) => at_once(th, pattern, string, most, |th, out, _, _| {
            out.extend_from_slice(&bytes_of(th, th.get(l))?);
            Ok(())
        }),
        By::Template(t) => at_once(th, pattern, string, most, |th, out, subject, spans| {
            push_template(th, out, th.get(t), subject, spans)
        }),
    }
}

/// A substitution that needs no Python code.
fn at_once(
    th: &mut Thread,
    pattern: Slot,
    string: Slot,
    most: i64,
    push: impl for<'t> Fn(&'t Thread, &mut Vec<u8>, &Subject<'t>, &Spans) -> Res<()>,
) -> Res<(Slot, i64)> {
    th.section(|th| {
        let code = code_of(th.get(pattern));
        let subject = Subject::of(th, th.get(string), code.of_bytes)?;
        let mut s = Search::new(
            &code.codes,
            code.groups,
            &subject,
            bounds(&subject, 0, i64::MAX),
        );
        let (mut out, mut at, mut n) = (Vec::new(), 0, 0);
        while n < most {
            let Some(spans) = s.next(Where::Anywhere) else {
                break;
            };
            let (from, to) = spans[0].expect("V4: a match has a whole");
            subject.push_piece(&mut out, at, from);
            push(th, &mut out, &subject, &spans)?;
            at = to;
            n += 1;
        }
        if n == 0 {
            return Ok((unchanged(th, th.get(string), &subject), 0));
        }
        subject.push_piece(&mut out, at, subject.len());
        Ok((th.root(subject.whole(th, &out)), n))
    })
}

/// The subject itself, as a text or bytes.
fn unchanged<'t>(th: &'t Thread, string: Val<'t>, subject: &Subject<'t>) -> Slot {
    let exact = string.has_shape(crate::class::Builtin::Str.shape())
        || string.has_shape(crate::class::Builtin::Bytes.shape());
    th.root(match exact {
        true => string,
        false => subject.piece(th, 0, subject.len()),
    })
}

/// All matches first, then the calls, then the result.
fn by_calls(th: &mut Thread, pattern: Slot, string: Slot, f: Slot, most: i64) -> Res<(Slot, i64)> {
    let matches = th.section(|th| {
        let (p, v) = (th.get(pattern), th.get(string));
        let code = code_of(p);
        let subject = Subject::of(th, v, code.of_bytes)?;
        let (pos, endpos) = bounds(&subject, 0, i64::MAX);
        let mut s = Search::new(&code.codes, code.groups, &subject, (pos, endpos));
        let list = List::new(th, &[]);
        let mut n = 0;
        while n < most {
            let Some(spans) = s.next(Where::Anywhere) else {
                break;
            };
            let last = s.last_index();
            let span = Span {
                spans,
                pos,
                endpos,
                last,
            };
            list.push(th, found::make(th, p, v, span));
            n += 1;
        }
        Ok(th.root(list.val()))
    })?;
    let count = th.section(|th| Ok(th.get(matches).expect::<List>().see(th)?.len()))?;
    let (mut out, mut at) = (Vec::new(), 0);
    for i in 0..count {
        let mark = th.mark();
        let m = th.section(|th| {
            let m = th.get(matches).expect::<List>().see(th)?.at(i);
            Ok(th.root(m.expect("V4: nobody else knows the list")))
        })?;
        let r = th.call(f, &[m])?;
        th.section(|th| {
            let (from, to) = found::span(th.get(m)).spans[0].expect("V4: a match has a whole");
            let subject = found::subject(th, th.get(m))?;
            let mut piece = Vec::new();
            subject.push_piece(&mut piece, at, from);
            if !th.get(r).is_none() {
                check_kind(th, &subject, th.get(r))?;
                piece.extend_from_slice(&bytes_of(th, th.get(r))?);
            }
            out.append(&mut piece);
            at = to;
            Ok(())
        })?;
        th.release_to(mark);
    }
    th.section(|th| {
        let subject = Subject::of(th, th.get(string), code_of(th.get(pattern)).of_bytes)?;
        if count == 0 {
            return Ok((unchanged(th, th.get(string), &subject), 0));
        }
        let mut all = out.clone();
        subject.push_piece(&mut all, at, subject.len());
        Ok((th.root(subject.whole(th, &all)), count as i64))
    })
}

/// Text goes with text and bytes with bytes.
fn check_kind<'t>(th: &'t Thread, subject: &Subject<'t>, v: Val<'t>) -> Res<()> {
    let is_text = v.unboxed().cast::<Str>().is_some();
    let wants_text = !matches!(subject, Subject::Bytes(_));
    match is_text == wants_text {
        true => Ok(()),
        false => Err(th.type_error(format!(
            "sequence item 1: expected {}, {} found",
            if wants_text {
                "str instance"
            } else {
                "a bytes-like object"
            },
            th.class_name(v)
        ))),
    }
}

pub fn sub(th: &mut Thread, w: Window) -> Res<Done> {
    let (r, _) = substitute(th, w)?;
    th.ret_slot(r)
}

pub fn subn(th: &mut Thread, w: Window) -> Res<Done> {
    let (r, n) = substitute(th, w)?;
    th.ret(th.tuple(&[th.get(r), Val::small(n)]))
}

/// `split(string, maxsplit)`.
pub fn split(th: &mut Thread, w: Window) -> Res<Done> {
    let most = match w.opt(th, 2) {
        Some(n) => to_i64(th, n)?,
        None => 0,
    };
    let most = if most == 0 { i64::MAX } else { most };
    let list = th.section(|th| {
        let code = code_of(th.get(w.at(0)));
        let subject = Subject::of(th, th.get(w.at(1)), code.of_bytes)?;
        let mut s = Search::new(
            &code.codes,
            code.groups,
            &subject,
            bounds(&subject, 0, i64::MAX),
        );
        let list = List::new(th, &[]);
        let (mut at, mut n) = (0, 0);
        while n < most {
            let Some(spans) = s.next(Where::Anywhere) else {
                break;
            };
            let (from, to) = spans[0].expect("V4: a match has a whole");
            list.push(th, subject.piece(th, at, from));
            for span in &spans[1..] {
                let piece = span.map_or(Val::NONE, |(a, b)| subject.piece(th, a, b));
                list.push(th, piece);
            }
            at = to;
            n += 1;
        }
        list.push(th, subject.piece(th, at, subject.len()));
        Ok(th.root(list.val()))
    })?;
    th.ret_slot(list)
}

/// `Match.expand(template)`.
pub fn expand(th: &mut Thread, w: Window) -> Res<Done> {
    let pattern = th.root(th.get(w.at(0)).expect::<Record>().fixed(0));
    let t = match compiled(th, pattern, w.at(1))? {
        By::Template(t) => t,
        By::Literal(l) | By::Call(l) => return th.ret_slot(l),
    };
    let r = th.section(|th| {
        let m = th.get(w.at(0));
        let subject = found::subject(th, m)?;
        let mut out = Vec::new();
        push_template(th, &mut out, th.get(t), &subject, &found::span(m).spans)?;
        Ok(th.root(subject.whole(th, &out)))
    })?;
    th.ret_slot(r)
}
