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

/// The form of the counters at exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stats {
    /// For people, on standard error.
    Text,
    /// One line of JSON: into a file, or on standard error.
    Json(Option<String>),
}

/// What becomes of the log of what threads lose time to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StmLog {
    /// A report at exit, on standard error.
    Report,
    /// A file for `typhon stm-report`.
    File(String),
}

/// What the command line and the environment say about the program to run: where `sys` gets it from.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// `sys.argv`
    pub argv: Vec<String>,
    /// `sys.orig_argv`
    pub command_line: Vec<String>,
    /// First entry of `sys.path`, if there is to be one.
    pub folder: Option<String>,
    /// Folders of `PYTHONPATH`.
    pub search: Vec<String>,
    /// `-W` and `PYTHONWARNINGS`, in the order of `sys.warnoptions`.
    pub warnings: Vec<String>,
    /// `-X`: name, and value if there is one.
    pub extended: Vec<(String, Option<String>)>,
    pub inspect: bool,
    pub interactive: bool,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub isolated: bool,
    pub safe_path: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub debug: bool,
    pub unbuffered: bool,
    pub dev_mode: bool,
}

/// `TYPHON_ZEAL=abort=N@FILE`: in blocks every poll leads to a safepoint; these are counted over all threads, and at the one with
/// this number the block is undone. The file, if there is one, gets how many there were.
#[derive(Clone, Debug)]
pub struct ZealAbort {
    pub at: u64,
    pub told_in: Option<String>,
}

/// Settings of one run.
#[derive(Clone, Debug)]
pub struct Options {
    pub program: Program,
    /// 0; 1 without asserts; 2 without docstrings as well.
    pub optimize: u8,
    pub jit: bool,
    /// Back-edges before a loop is recorded.
    pub jit_threshold: u32,
    /// Compile at once instead of in the background, for tests.
    pub jit_at_once: bool,
    /// Have compiled code count the barriers it executes.
    pub jit_census: bool,
    /// Say at exit what compiler, collector and transactions did.
    pub stats: Option<Stats>,
    /// Stages of compilation to show.
    pub dump: Option<String>,
    /// Note what threads lose time to.
    pub stm_log: Option<StmLog>,
    pub barriers: Barriers,
    /// Collect at every safepoint.
    pub zeal_gc: bool,
    /// Refuse barriers at random.
    pub zeal_conflict: bool,
    /// Fail every guard once.
    pub zeal_exit: bool,
    /// One block is undone at one safepoint, the one with this number.
    pub zeal_abort: Option<ZealAbort>,
    /// Running permits; `None` for the number of cores.
    pub permits: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            program: Program::default(),
            optimize: 0,
            jit: true,
            jit_threshold: 1000,
            jit_at_once: false,
            jit_census: false,
            stats: None,
            dump: None,
            stm_log: None,
            barriers: Barriers::Full,
            zeal_gc: false,
            zeal_conflict: false,
            zeal_exit: false,
            zeal_abort: None,
            permits: None,
        }
    }
}

impl Options {
    /// Settings of the STM runtime.
    pub fn stm_config(&self) -> stm::Config {
        let mut c = stm::Config {
            log: self.stm_log.is_some(),
            ..Default::default()
        };
        if let Some(n) = self.permits {
            c.permits = n;
        }
        c
    }
}
