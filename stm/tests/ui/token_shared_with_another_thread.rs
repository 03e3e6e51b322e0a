//~ E0277 cannot be shared between threads safely
use stm::*;

pub fn share(tx: &Tx, word: &Word) {
    std::thread::scope(|scope| {
        scope.spawn(|| drop(tx.see(word)));
    });
}
