//! Runs a script on logical threads, with the oracle at its side.

use super::model::{Model, Standing, wishes};
use super::script::{Act, Line, OBJECTS, THREADS};
use crate::common::{Near, Object, Place, registry};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use stm::{Break, Config, Conflict, Outside, Registry, Tx};

const PATIENCE: Duration = Duration::from_secs(1000);

enum Side {
    In(Tx),
    Out(Outside),
}

struct Logical {
    side: Option<Side>,
    /// The act that has not been done yet.
    waits: Option<Act>,
    impatient: bool,
    watching: bool,
    /// Somebody has written what it watches.
    expect_change: bool,
    depth: u32,
    /// The age of its block when it stepped out.
    age: Option<u64>,
}

struct Run {
    registry: Registry,
    threads: Vec<Logical>,
    objects: Vec<&'static Object>,
    /// Who made the object of this place in the open block, and what was there before.
    renewed: Vec<(usize, usize, &'static Object)>,
    model: Model,
    near: Near,
}

/// Runs the script to its end; the error says what went wrong at which line.
pub fn run(script: &[Line]) -> Result<(), String> {
    let mut done = 0;
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut run = Run::new();
        for line in script {
            done += 1;
            run.line(*line);
            run.settle();
            run.check();
        }
        run.finish();
    }));
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or(panic.downcast_ref::<&str>().map(|text| text.to_string()));
        let line = script.get(done - 1).map_or("end".into(), Line::to_string);
        format!("at line {done} ({line}): {}", text.unwrap_or_default())
    })
}

impl Run {
    fn new() -> Run {
        stm::skip_time(PATIENCE);
        let near = Near::new();
        let registry = registry(Config {
            tour: 1,
            neighbours: near.neighbours(),
            permits: 1000,
            patience: PATIENCE,
            lease: Duration::ZERO,
            losses: u32::MAX,
            ..Config::default()
        });
        let threads = (0..THREADS).map(|_| Logical {
            side: Some(Side::In(registry.attach())),
            waits: None,
            impatient: false,
            watching: false,
            expect_change: false,
            depth: 0,
            age: None,
        });
        let objects: Vec<_> = (0..OBJECTS as u64).map(Object::shared).collect();
        objects
            .iter()
            .for_each(|object| near.add(std::slice::from_ref(*object)));
        Run {
            threads: threads.collect(),
            objects,
            near,
            renewed: Vec::new(),
            model: Model::new(),
            registry,
        }
    }

    fn tx(&mut self, thread: usize) -> Option<&mut Tx> {
        match &mut self.threads[thread].side {
            Some(Side::In(tx)) => Some(tx),
            _ => None,
        }
    }

    fn line(&mut self, Line { thread, act }: Line) {
        if act == Act::Time {
            stm::skip_time(2 * PATIENCE);
            for thread in &mut self.threads {
                thread.impatient |= thread.waits.is_some();
            }
            return;
        }
        let one = &self.threads[thread];
        let open = one.depth > 0;
        if one.waits.is_some() || one.watching {
            return;
        }
        match (act, &one.side) {
            (Act::In, Some(Side::Out(_))) => self.step_in(thread),
            (_, Some(Side::Out(_))) | (Act::In, _) => (),
            (Act::Commit | Act::Inevitable | Act::Watch, _) if !open => (),
            (Act::End, _) if open => (),
            _ => {
                self.threads[thread].waits = Some(act);
                self.threads[thread].impatient = false;
                self.act(thread);
            }
        }
    }

    fn step_in(&mut self, thread: usize) {
        self.give_back();
        self.threads[thread].side = match self.threads[thread].side.take() {
            Some(Side::Out(outside)) => Some(Side::In(outside.step_in())),
            other => other,
        };
    }

    /// Whoever begins to run waits for those that have borrowed from it; they do not run at the same time here.
    fn give_back(&mut self) {
        for thread in 0..THREADS {
            if let Some(tx) = self.tx(thread) {
                tx.give_back();
            }
        }
    }

    /// Does the act that waits, or finds that it has to wait on.
    fn act(&mut self, thread: usize) {
        let Some(act) = self.threads[thread].waits else {
            return;
        };
        let value = self.model.fresh_value();
        let (from, to) = match act {
            Act::Read(object) | Act::Write(object) | Act::Renew(object) => (object, object),
            Act::Move(from, to) => (from, to),
            _ => (0, 0),
        };
        let (first, second) = (self.objects[from], self.objects[to]);
        let expected = matches!(act, Act::Read(_)).then(|| {
            let block = &self.model.blocks[thread];
            block
                .written
                .get(&from)
                .copied()
                .unwrap_or(self.model.committed[from])
        });
        let Some(tx) = self.tx(thread) else { return };
        let result: Result<(), Conflict> = match act {
            Act::Read(_) => first
                .get(tx)
                .map(|value| assert_eq!(Some(value), expected, "t{thread} reads {from}")),
            Act::Write(_) => first.set(tx, value),
            Act::Move(..) => move_both(tx, first, second, value),
            _ => return self.special(thread, act, value),
        };
        if let Err(conflict) = result {
            tx.start_asking(conflict, &mut Place(thread as u64));
            self.threads[thread].impatient = false;
            return;
        }
        match act {
            Act::Read(object) => drop(self.model.read(thread, object)),
            _ => {
                for wish in wishes(act) {
                    self.model.write(thread, wish.object, value);
                }
            }
        }
        self.finished(thread, act);
    }

