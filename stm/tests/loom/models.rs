//! The models. Each is one protocol, as small as it can be and still go wrong.

use crate::conflict::{Break, Conflict, Host};
use crate::mail::{Letter, Mode};
use crate::own::{self, Row, WordRef};
use crate::permit::{Coming, Permits};
use crate::safepoint::{BLOCKED, DEAD, poll};
use crate::sync::{Arc, RaceCell};
use crate::thread::{Config, Peer, Registry};
use crate::tx::Tx;
use crate::undo::{Entry, Restore, Saved, Undoable};
use crate::word::{Bits, LAST_EPOCH, Word};
use std::time::Duration;

/// A word and the data that it guards. Every access of the data is checked for races.
#[repr(C)]
struct Object {
    word: Word,
    data: RaceCell<u32>,
}

// SAFETY: that is what the models are to find out.
unsafe impl Send for Object {}
// SAFETY: as above.
unsafe impl Sync for Object {}

impl Object {
    fn new(word: Word) -> Arc<Object> {
        Arc::new(Object {
            word,
            data: RaceCell::new(0),
        })
    }

    fn data(&self) -> u32 {
        // SAFETY: loom has checked the access for races.
        unsafe { *self.data.address() }
    }

    fn add(&self) {
        // SAFETY: loom has checked the access for races.
        unsafe { *self.data.address() += 1 }
    }
}

impl Undoable for Object {
    fn save(&self, entry: &mut Entry<'_>) -> Restore {
        entry.raw(u64::from(self.data()));
        restore
    }
}

fn restore(word: *const Word, saved: Saved<'_>) {
    // SAFETY: only `Object::save` names this function, and the word is the first field of an `Object`.
    let object = unsafe { &*word.cast::<Object>() };
    // SAFETY: loom has checked the access for races.
    unsafe { *object.data.address() = saved.raw[0] as u32 };
}

struct Nowhere;

impl Host for Nowhere {
    fn location(&self) -> u64 {
        0
    }
}

fn explore(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    let schedules = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let count = schedules.clone();
    builder.check(move || {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        crate::sync::reset_clock();
        model();
    });
    println!("{schedules:?} schedules");
}

fn registry(permits: usize) -> Registry {
    // SAFETY: the objects outlive the threads, nothing is collected.
    unsafe {
        Registry::new(Config {
            permits,
            ..Config::default()
        })
    }
}

fn plain(tx: &mut Tx, op: impl Fn(&Tx) -> Result<(), Conflict>) {
    while let Err(conflict) = op(tx) {
        tx.resolve(conflict, &mut Nowhere).unwrap();
    }
    if tx.context().poll() != 0 {
        tx.safepoint(&mut Nowhere).unwrap();
    }
}

fn add(tx: &Tx, object: &Object) -> Result<(), Conflict> {
    tx.own(&object.word, object)?;
    object.add();
    Ok(())
}

type Step<'s> = &'s dyn Fn(&Tx) -> Result<(), Conflict>;

fn atomic(tx: &mut Tx, steps: &[Step<'_>]) {
    'tries: loop {
        tx.begin_atomic(&mut Nowhere);
        for step in steps {
            if let Err(Break::Abort) = take_step(tx, step) {
                tx.rollback();
                continue 'tries;
            }
        }
        return tx.commit_atomic();
    }
}

fn take_step(tx: &mut Tx, step: Step<'_>) -> Result<(), Break> {
    while let Err(conflict) = step(tx) {
        tx.resolve(conflict, &mut Nowhere)?;
    }
    if tx.context().poll() != 0 {
        tx.safepoint(&mut Nowhere)?;
    }
    Ok(())
}

fn peer(id: u16) -> Arc<Peer> {
    let peer = Arc::new(Peer::new(id, &|_, _, _| ()));
    peer.enter();
    peer
}

fn letter(from: &Arc<Peer>, object: &Object, mode: Mode) -> Letter {
    Letter {
        from: from.clone(),
        ticket: from.new_ticket(),
        word: WordRef::new(&object.word),
        mode,
        reach: None,
    }
}

#[test]
fn a_running_owner_answers_by_letter_or_when_it_blocks() {
    explore(5, || {
        let (owner, asker) = (peer(1), peer(2));
        let object = Object::new(Word::from_bits(Bits::exclusive(1, 1, true, 7).0));
        let other = {
            let (owner, object) = (owner.clone(), object.clone());
            loom::thread::spawn(move || {
                owner.mail.put(letter(&asker, &object, Mode::Write));
                owner.nudge();
                asker.event.sleep(None);
                assert_eq!(object.word.look(), Bits::exclusive(2, 0, true, 7));
                object.add();
            })
        };
        object.add();
        if owner.context.poll() & poll::HANDOVER != 0 {
            owner.mail.answer(&owner.own_holding());
        }
        owner.leave(BLOCKED);
        owner.mail.answer_if_blocked(&owner);
        other.join().unwrap();
        assert_eq!(object.data(), 2);
    });
}

