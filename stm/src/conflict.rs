//! What a barrier answers when it cannot say yes, and what is known about a lost block.

use crate::log::Object;

/// The barrier would have to wait. Which object and what for is noted in the `Tx`, so that this is free to carry; the
/// holder of `&mut Tx` passes it to `Tx::resolve` and does the operation again.
#[must_use = "a conflict has to be resolved before the operation is done again"]
#[derive(Debug)]
pub struct Conflict(pub(crate) ());

/// Why a full operation comes back without having done its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Break {
    /// The open block lost: the caller unwinds to its start, calls `Tx::rollback` and begins anew.
    Abort,
    /// A reason of the host is pending: the caller takes it and does the operation again.
    Interrupted,
}

/// Why a block was undone, or became inevitable. The words are what reports print.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// An older block wanted an object that this one had touched.
    OlderBlock,
    /// Code outside any block had waited long enough.
    Impatience,
    /// The block that cannot be undone wanted an object that this one had touched.
    Inevitable,
    /// Something that blocks take for constant, a class or a module, was changed.
    Change,
    /// The block asked for it.
    Retry,
    /// A test asked for it.
    Injected,
    /// The block has been undone so often that it runs as the inevitable one.
    Losses,
}

impl Reason {
    pub fn words(self) -> &'static str {
        match self {
            Reason::OlderBlock => "an older block needed the object",
            Reason::Impatience => "code outside any block had waited too long for the object",
            Reason::Inevitable => "the inevitable block needed the object",
            Reason::Change => "a class or a module was changed",
            Reason::Retry => "retry() was called",
            Reason::Injected => "injected by a test",
            Reason::Losses => "the block had been undone too often",
        }
    }
}

/// The last block of a thread that was undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AbortInfo {
    pub reason: Reason,
    /// Time from the start of the try to its end.
    pub lost_nanoseconds: u64,
    /// `Host::location` here, when the request was noticed.
    pub own: u64,
    /// `Host::location` of the thread that won; 0 if there is none.
    pub other: u64,
}

/// What is asked of the program that embeds this crate.
pub trait Host {
    /// Where the running code is; opaque here, shown in reports of conflicts.
    fn location(&self) -> u64;

    /// What the running code wants of an object: the name of an attribute, say. Opaque as well, and asked for only when a
    /// log is kept.
    fn detail(&self) -> u64 {
        0
    }
}

/// A request to undo, as noted by whoever won.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wound {
    pub reason: Reason,
    pub place: u64,
    /// For the log: what it was about, and what was wanted of it.
    pub object: Object,
    pub detail: u64,
}

impl Wound {
    pub fn without_object(reason: Reason, place: u64) -> Wound {
        Wound {
            reason,
            place,
            object: Object::default(),
            detail: 0,
        }
    }
}
