//! `lock` and `RLock`.
//!
//! A lock is an ordinary record under the ownership protocol: what an atomic block does to it is undone or committed with the
//! block. Who sleeps until it is released stands in the object's line (`wait`). All operations are quick, so compiled code
//! calls them, too. A lock that compiled code finds free and would release before anybody could look at it is not taken at
//! all (`jit::opt::blocks`).

use std::time::Duration;

use super::super::support::{self, NativeClass, NativeClassSpec, add, add_known_class, know_class};
use super::TIMEOUT_MAX;
use crate::class::Class;
use crate::error::Exc;
use crate::native::{Args, NativeDef, Params, Traced};
use crate::object::{Owned, Record, word_of};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Tag, Val};
use crate::wait::{self, Limit};

/// Fields of both kinds.
mod field {
    /// How often it was taken: 0 or 1 for a plain lock.
    pub const COUNT: usize = 0;
    /// Does anybody sleep in the line? True too often at worst.
    pub const AWAITED: usize = 1;
    /// `get_ident()` of the thread that has it; of an `RLock` only.
    pub const OWNER: usize = 2;
}

const ACQUIRE: Params = Params::pos(&["_self", "blocking", "timeout"], 1);
const SELF: Params = Params::all(&["_self"]);
const EXIT: Params = Params::pos(&["_self"], 1).rest();

const LOCK: NativeClassSpec = NativeClassSpec {
    module: "_thread",
    name: "lock",
    doc: "A lock object is a synchronization primitive.",
    nfields: 2,
    flags: crate::class::flags::FINAL,
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), new).static_method(),
        NativeDef::quick("acquire", ACQUIRE, acquire).traced(Traced::TakesLock),
        NativeDef::quick("acquire_lock", ACQUIRE, acquire),
        NativeDef::quick("release", SELF, release).traced(Traced::FreesLock),
        NativeDef::quick("release_lock", SELF, release),
        NativeDef::quick("locked", SELF, locked),
        NativeDef::quick("locked_lock", SELF, locked),
        NativeDef::quick("__enter__", ACQUIRE, acquire).traced(Traced::TakesLock),
        NativeDef::quick("__exit__", EXIT, exit).traced(Traced::FreesLock),
        NativeDef::quick("__repr__", SELF, repr),
        NativeDef::quick("_at_fork_reinit", SELF, reset),
    ],
    getsets: &[],
};

const RLOCK: NativeClassSpec = NativeClassSpec {
    module: "_thread",
    name: "RLock",
    doc: "A reentrant lock.",
    nfields: 3,
    flags: 0,
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::quick("acquire", ACQUIRE, enter).traced(Traced::TakesLock),
        NativeDef::quick("release", SELF, leave).traced(Traced::FreesLock),
        NativeDef::quick("locked", SELF, locked),
        NativeDef::quick("__enter__", ACQUIRE, enter).traced(Traced::TakesLock),
        NativeDef::quick("__exit__", EXIT, exit_owned).traced(Traced::FreesLock),
        NativeDef::quick("_is_owned", SELF, |th, a| {
            let mine = is_mine(th, a.get(0).expect::<Record>().see(th)?.field(field::OWNER));
            Ok(Val::bool(mine))
        }),
        NativeDef::quick("_recursion_count", SELF, recursion_count),
        NativeDef::quick(
            "_acquire_restore",
            Params::all(&["_self", "_state"]),
            acquire_restore,
        ),
        NativeDef::quick("_release_save", SELF, release_save),
        NativeDef::quick("__repr__", SELF, repr_owned),
        NativeDef::quick("_at_fork_reinit", SELF, reset),
    ],
    getsets: &[],
};

pub(super) fn init(th: &Thread, module: Slot) -> Res<()> {
    let lock = add_known_class(th, module, NativeClass::Lock, &LOCK)?;
    add(th, module, "LockType", lock.val())?;
    let rlock = support::add_class(th, module, &RLOCK)?;
    know_class(th, NativeClass::RLock, rlock);
    Ok(())
}

const ZERO: Val<'static> = Val::small(0);
const FREE: [Val<'static>; 3] = [ZERO, Val::FALSE, Val::NONE];

pub(super) fn allocate<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(th.native_record(NativeClass::Lock, &FREE[..2]))
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>().info();
    let lock = Record::new(th, class.root_shape(), &FREE[..class.nfields as usize]);
    Ok(lock.val())
}

