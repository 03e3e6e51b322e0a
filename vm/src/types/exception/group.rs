//! Exception groups, and what `except*` needs of them.

use super::base::{self, NEW, SELF};
use crate::class::{Builtin, Class, flags};
use crate::error::{Exc, field};
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Kind, List, Record, Ref, Tuple};
use crate::protocol::{number, text};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const MESSAGE: usize = field::EXTRA;
/// A tuple.
const MEMBERS: usize = field::EXTRA + 1;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::BaseException,
    doc: "A combination of multiple unrelated exceptions.",
    methods: &[
        NativeDef::full("__new__", NEW, new).static_method(),
        NativeDef::quick("__init__", base::ANY, init),
        NativeDef::full("__str__", SELF, str),
        NativeDef::full("derive", Params::all(&["_self", "_excs"]), derive_method),
        NativeDef::full("split", Params::all(&["_self", "_matcher"]), split_method),
        NativeDef::full(
            "subgroup",
            Params::all(&["_self", "_matcher"]),
            subgroup_method,
        ),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("message", base::get::<MESSAGE>),
        GetSet::read("exceptions", base::get::<MEMBERS>),
    ],
};

/// The exceptions in a group.
pub fn members<'t>(th: &'t Thread, group: Val<'t>) -> Res<&'t [Val<'t>]> {
    let members = group.expect::<Record>().see(th)?.field(MEMBERS);
    Ok(members.cast::<Tuple>().map_or(&[], |t| t.items()))
}

/// Is it a group?
pub fn is_group<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    v.is_pointer()
        && th
            .class_of(v)
            .is_subclass(th.exc_class(Exc::BaseExceptionGroup).val())
}

fn is_exception<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    v.is_pointer() && th.class_of(v).info().has_flag(flags::EXCEPTION)
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let given = w.from(2).count();
    if given != 2 {
        let text =
            format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)");
        return Err(th.type_error(text));
    }
    let (message, all) = (w.at(2), w.at(3));
    if !th.get(message).unboxed().is_kind(Kind::Str) {
        let text = format!(
            "argument 1 must be str, not {}",
            th.class_name(th.get(message))
        );
        return Err(th.type_error(text));
    }
    let v = th.get(all).unboxed();
    let sequence = v.is_kind(Kind::Tuple)
        || v.is_kind(Kind::List)
        || crate::protocol::lookup::lookup_cell(th, th.class_of(v), th.id(Id::__getitem__))
            .is_some();
    if !sequence || v.is_kind(Kind::Dict) || v.is_kind(Kind::Set) {
        return Err(th.type_error("second argument (exceptions) must be a sequence"));
    }
    let list = crate::protocol::iter::to_list(th, all)?;
    th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        let class = class_for(th, th.get(w.at(0)).expect(), items)?;
        let made = base::make(th, class, &[th.get(message), th.get(all)]);
        let own = made.own(th)?;
        own.set_field(MESSAGE, th.get(message));
        own.set_field(MEMBERS, th.tuple(items));
        th.result.set(made.raw());
        Ok(())
    })?;
    th.ret(th.result.get().val(th))
}

/// Checks the members; a `BaseExceptionGroup` of plain exceptions is an `ExceptionGroup`.
fn class_for<'t>(th: &'t Thread, class: Ref<'t, Class>, items: &[Val<'t>]) -> Res<Ref<'t, Class>> {
    if items.is_empty() {
        return Err(th.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let plain = th.exc_class(Exc::Exception).val();
    let mut only_plain = true;
    for (i, e) in items.iter().enumerate() {
        if !is_exception(th, *e) {
            return Err(th.value_error(format!(
                "Item {i} of second argument (exceptions) is not an exception"
            )));
        }
        only_plain &= th.class_of(*e).is_subclass(plain);
    }
    if class.val().is(th.exc_class(Exc::BaseExceptionGroup).val()) {
        return Ok(if only_plain {
            th.exc_class(Exc::ExceptionGroup)
        } else {
            class
        });
    }
    if only_plain || !class.is_subclass(plain) {
        return Ok(class);
    }
    let text = match class.val().is(th.exc_class(Exc::ExceptionGroup).val()) {
        true => "Cannot nest BaseExceptions in an ExceptionGroup".to_owned(),
        false => format!("Cannot nest BaseExceptions in '{}'", class.name()),
    };
    Err(th.type_error(text))
}

fn init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    base::no_keywords(th, a)?;
    Ok(Val::NONE)
}

