//~ lifetime may not live long enough
use stm::*;

pub fn keep(registry: &Registry, tx: &mut Tx) {
    registry.stop_world(tx, |world| world);
}
