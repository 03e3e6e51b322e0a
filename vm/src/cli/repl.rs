//! The prompt: reads statements, runs them, shows values. Line editing is the terminal's.

use std::io::{BufRead, Write};

use lang::Mode;

use super::{ending, program};
use crate::error::Exc;
use crate::modules::sys::version_text;
use crate::run;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};

/// What reading a statement gave.
enum Read {
    Statement(String),
    Nothing,
    End,
}

/// Reads and runs until the input ends or the program leaves; the exit code.
pub fn run(th: &mut Thread, main: Slot) -> u8 {
    if !th.vm.options.program.quiet {
        println!("Python {}", version_text());
    }
    let namespace = program::namespace(th, main);
    let mark = th.mark();
    loop {
        th.release_to(mark);
        let text = match read_statement() {
            Read::Statement(text) => text,
            Read::Nothing => continue,
            Read::End => {
                println!();
                return 0;
            }
        };
        match execute(th, &text, namespace) {
            Ok(()) => {}
            Err(Unwind::Raise) if th.pending_is(Exc::SystemExit) => {
                return ending::code_of(th, Err(Unwind::Raise));
            }
            Err(Unwind::Raise) => crate::modules::sys::report_uncaught(th),
            Err(_) => return 1,
        }
    }
}

fn execute(th: &mut Thread, text: &str, namespace: Slot) -> Res<()> {
    crate::import::source::remember("<stdin>", text);
    let code = run::compile(th, text, "<stdin>", Mode::Single)?;
    run::run_module(th, &code, namespace)?;
    crate::modules::at_end(th)
}

/// Lines up to the end of a statement: an incomplete one goes on after `...`, a compound one ends with an empty line.
fn read_statement() -> Read {
    let mut text = String::new();
    loop {
        print!("{}", if text.is_empty() { ">>> " } else { "... " });
        if std::io::stdout().flush().is_err() {
            return Read::End;
        }
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) if text.is_empty() => return Read::End,
            Ok(0) | Err(_) => return Read::Statement(text),
            Ok(_) => {}
        }
        let blank = line.trim().is_empty();
        if text.is_empty() && blank {
            return Read::Nothing;
        }
        text.push_str(&line);
        match lang::compile(&text, "<stdin>", Mode::Single, lang::Options::default()) {
            Err(e) if e.incomplete && !blank => {}
            Ok(_) if !blank && is_compound(&text) => {}
            _ => return Read::Statement(text),
        }
    }
}

/// Does the text begin a statement that may have more lines?
fn is_compound(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.len() > 1 && lines.last().is_some_and(|l| l.starts_with([' ', '\t']))
        || lines.len() == 1 && lines[0].trim_end().ends_with(':')
        || text.starts_with('@')
}