fn str(th: &mut Thread, w: Window) -> Res<Done> {
    let (message, n) = th.section(|th| {
        let v = th.get(w.at(0));
        Ok((th.root(base::seen(th, v, MESSAGE)?), members(th, v)?.len()))
    })?;
    let message = text::str_text(th, message)?;
    let s = if n == 1 { "" } else { "s" };
    let text = th.str(&format!("{message} ({n} sub-exception{s})"));
    th.ret(text)
}

fn derive_method(th: &mut Thread, w: Window) -> Res<Done> {
    let message = th.section(|th| Ok(th.root(base::seen(th, th.get(w.at(0)), MESSAGE)?)))?;
    let class = th.root(th.exc_class(Exc::BaseExceptionGroup).val());
    let made = th.call(class, &[message, w.at(1)])?;
    th.ret_slot(made)
}

/// What a part of a group is chosen by.
#[derive(Clone, Copy)]
enum Matcher {
    /// A class or a tuple of classes.
    Classes(Slot),
    Call(Slot),
    /// One of the exceptions in this tuple.
    Among(Slot),
}

fn matcher(th: &Thread, v: Slot) -> Res<Matcher> {
    let value = th.get(v);
    let class = |c: Val<'_>| {
        c.cast::<Class>()
            .is_some_and(|c| c.info().has_flag(flags::EXCEPTION))
    };
    if class(value) {
        return Ok(Matcher::Classes(v));
    }
    if let Some(t) = value.cast::<Tuple>()
        && t.items().iter().all(|c| class(*c))
    {
        return Ok(Matcher::Classes(v));
    }
    let callable = !value.is_kind(Kind::Class)
        && crate::protocol::lookup::lookup_cell(th, th.class_of(value), th.id(Id::__call__))
            .is_some();
    if callable {
        return Ok(Matcher::Call(v));
    }
    Err(th.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
}

fn matches(th: &mut Thread, m: Matcher, e: Slot) -> Res<bool> {
    match m {
        Matcher::Classes(c) => {
            let (of, kind) = (th.class_of(th.get(e)), th.get(c));
            Ok(match kind.cast::<Tuple>() {
                Some(t) => t.items().iter().any(|k| of.is_subclass(*k)),
                None => of.is_subclass(kind),
            })
        }
        Matcher::Call(f) => {
            let r = th.call(f, &[e])?;
            number::truth(th, r)
        }
        Matcher::Among(all) => {
            let all = th.get(all).expect::<Tuple>().items();
            Ok(all.iter().any(|k| k.is(th.get(e))))
        }
    }
}

/// The part of an exception that matches and the rest, each `None` if empty. Only groups are taken apart.
fn split(th: &mut Thread, e: Slot, m: Matcher) -> Res<(Option<Slot>, Option<Slot>)> {
    if matches(th, m, e)? {
        return Ok((Some(e), None));
    }
    if !is_group(th, th.get(e)) {
        return Ok((None, Some(e)));
    }
    crate::interp::count_depth(th)?;
    let r = split_members(th, e, m);
    crate::interp::uncount_depth(th);
    let (hit, rest) = r?;
    let hit = part_of(th, e, &hit)?;
    let rest = part_of(th, e, &rest)?;
    Ok((hit, rest))
}

