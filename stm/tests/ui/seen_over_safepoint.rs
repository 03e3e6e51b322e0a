//~ E0502 cannot borrow `*tx` as mutable because it is also borrowed as immutable
use stm::*;

pub fn read(tx: &mut Tx, word: &Word, host: &mut dyn Host) {
    let seen = tx.see(word);
    let _ = tx.safepoint(host);
    drop(seen);
}
