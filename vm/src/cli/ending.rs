//! How a program ends: exit codes, and what is printed on the way.

use std::process::ExitCode;

use crate::error::{Exc, field};
use crate::modules::support;
use crate::object::Record;
use crate::thread::Thread;
use crate::unwind::Unwind;
use crate::value::Tag;

/// Exit code for a command line that cannot be understood, or a program that cannot be opened.
pub const USAGE: u8 = 2;
/// Exit code when the last flush of standard output fails.
const FLUSH_FAILED: u8 = 120;

/// Exit code of a program that an interrupt has ended, should the signal not end it.
const INTERRUPTED: u8 = 130;

/// The exit code of what a program's run came to; prints the exception that nobody caught.
pub fn code_of(th: &mut Thread, result: Result<(), Unwind>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(Unwind::Raise) if th.pending_is(Exc::SystemExit) => system_exit(th),
        Err(Unwind::Raise) => {
            let interrupted = th.pending_is(Exc::KeyboardInterrupt);
            crate::modules::sys::report_uncaught(th);
            th.locals.interrupted.set(interrupted);
            if interrupted { INTERRUPTED } else { 1 }
        }
        Err(_) => 1,
    }
}

/// `SystemExit.code` as the process's: a number, 0 for None, else the object is printed and 1.
fn system_exit(th: &mut Thread) -> u8 {
    let exc = th.root(th.take_pending());
    let code =
        th.section(|th| Ok(th.root(th.get(exc).expect::<Record>().see(th)?.field(field::EXTRA))));
    let Ok(code) = code else { return 1 };
    match th.get(code).tag() {
        Tag::None | Tag::Undef => 0,
        Tag::Int(n) => n as u8,
        Tag::Bool(b) => b.into(),
        _ => {
            let text = support::str_of(th, code).unwrap_or_default();
            let _ = crate::modules::sys::write_to(th, "stderr", &format!("{text}\n"));
            1
        }
    }
}

/// Waits for the threads of the program, runs what is registered for the end and flushes the standard streams; the exit code
/// of the process. From then on no other thread runs.
pub fn finish(th: &mut Thread, code: u8) -> ExitCode {
    let ended = crate::modules::at_end(th);
    crate::threads::end_all(th);
    let flushed = crate::modules::io::flush_all();
    if (ended.is_err() || flushed.is_err()) && code == 0 {
        return ExitCode::from(FLUSH_FAILED);
    }
    ExitCode::from(code)
}

/// The last thing that a program does: the shell that started it is to know that an interrupt has ended it.
pub fn die_if_interrupted(th: &Thread) {
    if th.locals.interrupted.get() {
        crate::os::signal::die_of(libc::SIGINT);
    }
}