fn split_members(th: &mut Thread, e: Slot, m: Matcher) -> Res<(Vec<Slot>, Vec<Slot>)> {
    let n = th.section(|th| Ok(members(th, th.get(e))?.len()))?;
    let (mut hit, mut rest) = (Vec::new(), Vec::new());
    for i in 0..n {
        let one = th.section(|th| Ok(th.root(members(th, th.get(e))?[i])))?;
        let (a, b) = split(th, one, m)?;
        hit.extend(a);
        rest.extend(b);
    }
    Ok((hit, rest))
}

/// A group like `e` with these members only: made by its `derive`, with what surrounds `e`.
fn part_of(th: &mut Thread, e: Slot, all: &[Slot]) -> Res<Option<Slot>> {
    if all.is_empty() {
        return Ok(None);
    }
    let list = {
        let items: Vec<Val<'_>> = all.iter().map(|s| th.get(*s)).collect();
        th.root(th.list(&items))
    };
    let made = th.call_method(e, Id::derive, &[list])?;
    if !is_group(th, th.get(made)) {
        return Err(th.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    th.section(|th| {
        let from = th.get(e).expect::<Record>().see(th)?;
        let own = th.get(made).expect::<Record>().own(th)?;
        for i in [
            field::TRACEBACK,
            field::CONTEXT,
            field::CAUSE,
            field::SUPPRESS,
        ] {
            own.set_field(i, from.field(i));
        }
        Ok(())
    })?;
    let notes = th.root(th.id(Id::__notes__));
    if let Some(all) = th.getattr_opt(e, notes)?
        && th.get(all).is_kind(Kind::List)
    {
        let copy = crate::protocol::iter::to_list(th, all)?;
        th.setattr(made, notes, copy)?;
    }
    Ok(Some(made))
}

fn none_or(th: &Thread, v: Option<Slot>) -> Val<'_> {
    v.map_or(Val::NONE, |s| th.get(s))
}

fn split_method(th: &mut Thread, w: Window) -> Res<Done> {
    let m = matcher(th, w.at(1))?;
    let (hit, rest) = split(th, w.at(0), m)?;
    let pair = th.tuple(&[none_or(th, hit), none_or(th, rest)]);
    th.ret(pair)
}

fn subgroup_method(th: &mut Thread, w: Window) -> Res<Done> {
    let m = matcher(th, w.at(1))?;
    let (hit, _) = split(th, w.at(0), m)?;
    th.ret(none_or(th, hit))
}

/// `except*`: the part that the clause handles, always a group, and the rest.
pub fn match_star(th: &mut Thread, e: Slot, kind: Slot) -> Res<(Option<Slot>, Option<Slot>)> {
    check_star_kind(th, kind)?;
    if is_group(th, th.get(e)) {
        return split(th, e, Matcher::Classes(kind));
    }
    if !matches(th, Matcher::Classes(kind), e)? {
        return Ok((None, Some(e)));
    }
    let (message, list) = {
        let one = [th.get(e)];
        (th.root(th.str("")), th.root(th.tuple(&one)))
    };
    let class = th.root(th.exc_class(Exc::BaseExceptionGroup).val());
    let group = th.call(class, &[message, list])?;
    // The group stands where the exception came from.
    th.section(|th| {
        let tb = th
            .get(e)
            .expect::<Record>()
            .see(th)?
            .field(field::TRACEBACK);
        th.get(group)
            .expect::<Record>()
            .own(th)?
            .set_field(field::TRACEBACK, tb);
        Ok(())
    })?;
    Ok((Some(group), None))
}

fn check_star_kind(th: &Thread, kind: Slot) -> Res<()> {
    let v = th.get(kind);
    let one = [v];
    let all = v.cast::<Tuple>().map_or(&one[..], |t| t.items());
    let group = th.exc_class(Exc::BaseExceptionGroup).val();
    for k in all {
        match k.cast::<Class>() {
            Some(c) if c.info().has_flag(flags::EXCEPTION) && !c.is_subclass(group) => {}
            Some(c) if c.info().has_flag(flags::EXCEPTION) => {
                return Err(th.type_error(
                    "catching ExceptionGroup with except* is not allowed. Use except instead.",
                ));
            }
            _ => {
                return Err(th.type_error(
                    "catching classes that do not inherit from BaseException is not allowed",
                ));
            }
        }
    }
    Ok(())
}

/// `except*`, at its end: what is to be raised of `original` after all clauses, `None` if all was handled. `raised` is
/// the list of what clauses raised and, last, of what no clause took (or None).
pub fn after_star(th: &mut Thread, original: Slot, raised: Slot) -> Res<Option<Slot>> {
    let all = th.section(|th| {
        let items = th.get(raised).expect::<List>().see(th)?.items();
        let kept = items.iter().filter(|v| !v.is_none());
        Ok(kept.map(|v| th.root(*v)).collect::<Vec<_>>())
    })?;
    if all.is_empty() {
        return Ok(None);
    }
    if !is_group(th, th.get(original)) {
        // A single exception was split off nothing: it goes on as it is, or what replaced it does.
        if let [one] = all[..] {
            return Ok(Some(one));
        }
    }
    let (mut anew, mut passed) = (Vec::new(), Vec::new());
    for e in all {
        match same_origin(th, e, original)? {
            true => passed.push(e),
            false => anew.push(e),
        }
    }
    if let Some(part) = projected(th, original, &passed)? {
        if anew.is_empty() {
            return Ok(Some(part));
        }
        anew.push(part);
    }
    if let [one] = anew[..] {
        return Ok(Some(one));
    }
    let (message, list) = {
        let items: Vec<Val<'_>> = anew.iter().map(|s| th.get(*s)).collect();
        (th.root(th.str("")), th.root(th.list(&items)))
    };
    let class = th.root(th.exc_class(Exc::BaseExceptionGroup).val());
    th.call(class, &[message, list]).map(Some)
}

/// Was `e` split off `original` (and passed on as it was)? Then it has the same surroundings.
fn same_origin(th: &mut Thread, e: Slot, original: Slot) -> Res<bool> {
    th.section(|th| {
        let (a, b) = (
            th.get(e).expect::<Record>().see(th)?,
            th.get(original).expect::<Record>().see(th)?,
        );
        let same = |i| a.field(i).is(b.field(i));
        Ok(
            same(field::TRACEBACK) && same(field::CONTEXT) && same(field::CAUSE)
                || is_group(th, th.get(e))
                    && same(field::CONTEXT)
                    && same(field::CAUSE)
                    && leads_to(th, a.field(field::TRACEBACK), b.field(field::TRACEBACK))?,
        )
    })
}

/// Does the traceback `at` contain the entries of `tb` at its end?
fn leads_to<'t>(th: &'t Thread, mut at: Val<'t>, tb: Val<'t>) -> Res<bool> {
    while at.is_pointer() {
        if at.is(tb) {
            return Ok(true);
        }
        at = at
            .expect::<Record>()
            .see(th)?
            .field(crate::types::traceback::NEXT);
    }
    Ok(false)
}

/// The part of `original` made of the leaves of `parts`, in the nesting of `original`.
fn projected(th: &mut Thread, original: Slot, parts: &[Slot]) -> Res<Option<Slot>> {
    if parts.is_empty() {
        return Ok(None);
    }
    let leaves = th.section(|th| {
        let mut all = Vec::new();
        for p in parts {
            collect_leaves(th, th.get(*p), &mut all)?;
        }
        Ok(th.root(th.tuple(&all)))
    })?;
    let (hit, _) = split(th, original, Matcher::Among(leaves))?;
    Ok(hit)
}

fn collect_leaves<'t>(th: &'t Thread, e: Val<'t>, all: &mut Vec<Val<'t>>) -> Res<()> {
    if !is_group(th, e) {
        all.push(e);
        return Ok(());
    }
    for m in members(th, e)? {
        collect_leaves(th, *m, all)?;
    }
    Ok(())
}
