//~ E0624 method `put` is private
use stm::*;

pub fn store(word: &Word, other: &Word) {
    word.put(other.bits());
}
