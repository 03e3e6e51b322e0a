//! Printing exceptions as CPython does: tracebacks, causes, notes, groups, syntax errors.

use super::{base, group, lines, suggest};
use crate::error::{Exc, field};
use crate::names::Id;
use crate::object::{Kind, List, Str};
use crate::protocol::{iter, text};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

/// Groups with more members than this, or nested more deeply, are cut short.
const MOST_MEMBERS: usize = 15;
const MOST_DEPTH: usize = 10;

/// Prints the pending exception to `sys.stderr`.
pub fn uncaught(th: &mut Thread) {
    let exc = th.root(th.take_pending());
    let text = match formatted(th, exc) {
        Ok(text) => text,
        Err(_) => {
            th.take_pending();
            format!("{}\n", th.class_name(th.get(exc)))
        }
    };
    if let Err(Unwind::Raise) = crate::modules::sys::write_to(th, "stderr", &text) {
        th.take_pending();
        eprint!("{text}");
    }
}

/// The whole text for an exception.
pub fn formatted(th: &mut Thread, exc: Slot) -> Res<String> {
    let mut p = Printer::default();
    p.exception(th, exc)?;
    Ok(p.out)
}

#[derive(Default)]
struct Printer {
    out: String,
    /// Exceptions that were printed: chains may lead back.
    seen: Vec<Raw>,
    depth: usize,
    /// The innermost group still has to be closed with a line.
    open: bool,
}

/// A field that is an exception.
fn linked(th: &mut Thread, exc: Slot, i: usize) -> Res<Option<Slot>> {
    th.section(|th| {
        let v = base::seen(th, th.get(exc), i)?;
        Ok((!v.is_none()).then(|| th.root(v)))
    })
}

impl Printer {
    /// Text with the margin of the group it stands in.
    fn emit(&mut self, text: &str) {
        self.emit_with(text, '|');
    }

    fn emit_with(&mut self, text: &str, margin: char) {
        for line in text.split_inclusive('\n') {
            if self.depth > 0 {
                self.out += &"  ".repeat(self.depth);
                self.out.push(margin);
                self.out.push(' ');
            }
            self.out += line;
        }
    }

    /// An exception after what led to it.
    fn exception(&mut self, th: &mut Thread, exc: Slot) -> Res<()> {
        let mut chain = vec![(exc, "")];
        self.seen.push(th.raw(exc));
        loop {
            let at = chain[chain.len() - 1].0;
            let cause = linked(th, at, field::CAUSE)?.filter(|c| !self.seen.contains(&th.raw(*c)));
            let next = match cause {
                Some(c) => Some((c, CAUSE)),
                None => {
                    let hidden = th.section(|th| {
                        Ok(base::seen(th, th.get(at), field::SUPPRESS)?.is(Val::TRUE))
                    })?;
                    let context = if hidden {
                        None
                    } else {
                        linked(th, at, field::CONTEXT)?
                    };
                    context
                        .filter(|c| !self.seen.contains(&th.raw(*c)))
                        .map(|c| (c, CONTEXT))
                }
            };
            let Some((next, link)) = next else { break };
            self.seen.push(th.raw(next));
            let last = chain.len() - 1;
            chain[last].1 = link;
            chain.push((next, ""));
        }
        for (exc, link) in chain.into_iter().rev() {
            self.emit(link);
            match group::is_group(th, th.get(exc)) {
                true => self.group(th, exc)?,
                false => {
                    self.traceback(th, exc, "Traceback (most recent call last):\n", '|')?;
                    self.description(th, exc)?;
                }
            }
        }
        Ok(())
    }

    fn traceback(&mut self, th: &mut Thread, exc: Slot, title: &str, margin: char) -> Res<()> {
        if let Some(tb) = linked(th, exc, field::TRACEBACK)? {
            let all = lines::entries(th, tb)?;
            self.emit_with(title, margin);
            self.emit(&lines::format(&all));
        }
        Ok(())
    }

