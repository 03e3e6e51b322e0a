//! Why a trace is given up: one table of reasons with their words, counted per process.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! reasons {
    ($($variant:ident $words:literal, $final_:literal;)*) => {
        /// A reason to give up a trace.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Abort {
            $(#[doc = $words] $variant,)*
        }

        impl Abort {
            pub const ALL: &'static [Abort] = &[$(Abort::$variant,)*];

            /// In words, for people.
            pub fn words(self) -> &'static str {
                match self {
                    $(Abort::$variant => $words,)*
                }
            }

            /// Trying again at the same place is pointless.
            pub fn is_final(self) -> bool {
                match self {
                    $(Abort::$variant => $final_,)*
                }
            }
        }
    };
}

reasons! {
    TooLong         "the trace is too long", false;
    TooManySlots    "too many registers are live at an exit", true;
    TooDeep         "calls are nested too deeply to be inlined", false;
    LeftFrame       "the frame of the anchor was left", false;
    InnerLoop       "another loop was entered first", false;
    LeftAtOnce      "the loop was left in its first turn", false;
    Raised          "an exception was raised while recording", false;
    Conflict        "the transaction had to wait or was undone while recording", false;
    Asked           "the thread was asked to stop while recording", false;
    Untraceable     "an operation that is not traced", false;
    GuardAfterEffect "an operation decided after it had an effect", true;
    NotAnObject     "a raw address was put into a register", true;
    AlwaysFails     "a guard of the trace can never hold", false;
    Invalid         "an assumption fell before the code was ready", false;
    TooBig          "the region has grown too big", true;
    Backend         "code generation failed", true;
    Malformed       "the trace is malformed (a bug)", true;
}

static COUNTS: [AtomicU64; Abort::ALL.len()] = [const { AtomicU64::new(0) }; Abort::ALL.len()];

/// Counts one.
pub fn count(reason: Abort) {
    // ORD: Relaxed; a statistic, it publishes nothing.
    COUNTS[reason as usize].fetch_add(1, Ordering::Relaxed);
}

/// What was counted so far, without the zeros.
pub fn counts() -> Vec<(Abort, u64)> {
    // ORD: Relaxed; a statistic, it publishes nothing.
    let load = |reason: &Abort| (*reason, COUNTS[*reason as usize].load(Ordering::Relaxed));
    Abort::ALL
        .iter()
        .map(load)
        .filter(|&(_, n)| n > 0)
        .collect()
}
