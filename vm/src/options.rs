//! Settings from the command line and the environment.

/// How barriers are done, to compare what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Barriers {
    /// Fused with the type guard, elided, hoisted.
    #[default]
    Full,
    /// A barrier of its own at every access.
    Plain,
    /// None; one thread only.
    Off,
}

/// Settings of one run.
#[derive(Clone, Debug)]
pub struct Options {
    pub jit: bool,
    /// Back-edges before a loop is recorded.
    pub jit_threshold: u32,
    /// Compile at once instead of in the background, for tests.
    pub jit_at_once: bool,
    pub barriers: Barriers,
    /// Collect at every safepoint.
    pub zeal_gc: bool,
    /// Refuse barriers at random.
    pub zeal_conflict: bool,
    /// Fail every guard once.
    pub zeal_exit: bool,
    /// Running permits; `None` for the number of cores.
    pub permits: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            jit: true,
            jit_threshold: 1000,
            jit_at_once: false,
            barriers: Barriers::Full,
            zeal_gc: false,
            zeal_conflict: false,
            zeal_exit: false,
            permits: None,
        }
    }
}

impl Options {
    /// Settings of the STM runtime.
    pub fn stm_config(&self) -> stm::Config {
        let mut c = stm::Config::default();
        if let Some(n) = self.permits {
            c.permits = n;
        }
        c
    }
}