    fn finished(&mut self, thread: usize, act: Act) {
        self.threads[thread].waits = None;
        for wish in wishes(act).into_iter().filter(|wish| wish.writing) {
            for other in (0..THREADS).filter(|other| *other != thread) {
                let block = &self.model.blocks[other];
                if self.threads[other].watching && block.collides(wish) {
                    self.threads[other].expect_change = true;
                }
            }
        }
    }

    fn special(&mut self, thread: usize, act: Act, value: u64) {
        self.threads[thread].waits = None;
        match act {
            Act::Begin => {
                self.tx(thread).expect("in").begin_atomic(&mut Place(0));
                self.threads[thread].depth += 1;
                if self.threads[thread].depth == 1 {
                    self.model.begin(thread);
                }
            }
            Act::Commit => {
                self.tx(thread).expect("in").commit_atomic();
                self.threads[thread].depth -= 1;
                if self.threads[thread].depth == 0 {
                    self.model.commit(thread);
                    self.renewed.retain(|(owner, ..)| *owner != thread);
                }
            }
            Act::Renew(object) => self.renew(thread, object, value),
            Act::Inevitable => self.inevitable(thread),
            Act::Watch => {
                self.tx(thread).expect("in").start_watching(&mut Place(0));
                self.threads[thread].depth = 0;
                self.threads[thread].watching = true;
                self.threads[thread].expect_change = false;
                self.model.blocks[thread].open = false;
                self.unmake(thread);
            }
            Act::Out => {
                if let Some(Side::In(tx)) = self.threads[thread].side.take() {
                    self.threads[thread].age = tx.age();
                    self.threads[thread].side = Some(Side::Out(tx.step_out()));
                }
            }
            Act::End => {
                self.threads[thread].side = None;
                self.give_back();
                self.threads[thread].side = Some(Side::In(self.registry.attach()));
            }
            other => unreachable!("{other:?}"),
        }
    }

    /// Puts a new object in this place, if nobody else is concerned with the old one.
    fn renew(&mut self, thread: usize, object: usize, value: u64) {
        let concerned = |other: &Logical| other.waits.is_some() || other.watching;
        let touched = |block: &super::model::Block| {
            block.read.contains_key(&object) || block.written.contains_key(&object)
        };
        if self.threads.iter().any(concerned) || self.model.blocks.iter().any(touched) {
            return;
        }
        let tx = self.tx(thread).expect("in");
        let fresh = Object::new(tx, value);
        self.near.add(std::slice::from_ref(fresh));
        let old = std::mem::replace(&mut self.objects[object], fresh);
        if self.model.blocks[thread].open {
            self.renewed.push((thread, object, old));
        }
        self.model.write(thread, object, value);
    }

    /// Objects born in a block that was undone are gone.
    fn unmake(&mut self, thread: usize) {
        for (owner, object, old) in self.renewed.iter().rev() {
            if *owner == thread {
                self.objects[*object] = old;
                self.model.blocks[thread].written.remove(object);
            }
        }
        self.renewed.retain(|(owner, ..)| *owner != thread);
    }

    fn inevitable(&mut self, thread: usize) {
        let age = self.tx(thread).and_then(|tx| tx.age());
        match self.tx(thread).expect("in").try_inevitable(&mut Place(0)) {
            Ok(true) => self.threads[thread].waits = None,
            Ok(false) => self.threads[thread].waits = Some(Act::Inevitable),
            Err(stop) => self.lost(thread, age, stop),
        }
    }

    fn lost(&mut self, thread: usize, age: Option<u64>, stop: Break) {
        assert_eq!(stop, Break::Abort);
        let age = age.expect("only blocks are undone");
        assert!(
            self.model.may_lose(thread, age, self.threads[thread].waits),
            "the block of t{thread} was undone without a reason"
        );
        self.tx(thread).expect("in").rollback();
        self.model.abort(thread);
        self.unmake(thread);
        self.threads[thread].depth = 0;
        self.threads[thread].waits = None;
    }

    /// Everybody polls and tries until nothing moves any more.
    fn settle(&mut self) {
        let mut still = 0;
        for _ in 0..500 {
            stm::skip_time(Duration::from_micros(100));
            let moved = (0..THREADS)
                .map(|thread| self.turn(thread))
                .filter(|moved| *moved);
            still = if moved.count() > 0 { 0 } else { still + 1 };
            if still == 14 {
                return;
            }
        }
        panic!("nobody gets on");
    }