/// The meaning of `blocking` and `timeout`.
fn limit<'t>(th: &'t Thread, a: Args<'t>) -> Res<Limit> {
    let blocking = match a.opt(1) {
        None => true,
        Some(v) => !matches!(v.tag(), Tag::None | Tag::Bool(false) | Tag::Int(0)),
    };
    let seconds = match a.opt(2) {
        None => -1.0,
        Some(v) => match support::quick_f64(th, v)? {
            Some(f) => f,
            None => {
                return Err(th.type_error(format!(
                    "'{}' object cannot be interpreted as an integer or float",
                    th.class_name(v)
                )));
            }
        },
    };
    if !blocking {
        return match seconds == -1.0 {
            true => Ok(Limit::Never),
            false => Err(th.value_error("can't specify a timeout for a non-blocking call")),
        };
    }
    if seconds == -1.0 {
        return Ok(Limit::Forever);
    }
    if seconds < 0.0 || seconds.is_nan() {
        return Err(th.value_error("timeout value must be a non-negative number"));
    }
    if seconds > TIMEOUT_MAX {
        return Err(th.raise(Exc::OverflowError, "timeout value is too large"));
    }
    Ok(match seconds == 0.0 {
        true => Limit::Never,
        false => Limit::For(Duration::from_secs_f64(seconds)),
    })
}

/// Waits for the lock's line to move, if that is allowed; then the operation is done again.
fn wait_for<'t>(th: &'t Thread, lock: Owned<'t, Record>, limit: Limit) -> Res<()> {
    if limit != Limit::Never && !th.in_block() {
        lock.set_field(field::AWAITED, Val::TRUE);
    }
    wait::wait(th, lock.val(), limit, "waiting for a lock")
}

fn acquire<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let limit = limit(th, a)?;
    let lock = a.get(0).expect::<Record>().own(th)?;
    if !lock.field(field::COUNT).is(ZERO) {
        wait_for(th, lock, limit)?;
        return Ok(Val::FALSE);
    }
    lock.set_field(field::COUNT, Val::small(1));
    wait::done(th, lock.val());
    Ok(Val::TRUE)
}

// ---- both kinds, for compiled code ----

/// Where the count lies: 0 means that nobody has the lock.
pub(crate) const COUNT: usize = field::COUNT;

pub(crate) fn is_free<'t>(th: &'t Thread, lock: Val<'t>) -> Res<bool> {
    let lock = lock.expect::<Record>().see(th)?;
    Ok(lock.field(field::COUNT).is(ZERO))
}

fn is_recursive(th: &Thread, lock: Val<'_>) -> bool {
    let plain = th.native_class(NativeClass::Lock);
    !th.class_of(lock).val().is(plain.val())
}

/// Takes a lock; UNDEF if somebody has it.
pub(crate) fn take_free<'t>(th: &'t Thread, lock: Val<'t>) -> Res<Val<'t>> {
    let own = lock.expect::<Record>().own(th)?;
    if !own.field(field::COUNT).is(ZERO) {
        return Ok(Val::UNDEF);
    }
    if is_recursive(th, lock) {
        take(th, own, 1);
    } else {
        own.set_field(field::COUNT, Val::small(1));
        wait::done(th, lock);
    }
    Ok(Val::TRUE)
}

/// Releases a lock.
pub(crate) fn free<'t>(th: &'t Thread, lock: Val<'t>) -> Res<Val<'t>> {
    let own = lock.expect::<Record>().own(th)?;
    match is_recursive(th, lock) {
        true => leave_owned(th, own),
        false => release_owned(th, own),
    }
}

/// Compiled code has to wait for an object that it wanted to look at only. If it is a lock that it would not have taken, the
/// section is about to take it, and so would the next one of the other thread, to and fro. So when it is released
/// it becomes everybody's to look at. Not so an instance of a subclass: compiled code may know already that it may write it.
#[cold]
pub(crate) fn note_missed(th: &Thread, object: Val<'_>) {
    if object.cast::<Record>().is_none() {
        return;
    }
    let class = th.class_of(object).val();
    let is = |known| th.has_native_class(known) && class.is(th.native_class(known).val());
    if is(NativeClass::Lock) || is(NativeClass::RLock) {
        th.missed_lock.set(object.raw());
    }
}

// ---- Lock ----

/// The last that is done with the lock: the right to write it may end here.
fn set_free<'t>(th: &'t Thread, lock: Owned<'t, Record>) {
    lock.set_field(field::COUNT, ZERO);
    if lock.field(field::AWAITED).is(Val::TRUE) {
        wake(th, lock);
    } else if th.missed_lock.get().0 == lock.val().bits() {
        th.missed_lock.set(Raw::UNDEF);
        th.tx().publish(word_of(lock.val()));
    }
}

#[cold]
fn wake<'t>(th: &'t Thread, lock: Owned<'t, Record>) {
    let more = wait::wake_one(th, lock.val());
    lock.set_field(field::AWAITED, Val::bool(more));
}

