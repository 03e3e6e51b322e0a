//~ unused `Conflict` that must be used
#![deny(unused_must_use)]
use stm::*;

pub fn forget(tx: &Tx) {
    tx.inject_conflict();
}
