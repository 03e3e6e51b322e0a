//~ E0277 cannot be sent between threads safely
use stm::*;

pub fn send(tx: Tx) {
    std::thread::spawn(move || drop(tx));
}
