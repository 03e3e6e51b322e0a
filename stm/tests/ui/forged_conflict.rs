//~ E0423 cannot initialize a tuple struct which contains private fields
use stm::*;

pub fn forge() -> Conflict {
    Conflict(())
}
