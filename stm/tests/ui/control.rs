//~ compiles
// What all the other cases are one step away from.
use stm::*;

pub fn read_twice(tx: &mut Tx, word: &Word, host: &mut dyn Host) -> Result<(), Break> {
    let conflict = tx.see(word).err();
    if let Some(conflict) = conflict {
        tx.resolve(conflict, host)?;
    }
    let seen = tx.see(word).ok();
    drop(seen);
    tx.safepoint(host)?;
    let _again = tx.see(word);
    Ok(())
}

pub fn write(_: Owned<'_>) {}

pub fn owned(tx: &Tx, word: &Word, object: &dyn Undoable) -> Result<(), Conflict> {
    write(tx.own(word, object)?);
    Ok(())
}

pub fn registry() -> Registry {
    // SAFETY: no words.
    unsafe { Registry::new(Config::default()) }
}

pub fn thread(registry: Registry) {
    std::thread::spawn(move || drop(registry.attach()));
}
