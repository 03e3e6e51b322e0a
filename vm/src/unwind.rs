//! Why a function did not finish: one word that travels through `Result`.
//!
//! The exception itself, the conflicting object and the abort's reason live in the thread, so an [`Unwind`] costs
//! nothing to pass on. Only `Raise` is ever seen by Python handlers.

/// Why control leaves a function early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwind {
    /// A Python exception is pending in the thread.
    Raise,
    /// A barrier was refused; nothing was written. The holder of `&mut Thread` waits and does the operation again.
    Conflict,
    /// The atomic block has to be undone and tried again. No Python handler sees it.
    Abort,
    /// The process is ending; unwinds everything.
    Exit,
}

/// The result type of everything that can raise.
pub type Res<T> = Result<T, Unwind>;
