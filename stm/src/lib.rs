//! Ownership words, threads, safepoints, transactions.

#![deny(unsafe_code)]

mod conflict;
mod inevitable;
mod mail;
#[allow(unsafe_code)]
mod own;
mod permit;
#[allow(unsafe_code)]
mod safepoint;
mod stats;
mod sync;
mod thread;
mod tx;
mod undo;
mod wait;
mod word;
mod world;

pub use conflict::{AbortInfo, Break, Conflict, Host, Reason};
pub use safepoint::{TxContext, poll};
pub use stats::Counts;
pub use thread::{Config, Registry};
pub use tx::{Owned, Seen, Tx, Waker, Waking};
pub use undo::{Entry, Payload, Restore, Saved, Undoable};
pub use word::{EPOCH_SHIFT, MAY_WRITE, NO_TAG, OWNER_SHIFT, SHAPE_MASK, SHARED_TAG, Word};
pub use world::{World, owner_id};
