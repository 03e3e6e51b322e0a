//~ E0308 expected `Owned<'_>`, found `Seen<'_>`
use stm::*;

pub fn write(_: Owned<'_>) {}

pub fn read(tx: &Tx, word: &Word) -> Result<(), Conflict> {
    write(tx.see(word)?);
    Ok(())
}
