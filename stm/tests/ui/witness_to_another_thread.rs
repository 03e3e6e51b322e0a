//~ E0277 cannot be shared between threads safely
use stm::*;

pub fn share(seen: Seen<'_>) {
    std::thread::scope(|scope| {
        scope.spawn(move || drop(seen));
    });
}
