//! The ways to run Typhon that must not change what a program prints.

use std::time::Duration;

/// A row of [`MODES`].
#[derive(Debug)]
pub struct Mode {
    pub name: &'static str,
    pub flags: &'static [&'static str],
    /// The value of TYPHON_ZEAL, which makes something rare common; empty when unset.
    pub zeal: &'static str,
    /// Refuses a second thread.
    pub one_thread: bool,
    /// How much longer than usual a case may take.
    pub patience: u32,
    /// Whether the races run in it too.
    pub races: bool,
}

pub const MODES: &[Mode] = &[
    Mode {
        name: "interp",
        flags: &["--no-jit"],
        zeal: "",
        one_thread: false,
        patience: 1,
        races: true,
    },
    Mode {
        name: "jit",
        flags: &["--jit"],
        zeal: "",
        one_thread: false,
        patience: 1,
        races: true,
    },
    Mode {
        name: "hot",
        flags: &["--jit=threshold=0"],
        zeal: "",
        one_thread: false,
        patience: 3,
        races: true,
    },
    Mode {
        name: "gc",
        flags: &["--jit"],
        zeal: "gc",
        one_thread: false,
        patience: 6,
        races: false,
    },
    Mode {
        name: "conflict",
        flags: &["--jit=threshold=0"],
        zeal: "conflict",
        one_thread: false,
        patience: 6,
        races: true,
    },
    Mode {
        name: "exit",
        flags: &["--jit=threshold=0"],
        zeal: "exit",
        one_thread: false,
        patience: 6,
        races: false,
    },
    Mode {
        name: "plain",
        flags: &["--barriers=plain"],
        zeal: "",
        one_thread: false,
        patience: 1,
        races: true,
    },
    Mode {
        name: "off",
        flags: &["--barriers=off"],
        zeal: "",
        one_thread: true,
        patience: 1,
        races: false,
    },
];

impl Mode {
    pub fn timeout(&self, usual: Duration) -> Duration {
        usual * self.patience
    }
}
