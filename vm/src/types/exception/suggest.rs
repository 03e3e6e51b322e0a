//! "Did you mean": the names near to one that was not found.

use super::base;
use crate::error::{Exc, field};
use crate::names::Id;
use crate::object::{Code, Dict, List, Record, Str};
use crate::thread::{Slot, Thread};
use crate::types::traceback;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const MOST_CANDIDATES: usize = 750;
const LONGEST: usize = 40;
/// A letter that is moved, added or taken away costs this, one in the other case half as much.
const MOVE: usize = 2;
const CASE: usize = 1;

/// What is added to the message of an exception about a missing name.
pub fn suggestion(th: &mut Thread, exc: Slot) -> Res<String> {
    let is = |th: &Thread, e: Exc| th.class_of(th.get(exc)).is_subclass(th.exc_class(e).val());
    let kind = [Exc::AttributeError, Exc::NameError, Exc::ImportError]
        .into_iter()
        .find(|e| is(th, *e));
    let Some(kind) = kind else {
        return Ok(String::new());
    };
    let place = if kind == Exc::ImportError {
        field::EXTRA + 3
    } else {
        field::NAME
    };
    let wrong = th.section(|th| {
        let v = base::seen(th, th.get(exc), place)?;
        Ok(v.cast::<Str>().map(|s| s.text().to_owned()))
    })?;
    let Some(wrong) = wrong else {
        return Ok(String::new());
    };
    let mark = th.mark();
    let candidates = match kind {
        Exc::AttributeError => attributes(th, exc, &wrong),
        Exc::NameError => names(th, exc),
        _ => imported(th, exc, &wrong),
    };
    th.release_to(mark);
    let candidates = match candidates {
        Ok(all) => all,
        Err(Unwind::Raise) => {
            th.take_pending();
            Vec::new()
        }
        Err(u) => return Err(u),
    };
    let near = nearest(&candidates, &wrong);
    let mut text = near.map_or_else(String::new, |n| format!(". Did you mean: '{n}'?"));
    if kind == Exc::NameError && crate::import::library::top_level_names().any(|n| n == wrong) {
        text += &match text.is_empty() {
            true => format!(". Did you forget to import '{wrong}'?"),
            false => format!(" Or did you forget to import '{wrong}'?"),
        };
    }
    Ok(text)
}

/// The texts in what `__dir__` gives; those with an underscore only if the wrong name has one.
fn listed(th: &mut Thread, obj: Slot, wrong: &str) -> Res<Vec<String>> {
    let Some(names) = th.call_special(obj, Id::__dir__, &[])? else {
        return Ok(Vec::new());
    };
    let list = crate::protocol::iter::to_list(th, names)?;
    th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        let texts = items
            .iter()
            .filter_map(|v| v.cast::<Str>())
            .map(|s| s.text());
        let hidden = !wrong.starts_with('_');
        let mut all: Vec<String> = texts
            .filter(|n| !hidden || !n.starts_with('_'))
            .map(str::to_owned)
            .collect();
        all.sort();
        all.dedup();
        Ok(all)
    })
}

fn attributes(th: &mut Thread, exc: Slot, wrong: &str) -> Res<Vec<String>> {
    let obj = th.section(|th| {
        let v = th.get(exc).expect::<Record>().see(th)?.field(field::OBJ);
        Ok((!v.is_undef()).then(|| th.root(v)))
    })?;
    match obj {
        Some(obj) => listed(th, obj, wrong),
        None => Ok(Vec::new()),
    }
}

fn imported(th: &mut Thread, exc: Slot, wrong: &str) -> Res<Vec<String>> {
    let name = th.section(|th| {
        let v = base::seen(th, th.get(exc), field::EXTRA + 1)?;
        Ok(v.cast::<Str>().map(|s| s.text().to_owned()))
    })?;
    let Some(name) = name else {
        return Ok(Vec::new());
    };
    match crate::import::load::loaded(th, &name)? {
        Some(module) => listed(th, module, wrong),
        None => Ok(Vec::new()),
    }
}

/// The variables, globals and builtins where the exception was raised.
fn names(th: &mut Thread, exc: Slot) -> Res<Vec<String>> {
    th.section(|th| {
        let mut at = base::seen(th, th.get(exc), field::TRACEBACK)?;
        let mut innermost = None;
        while at.is_pointer() {
            innermost = Some(at);
            at = at.expect::<Record>().see(th)?.field(traceback::NEXT);
        }
        let Some(tb) = innermost else {
            return Ok(Vec::new());
        };
        let r = tb.expect::<Record>().see(th)?;
        let code = &r.field(traceback::CODE).expect::<Code>().body().lang;
        let own = code
            .varnames
            .iter()
            .chain(&code.cellvars)
            .chain(&code.freevars);
        let mut all: Vec<String> = own.map(|n| n.to_string()).collect();
        let mut add = |d: Option<crate::object::Ref<'_, Dict>>| -> Res<()> {
            if let Some(d) = d {
                let keys = d.see(th)?.entries().filter_map(|(_, k, _)| k.cast::<Str>());
                all.extend(keys.map(|s| s.text().to_owned()));
            }
            Ok(())
        };
        let globals: Val<'_> = r.field(traceback::GLOBALS);
        add(globals.cast::<Dict>())?;
        add(th.vm.builtins(th))?;
        Ok(all)
    })
}

/// The candidate that differs least, if it is near enough.
fn nearest<'a>(candidates: &'a [String], wrong: &str) -> Option<&'a str> {
    let length = wrong.chars().count();
    if candidates.len() > MOST_CANDIDATES || length > LONGEST {
        return None;
    }
    let mut best = None;
    let mut best_distance = usize::MAX;
    for c in candidates.iter().filter(|c| *c != wrong) {
        // No more than a third of the letters may differ.
        let most = (c.chars().count() + length + 3) * MOVE / 6;
        let most = most.min(best_distance.saturating_sub(1));
        if let Some(d) = distance(wrong, c, most).filter(|d| best.is_none() || *d < best_distance) {
            (best, best_distance) = (Some(c.as_str()), d);
        }
    }
    best
}

/// The edit distance (Levenshtein) of two names, `None` if it is more than `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let replace = |x: char, y: char| match x == y {
        true => 0,
        false if x.to_lowercase().eq(y.to_lowercase()) => CASE,
        false => MOVE,
    };
    let mut row: Vec<usize> = (0..=a.len()).map(|i| i * MOVE).collect();
    for (j, y) in b.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (j + 1) * MOVE;
        for (i, x) in a.iter().enumerate() {
            let changed = diagonal + replace(*x, *y);
            diagonal = row[i + 1];
            row[i + 1] = changed.min(row[i].min(diagonal) + MOVE);
        }
    }
    Some(row[a.len()]).filter(|d| *d <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        let names = |all: &[&str]| all.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        let all = names(&["width", "height", "depth"]);
        assert_eq!(nearest(&all, "widht"), Some("width"));
        assert_eq!(nearest(&all, "Width"), Some("width"));
        assert_eq!(nearest(&all, "colour"), None);
        assert_eq!(
            nearest(&names(&["count_of_things"]), "count_of_thing"),
            Some("count_of_things")
        );
    }
}