#[test]
fn a_blocked_owner_loses_its_object_to_one_cas_and_notices() {
    explore(8, || {
        let (owner, asker) = (peer(1), peer(2));
        let object = Object::new(Word::from_bits(Bits::exclusive(1, 1, true, 7).0));
        let other = {
            let (owner, object) = (owner.clone(), object.clone());
            loom::thread::spawn(move || {
                let Some(holding) = owner.hold() else { return };
                let word = WordRef::new(&object.word);
                assert!(crate::mail::take_from(&holding, &asker, word, Mode::Write));
                drop(holding);
                object.add();
            })
        };
        object.add();
        owner.leave(BLOCKED);
        owner.enter();
        if object.word.look().owner() == 1 {
            object.add();
        }
        other.join().unwrap();
        assert_eq!(object.data(), 2);
    });
}

#[test]
fn two_threads_count_on_one_object() {
    explore(3, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let object = Object::new(Word::born(7, &tx));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| add(tx, &object));
            })
        };
        plain(&mut tx, |tx| add(tx, &object));
        tx.blocking(|| other.join().unwrap());
        plain(&mut tx, |tx| tx.see(&object.word).map(drop));
        assert_eq!(object.data(), 2);
    });
}

#[test]
fn a_shared_object_is_written_only_when_its_readers_agree() {
    explore(3, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let object = Object::new(Word::shared(7));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| add(tx, &object));
            })
        };
        plain(&mut tx, |tx| {
            tx.see(&object.word)?;
            assert!(object.data() < 2);
            Ok(())
        });
        tx.blocking(|| other.join().unwrap());
        plain(&mut tx, |tx| tx.see(&object.word).map(drop));
        assert_eq!(object.data(), 1);
    });
}

#[test]
fn one_permit_lets_one_thread_run() {
    explore(6, || {
        let permits = Arc::new(Permits::new(1, Duration::from_millis(1)));
        let inside = Arc::new(RaceCell::new(0u32));
        let run = |permits: Arc<Permits>, inside: Arc<RaceCell<u32>>| {
            let me = Arc::new(Peer::new(1, &|_, _, _| ()));
            permits.acquire(&me, Coming::Back);
            // SAFETY: loom has checked the access for races.
            unsafe { *inside.address() += 1 };
            permits.release(&me);
        };
        let other = {
            let (permits, inside) = (permits.clone(), inside.clone());
            loom::thread::spawn(move || run(permits, inside))
        };
        run(permits, inside.clone());
        other.join().unwrap();
        // SAFETY: as above.
        assert_eq!(unsafe { *inside.address() }, 2);
    });
}

#[test]
fn a_stopped_world_stands_still() {
    explore(4, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let object = Object::new(Word::shared(7));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                // No barrier: only the stop keeps the two apart.
                object.add();
                tx.blocking(|| ());
            })
        };
        registry.stop_world(&mut tx, |world| {
            object.add();
            world.visit_words(&mut |_| ());
        });
        tx.blocking(|| other.join().unwrap());
        assert_eq!(object.data(), 2);
    });
}

#[test]
fn a_new_thread_inherits_from_a_dead_one_while_another_asks() {
    explore(2, || {
        let registry = registry(3);
        let first = registry.attach();
        let object = Object::new(Word::born(7, &first));
        let asker = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| add(tx, &object));
            })
        };
        drop(first);
        let mut heir = registry.attach();
        plain(&mut heir, |tx| add(tx, &object));
        heir.blocking(|| asker.join().unwrap());
        plain(&mut heir, |tx| tx.see(&object.word).map(drop));
        assert_eq!(object.data(), 2);
    });
}

