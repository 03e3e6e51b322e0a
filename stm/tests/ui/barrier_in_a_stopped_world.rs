//~ E0502 cannot borrow `*tx` as mutable because it is also borrowed as immutable
use stm::*;

pub fn read(registry: &Registry, tx: &mut Tx, word: &Word) {
    let seen = tx.see(word);
    registry.stop_world(tx, |_| ());
    drop(seen);
}