    /// One turn of one thread; true if something happened.
    fn turn(&mut self, thread: usize) -> bool {
        let waits = self.threads[thread].waits;
        let impatient = self.threads[thread].impatient;
        let Some(tx) = self.tx(thread) else {
            return false;
        };
        let age = tx.age();
        let result = match waits {
            Some(Act::Inevitable) => {
                self.inevitable(thread);
                return self.threads[thread].waits.is_none();
            }
            Some(act) => {
                let result = tx.try_resolve(&mut Place(thread as u64));
                let standing = Standing { age, impatient };
                self.model.want(thread, &wishes(act), standing);
                result
            }
            None if tx.context().poll() != 0 => {
                tx.safepoint(&mut Place(thread as u64)).map(|()| false)
            }
            None => Ok(false),
        };
        match result {
            Err(stop) => {
                self.lost(thread, age, stop);
                true
            }
            Ok(true) => {
                self.act(thread);
                true
            }
            Ok(false) => self.end_watch(thread),
        }
    }

    fn end_watch(&mut self, thread: usize) -> bool {
        let watching = self.threads[thread].watching;
        let changed = watching && self.tx(thread).is_some_and(|tx| tx.has_changed());
        if changed {
            self.tx(thread).expect("in").stop_watching();
            self.threads[thread].watching = false;
            self.model.abort(thread);
        }
        changed
    }

    /// Whoever waits has a reason; whoever watches has not missed a thing.
    fn check(&mut self) {
        let ages: Vec<_> = (0..THREADS)
            .map(|thread| match &self.threads[thread].side {
                Some(Side::In(tx)) => tx.age(),
                _ => self.threads[thread].age,
            })
            .collect();
        let token = ages.contains(&Some(0));
        let mut excused: Vec<_> = (0..THREADS)
            .map(|thread| match self.threads[thread].waits {
                None => true,
                Some(Act::Inevitable) => token,
                Some(act) => self.blocked_by_a_block(thread, act, &ages),
            })
            .collect();
        for _ in 0..THREADS {
            for thread in 0..THREADS {
                excused[thread] |= self.behind_another(thread, &excused);
            }
        }
        for (thread, one) in self.threads.iter().enumerate() {
            assert!(excused[thread], "t{thread} waits without a reason");
            assert!(
                !(one.watching && one.expect_change),
                "t{thread} has missed a change"
            );
        }
    }

    fn blocked_by_a_block(&self, thread: usize, act: Act, ages: &[Option<u64>]) -> bool {
        wishes(act).into_iter().any(|wish| {
            (0..THREADS).any(|other| {
                let block = &self.model.blocks[other];
                let outside = matches!(self.threads[other].side, Some(Side::Out(_)));
                let stronger = match (ages[thread], ages[other]) {
                    (_, None) => false,
                    (None, Some(age)) => !self.threads[thread].impatient || age == 0,
                    (Some(mine), Some(age)) => age < mine,
                };
                other != thread && block.open && block.collides(wish) && (outside || stronger)
            })
        })
    }

    /// Waits for something that another one, who waits with reason, wants or has gathered.
    fn behind_another(&self, thread: usize, excused: &[bool]) -> bool {
        let wanted = |thread: usize| self.threads[thread].waits.map_or(vec![], wishes);
        (0..THREADS).any(|other| {
            let common = wanted(thread).iter().any(|wish| {
                wanted(other)
                    .iter()
                    .any(|theirs| theirs.object == wish.object)
            });
            other != thread && self.threads[other].waits.is_some() && excused[other] && common
        })
    }

    /// At the end all blocks commit and memory is what the oracle says.
    fn finish(mut self) {
        for thread in 0..THREADS {
            self.step_in(thread);
        }
        for _ in 0..2 * THREADS {
            self.settle();
            self.check();
            for thread in 0..THREADS {
                if self.threads[thread].watching {
                    self.tx(thread).expect("in").stop_watching();
                    self.threads[thread].watching = false;
                    self.model.abort(thread);
                }
                while self.threads[thread].depth > 0 && self.threads[thread].waits.is_none() {
                    self.special(thread, Act::Commit, 0);
                }
            }
        }
        for (object, value) in self.objects.iter().zip(&self.model.committed) {
            assert_eq!(object.peek(), *value, "at the end");
        }
        assert!(
            self.threads.iter().all(|one| one.waits.is_none()),
            "somebody still waits"
        );
    }
}

fn move_both(tx: &Tx, from: &Object, to: &Object, value: u64) -> Result<(), Conflict> {
    let _from = tx.own(&from.word, from)?;
    let _to = tx.own(&to.word, to)?;
    from.poke(value);
    to.poke(value);
    Ok(())
}
