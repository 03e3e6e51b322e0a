//! Runners over Python programs. There is no Rust per test case: a case is a Python file that says
//! itself what it should print.
//!
//! - `tests/same.rs` runs every case of `python/` in every mode of [`mode::MODES`]: same output each time.
//! - `tests/races.rs` runs the cases of `races/`: several threads, a stated set of outcomes.
//! - `tests/aborts.rs` runs the cases with one atomic block undone, once for each place where it can be.
//! - `tests/cpython.rs` runs them all in an installed CPython, if there is one, and records or compares.
//!
//! # A case
//!
//! Any line that begins with `#:` is a directive, any that begins with `#|` or `#~` is expected text; the rest is the
//! program. What is expected stands at the *end* of the file, so that recording it moves no line that a
//! traceback names.
//!
//! ```text
//! # Free text: what the case is about.
//! #: threads                  it starts threads: not for --barriers=off
//! #: run benches/x.py 100     run this program (path from the root of the repository) instead of the file itself
//! #: args -v "two words"      its arguments
//! #: command -c "print(1)"    the whole command line of the interpreter; {case} is the path of this file
//! #: stdin some text\n        its standard input; several lines add up
//! #: env NAME=value           set in its environment
//! #: not gc,exit              modes in which it is not run (too slow, or about the mode itself)
//! #: timeout 60               seconds; 10 when not said
//! #: cpython no, reason       CPython 3.13 does not do this; the expectation is ours
//! print("hello", end="!\n")
//! #: expect                   what it prints
//! #| hello!
//! #: stderr                   what it prints to standard error; nothing when not said
//! #~ ...                      any number of lines
//! #~ ValueError: ... of 3     a line in which three dots stand for any text
//! #: exit 3                   its exit code; 0 when not said
//! ```
//!
//! Instead of `expect`, a race has a set of outcomes. Each line it prints is one outcome that was seen:
//!
//! ```text
//! #: must 1 1                 this line has to come
//! #: may 0 1                  this line may come; any line that is neither is a failure
//! ```
//!
//! In what was printed, the folder of the program reads `$DIR`. The last newline does not count.

pub mod case;
pub mod cli;
pub mod exec;
pub mod known;
pub mod mode;
pub mod pool;
pub mod report;
pub mod tree;
pub mod typhon;