fn release<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    release_owned(th, a.get(0).expect::<Record>().own(th)?)
}

fn release_owned<'t>(th: &'t Thread, lock: Owned<'t, Record>) -> Res<Val<'t>> {
    if lock.field(field::COUNT).is(ZERO) {
        return Err(th.raise(Exc::RuntimeError, "release unlocked lock"));
    }
    set_free(th, lock);
    Ok(Val::NONE)
}

fn exit<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    release(th, a)
}

fn locked<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().see(th)?;
    Ok(Val::bool(!lock.field(field::COUNT).is(ZERO)))
}

/// In the child of a fork: nobody has it, nobody waits.
fn reset<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().own(th)?;
    let n = lock.val().shape().nfields as usize;
    for (i, v) in FREE[..n].iter().enumerate() {
        lock.set_field(i, *v);
    }
    Ok(Val::NONE)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().see(th)?;
    Ok(th.str(&format!(
        "<{} _thread.lock object at {:#x}>",
        state_word(lock.field(field::COUNT)),
        a.get(0).bits()
    )))
}

fn state_word(count: Val<'_>) -> &'static str {
    if count.is(ZERO) { "unlocked" } else { "locked" }
}

// ---- RLock ----

fn is_mine(th: &Thread, owner: Val<'_>) -> bool {
    owner.as_int() == Some(th.ident as i64)
}

fn count_of(lock: Owned<'_, Record>) -> i64 {
    lock.field(field::COUNT).as_int().unwrap_or(0)
}

fn enter<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let limit = limit(th, a)?;
    let lock = a.get(0).expect::<Record>().own(th)?;
    if is_mine(th, lock.field(field::OWNER)) {
        lock.set_field(field::COUNT, Val::small(count_of(lock) + 1));
        return Ok(Val::TRUE);
    }
    if count_of(lock) != 0 {
        wait_for(th, lock, limit)?;
        return Ok(Val::FALSE);
    }
    take(th, lock, 1);
    Ok(Val::TRUE)
}

fn take<'t>(th: &'t Thread, lock: Owned<'t, Record>, count: i64) {
    lock.set_field(field::OWNER, Val::small(th.ident as i64));
    lock.set_field(field::COUNT, Val::small(count));
    wait::done(th, lock.val());
}

fn not_mine(th: &Thread) -> crate::unwind::Unwind {
    th.raise(Exc::RuntimeError, "cannot release un-acquired lock")
}

fn leave<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    leave_owned(th, a.get(0).expect::<Record>().own(th)?)
}

fn leave_owned<'t>(th: &'t Thread, lock: Owned<'t, Record>) -> Res<Val<'t>> {
    if !is_mine(th, lock.field(field::OWNER)) {
        return Err(not_mine(th));
    }
    match count_of(lock) {
        1 => {
            lock.set_field(field::OWNER, Val::NONE);
            set_free(th, lock);
        }
        n => lock.set_field(field::COUNT, Val::small(n - 1)),
    }
    Ok(Val::NONE)
}

fn exit_owned<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    leave(th, a)
}

fn recursion_count<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().see(th)?;
    Ok(match is_mine(th, lock.field(field::OWNER)) {
        true => lock.field(field::COUNT),
        false => ZERO,
    })
}

/// `(count, owner)`, for `Condition.wait`.
fn release_save<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().own(th)?;
    if !is_mine(th, lock.field(field::OWNER)) {
        return Err(not_mine(th));
    }
    let state = th.tuple(&[lock.field(field::COUNT), lock.field(field::OWNER)]);
    lock.set_field(field::OWNER, Val::NONE);
    set_free(th, lock);
    Ok(state)
}

fn acquire_restore<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let count = a
        .get(1)
        .cast::<crate::object::Tuple>()
        .and_then(|t| t.items().first()?.as_int());
    let Some(count) = count else {
        return Err(th.type_error("_acquire_restore() argument must be what _release_save() gave"));
    };
    let lock = a.get(0).expect::<Record>().own(th)?;
    if count_of(lock) != 0 {
        wait_for(th, lock, Limit::Forever)?;
    }
    take(th, lock, count);
    Ok(Val::NONE)
}

fn repr_owned<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let lock = a.get(0).expect::<Record>().see(th)?;
    let count = lock.field(field::COUNT);
    Ok(th.str(&format!(
        "<{} _thread.RLock object owner={} count={} at {:#x}>",
        state_word(count),
        lock.field(field::OWNER).as_int().unwrap_or(0),
        count.as_int().unwrap_or(0),
        a.get(0).bits()
    )))
}
