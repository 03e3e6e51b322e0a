//~ E0133 call to unsafe function
use stm::*;

pub fn registry() -> Registry {
    Registry::new(Config::default())
}