thread_local! {
    /// Two objects that lie side by side. Loom's threads are coroutines of one thread.
    static PAIR: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn pair(_: &Word, _: u32, visitor: &mut dyn FnMut(Row)) {
    let first = PAIR.get() as *const Word;
    // SAFETY: the pair lives as long as the threads.
    visitor(unsafe { Row::new(first, size_of::<Object>(), 2) });
}

#[test]
fn two_readers_of_what_a_thread_left_get_it_with_what_lies_near() {
    explore(2, || {
        // SAFETY: the objects outlive the threads, nothing is collected.
        let registry = unsafe {
            Registry::new(Config {
                permits: 3,
                tour: 0,
                neighbours: &pair,
                ..Config::default()
            })
        };
        let builder = registry.attach();
        let object = || Object {
            word: Word::born(7, &builder),
            data: RaceCell::new(0),
        };
        let both = Arc::new([object(), object()]);
        PAIR.set(both.as_ptr().addr());
        both[1].add();
        drop(builder);
        let other = {
            let (registry, both) = (registry.clone(), both.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| tx.see(&both[0].word).map(drop));
                plain(&mut tx, |tx| add(tx, &both[1]));
            })
        };
        let mut tx = registry.attach();
        plain(&mut tx, |tx| tx.see(&both[1].word).map(drop));
        plain(&mut tx, |tx| add(tx, &both[0]));
        tx.blocking(|| other.join().unwrap());
        for (object, value) in both.iter().zip([1, 2]) {
            plain(&mut tx, |tx| tx.see(&object.word).map(drop));
            assert_eq!(object.data(), value);
        }
    });
}

/// What a thread has that does not run, and whom it is lent to.
fn lent(model: impl Fn(&Registry, &Arc<Object>, Tx) + Sync + Send + 'static) {
    explore(2, move || {
        // SAFETY: the objects outlive the threads, nothing is collected.
        let registry = unsafe {
            Registry::new(Config {
                permits: 3,
                tour: 0,
                ..Config::default()
            })
        };
        let tx = registry.attach();
        let object = Object::new(Word::born(7, &tx));
        model(&registry, &object, tx);
    });
}

fn read_twice(registry: &Registry, object: &Object) {
    let mut tx = registry.attach();
    // A tour, of one object.
    let own = Object::new(Word::born(7, &tx));
    tx.tour.note(Mode::Read);
    for _ in 0..2 {
        plain(&mut tx, |tx| {
            tx.see(&object.word)?;
            let data = object.data();
            add(tx, &own)?;
            assert_eq!(object.data(), data);
            Ok(())
        });
    }
}

#[test]
fn whoever_comes_back_writes_when_the_borrower_has_given_back() {
    lent(|registry, object, tx| {
        let outside = tx.step_out();
        let reader = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || read_twice(&registry, &object))
        };
        let mut tx = outside.step_in();
        plain(&mut tx, |tx| add(tx, object));
        tx.blocking(|| reader.join().unwrap());
        plain(&mut tx, |tx| add(tx, object));
        assert_eq!(object.data(), 2);
    });
}

#[test]
fn whoever_takes_a_lent_object_writes_when_the_borrower_has_given_back() {
    lent(|registry, object, tx| {
        let outside = tx.step_out();
        let reader = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || read_twice(&registry, &object))
        };
        let mut writer = registry.attach();
        plain(&mut writer, |tx| add(tx, object));
        writer.blocking(|| reader.join().unwrap());
        drop(writer);
        drop(outside.step_in());
        assert_eq!(object.data(), 1);
    });
}

#[test]
fn blocks_that_take_two_objects_in_opposite_order_both_commit() {
    explore(1, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let (left, right) = (
            Object::new(Word::born(7, &tx)),
            Object::new(Word::shared(7)),
        );
        let other = {
            let (registry, left, right) = (registry.clone(), left.clone(), right.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                atomic(&mut tx, &[&|tx| add(tx, &right), &|tx| add(tx, &left)]);
            })
        };
        atomic(&mut tx, &[&|tx| add(tx, &left), &|tx| add(tx, &right)]);
        tx.blocking(|| other.join().unwrap());
        for object in [&left, &right] {
            plain(&mut tx, |tx| tx.see(&object.word).map(drop));
            assert_eq!(object.data(), 2);
        }
    });
}

#[test]
fn a_block_reads_a_shared_object_twice_and_sees_the_same() {
    explore(2, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let object = Object::new(Word::shared(7));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| add(tx, &object));
            })
        };
        let first = std::cell::Cell::new(0);
        let read = |tx: &Tx| {
            tx.see(&object.word)?;
            Ok(object.data())
        };
        atomic(
            &mut tx,
            &[&|tx| read(tx).map(|value| first.set(value)), &|tx| {
                read(tx).map(|value| assert_eq!(value, first.get()))
            }],
        );
        tx.blocking(|| other.join().unwrap());
    });
}

