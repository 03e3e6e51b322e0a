//~ E0502 cannot borrow `*tx` as mutable because it is also borrowed as immutable
use stm::*;

pub fn read(tx: &mut Tx, word: &Word) {
    tx.blocking(|| {
        let _ = tx.see(word);
    });
}
