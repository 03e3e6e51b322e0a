//~ E0423 cannot initialize a tuple struct which contains private fields
use stm::*;

pub fn forge<'t>() -> Owned<'t> {
    Owned(std::marker::PhantomData)
}