#[test]
fn two_askers_in_the_name_of_one_blocked_owner_both_get_answers() {
    explore(3, || {
        let owner = peer(1);
        let ask = |id: u16, object: Arc<Object>, owner: Arc<Peer>| {
            let me = peer(id);
            owner.mail.put(letter(&me, &object, Mode::Write));
            owner.nudge();
            me.event.sleep(None);
            assert_eq!(object.word.look().owner(), id);
        };
        let object = || Object::new(Word::from_bits(Bits::exclusive(1, 1, true, 7).0));
        owner.leave(BLOCKED);
        let other = {
            let (owner, object) = (owner.clone(), object());
            loom::thread::spawn(move || ask(2, object, owner))
        };
        ask(3, object(), owner);
        other.join().unwrap();
    });
}

#[test]
fn a_letter_to_a_thread_that_ends_is_answered_though_another_holds_it() {
    explore(2, || {
        let (owner, asker) = (peer(1), peer(2));
        let wanted = Object::new(Word::from_bits(Bits::exclusive(1, 1, true, 7).0));
        let writer = {
            let (owner, wanted) = (owner.clone(), wanted.clone());
            loom::thread::spawn(move || {
                owner.mail.put(letter(&asker, &wanted, Mode::Write));
                owner.nudge();
                asker.event.sleep(None);
                assert_eq!(wanted.word.look().owner(), 2);
            })
        };
        let taker = {
            let owner = owner.clone();
            loom::thread::spawn(move || drop(owner.hold()))
        };
        owner.leave(DEAD);
        owner.mail.answer_if_blocked(&owner);
        writer.join().unwrap();
        taker.join().unwrap();
    });
}

#[test]
fn a_late_answer_does_not_hide_the_answer_to_a_newer_letter() {
    explore(3, || {
        let (first, second, asker) = (peer(1), peer(2), peer(3));
        let object =
            |owner: u16| Object::new(Word::from_bits(Bits::exclusive(owner, 1, true, 7).0));
        let (old, new) = (object(1), object(2));
        first.mail.put(letter(&asker, &old, Mode::Write));
        let late = loom::thread::spawn(move || first.mail.answer(&first.own_holding()));
        let newer = letter(&asker, &new, Mode::Write);
        let ticket = newer.ticket;
        second.mail.put(newer);
        second.mail.answer(&second.own_holding());
        late.join().unwrap();
        let answered = asker.answered.load(crate::sync::Ordering::Acquire);
        assert_eq!(answered, ticket);
    });
}

#[test]
fn whoever_sees_that_an_object_is_shared_sees_what_was_written_before() {
    explore(3, || {
        let registry = registry(2);
        let tx = registry.attach();
        let object = Object::new(Word::born(7, &tx));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let tx = registry.attach();
                if tx.see(&object.word).is_ok() {
                    assert_eq!(object.data(), 1);
                }
            })
        };
        object.add();
        own::share(&tx.peer.own_holding(), &object.word, object.word.look());
        tx.peer.mail.answer(&tx.peer.own_holding());
        other.join().unwrap();
    });
}

#[test]
fn a_thread_takes_another_name_while_it_is_asked_under_the_old_one() {
    explore(2, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        tx.peer.own_holding().epoch.set(LAST_EPOCH);
        let object = Object::new(Word::born(7, &tx));
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || {
                let mut tx = registry.attach();
                plain(&mut tx, |tx| add(tx, &object));
            })
        };
        atomic(&mut tx, &[&|tx| add(tx, &object), &|tx| add(tx, &object)]);
        assert_eq!(tx.peer.own_holding().former_ids.borrow().len(), 1);
        tx.blocking(|| other.join().unwrap());
        plain(&mut tx, |tx| tx.see(&object.word).map(drop));
        assert_eq!(object.data(), 3);
    });
}

#[test]
fn one_block_at_a_time_is_inevitable_and_none_waits_for_ever() {
    explore(2, || {
        let registry = registry(2);
        let mut tx = registry.attach();
        let object = Object::new(Word::born(7, &tx));
        let turn = |tx: &mut Tx, object: &Object| {
            tx.begin_inevitable(&mut Nowhere);
            while let Err(conflict) = add(tx, object) {
                tx.resolve(conflict, &mut Nowhere)
                    .expect("nobody wounds it");
            }
            tx.commit_atomic();
        };
        let other = {
            let (registry, object) = (registry.clone(), object.clone());
            loom::thread::spawn(move || turn(&mut registry.attach(), &object))
        };
        turn(&mut tx, &object);
        tx.blocking(|| other.join().unwrap());
        plain(&mut tx, |tx| tx.see(&object.word).map(drop));
        assert_eq!(object.data(), 2);
    });
}
