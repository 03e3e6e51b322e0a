//! The command line of the runners: words that a case's name must contain, and a few options.

use std::env;
use std::thread;

#[derive(Debug, Default)]
pub struct Options {
    /// A case is run if its name contains one of these; all are when there is none.
    pub filters: Vec<String>,
    /// Only these modes; all when empty.
    pub modes: Vec<String>,
    pub jobs: usize,
    /// Record instead of compare (BLESS=1).
    pub bless: bool,
    /// Write what fails into the list of known failures (KNOWN=1).
    pub learn: bool,
    pub list: bool,
    /// Name the failures, do not show them.
    pub brief: bool,
}

const HELP: &str = "usage: [FILTER]... [--mode=NAME,...] [--jobs=N] [--list] [--brief]
  BLESS=1            record what CPython prints (runner `cpython`)
  KNOWN=1            rewrite the list of known failures from this run
  TYPHON_BIN=PATH    test this binary, build nothing
  TYPHON_TEST_PYTHON, TYPHON_TEST_SECONDS";

impl Options {
    pub fn from_args() -> Result<Options, String> {
        let mut options = Options {
            jobs: thread::available_parallelism().map_or(2, usize::from),
            bless: is_set("BLESS"),
            learn: is_set("KNOWN"),
            ..Options::default()
        };
        for arg in env::args().skip(1) {
            if let Some(modes) = arg.strip_prefix("--mode=") {
                options.modes.extend(modes.split(',').map(str::to_string));
            } else if let Some(jobs) = arg
                .strip_prefix("--jobs=")
                .or(arg.strip_prefix("--test-threads="))
            {
                options.jobs = jobs.parse().map_err(|_| format!("{arg}: not a number"))?;
            } else {
                match arg.as_str() {
                    "--brief" => options.brief = true,
                    "--list" => options.list = true,
                    // cargo test gives these to every runner.
                    "--nocapture" | "--quiet" | "-q" => {}
                    _ if arg.starts_with('-') => return Err(format!("{arg}?\n{HELP}")),
                    _ => options.filters.push(arg),
                }
            }
        }
        Ok(options)
    }

    pub fn wants(&self, case: &str) -> bool {
        self.filters.is_empty()
            || self
                .filters
                .iter()
                .any(|filter| case.contains(filter.as_str()))
    }

    pub fn wants_mode(&self, mode: &str) -> bool {
        self.modes.is_empty() || self.modes.iter().any(|name| name == mode)
    }
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}