    fn group(&mut self, th: &mut Thread, exc: Slot) -> Res<()> {
        if self.depth > MOST_DEPTH {
            self.emit(&format!("... (max_group_depth is {MOST_DEPTH})\n"));
            return Ok(());
        }
        let top = self.depth == 0;
        if top {
            self.depth += 1;
        }
        let margin = if top { '+' } else { '|' };
        self.traceback(
            th,
            exc,
            "Exception Group Traceback (most recent call last):\n",
            margin,
        )?;
        self.description(th, exc)?;
        let n = th.section(|th| Ok(group::members(th, th.get(exc))?.len()))?;
        let shown = n.min(MOST_MEMBERS + 1);
        self.open = false;
        for i in 0..shown {
            let last = i + 1 == shown;
            self.open |= last;
            let cut = i >= MOST_MEMBERS;
            let title = if cut {
                "...".to_owned()
            } else {
                (i + 1).to_string()
            };
            let lead = if i == 0 { "+-" } else { "  " };
            let indent = "  ".repeat(self.depth);
            self.out += &format!("{indent}{lead}+---------------- {title} ----------------\n");
            self.depth += 1;
            if cut {
                let rest = n - MOST_MEMBERS;
                let s = if rest > 1 { "s" } else { "" };
                self.emit(&format!("and {rest} more exception{s}\n"));
            } else {
                let member = th.section(|th| Ok(th.root(group::members(th, th.get(exc))?[i])))?;
                self.exception(th, member)?;
            }
            if last && self.open {
                let indent = "  ".repeat(self.depth);
                self.out += &format!("{indent}+------------------------------------\n");
                self.open = false;
            }
            self.depth -= 1;
        }
        if top {
            self.depth = 0;
        }
        Ok(())
    }

    /// The class with the message, and the notes.
    fn description(&mut self, th: &mut Thread, exc: Slot) -> Res<()> {
        let title = class_title(th, exc);
        let is_syntax = th
            .class_of(th.get(exc))
            .is_subclass(th.exc_class(Exc::SyntaxError).val());
        if is_syntax {
            let text = super::syntax::formatted(th, exc, &title)?;
            self.emit(&text);
        } else {
            let mut message = safe_text(th, exc, "exception", text::str);
            message += &suggest::suggestion(th, exc)?;
            match message.is_empty() {
                true => self.emit(&format!("{title}\n")),
                false => self.emit(&format!("{title}: {message}\n")),
            }
        }
        self.notes(th, exc)
    }

    fn notes(&mut self, th: &mut Thread, exc: Slot) -> Res<()> {
        let name = th.root(th.id(Id::__notes__));
        let Some(notes) = th.getattr_opt(exc, name)? else {
            return Ok(());
        };
        let v = th.get(notes).unboxed();
        if v.is_kind(Kind::List) || v.is_kind(Kind::Tuple) {
            let all = iter::to_list(th, notes)?;
            let n = th.section(|th| Ok(th.get(all).expect::<List>().see(th)?.len()))?;
            for i in 0..n {
                let note = th.section(|th| {
                    let seen = th.get(all).expect::<List>().see(th)?;
                    Ok(th.root(seen.at(i).unwrap_or(Val::NONE)))
                })?;
                let text = safe_text(th, note, "note", text::str);
                self.emit(&format!("{text}\n"));
            }
        } else if !v.is_none() {
            let text = safe_text(th, notes, "__notes__", text::repr);
            self.emit(&format!("{text}\n"));
        }
        Ok(())
    }
}

/// `module.qualname` of the exception's class, builtins and `__main__` bare.
pub fn class_title(th: &Thread, exc: Slot) -> String {
    let class = th.class_of(th.get(exc));
    let module = crate::protocol::lookup::lookup_cell(th, class, th.id(Id::__module__));
    match module
        .and_then(|c| c.current().cast::<Str>())
        .map(|s| s.text())
    {
        Some("builtins" | "__main__") | None => class.qualname().to_owned(),
        Some(module) => format!("{module}.{}", class.qualname()),
    }
}

/// `str` or `repr` of something, or a remark that it failed.
fn safe_text(
    th: &mut Thread,
    v: Slot,
    what: &str,
    convert: fn(&mut Thread, Slot) -> Res<Slot>,
) -> String {
    let mark = th.mark();
    let text = match convert(th, v) {
        Ok(s) => th.text_of(s).to_owned(),
        Err(_) => {
            th.take_pending();
            let how = if what == "__notes__" { "repr" } else { "str" };
            format!("<{what} {how}() failed>")
        }
    };
    th.release_to(mark);
    text
}
