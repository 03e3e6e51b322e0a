//~ E0502 cannot borrow `*tx` as mutable because it is also borrowed as immutable
use stm::*;

pub fn write(tx: &mut Tx, word: &Word, object: &dyn Undoable, host: &mut dyn Host) {
    let owned = tx.own(word, object);
    tx.begin_atomic(host);
    drop(owned);
}
