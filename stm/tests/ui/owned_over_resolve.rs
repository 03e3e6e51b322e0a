//~ E0502 cannot borrow `*tx` as mutable because it is also borrowed as immutable
use stm::*;

pub fn write(tx: &mut Tx, word: &Word, object: &dyn Undoable, host: &mut dyn Host) {
    let Ok(owned) = tx.own(word, object) else { return };
    let conflict = tx.inject_conflict();
    let _ = tx.resolve(conflict, host);
    drop(owned.seen());
}
