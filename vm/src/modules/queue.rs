//! `_queue`: the unbounded queue under `queue.SimpleQueue`.
//!
//! A queue is a record with a list of items, the number of those already taken, and whether somebody sleeps in its line.
//! It follows the ownership protocol like a lock does.

use std::time::Duration;

use super::support::{self, NativeClass, NativeClassSpec, add, add_known_class, know_class};
use crate::class::Class;
use crate::error::Exc;
use crate::native::{Args, ModuleSpec, NativeDef, Params};
use crate::object::{List, Owned, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Tag, Val};
use crate::wait::{self, Limit};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_queue",
    doc: "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.",
    functions: &[],
    init,
};

mod field {
    pub const ITEMS: usize = 0;
    /// Items at the front of the list that are gone.
    pub const TAKEN: usize = 1;
    pub const AWAITED: usize = 2;
}

const GET: Params = Params::pos(&["_self", "block", "timeout"], 1);

const QUEUE: NativeClassSpec = NativeClassSpec {
    module: "_queue",
    name: "SimpleQueue",
    doc: "Simple, unbounded, reentrant FIFO queue.",
    nfields: 3,
    flags: crate::class::flags::DICT,
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::quick(
            "put",
            Params::pos(&["_self", "item", "block", "timeout"], 2),
            put,
        ),
        NativeDef::quick("put_nowait", Params::all(&["_self", "item"]), put),
        NativeDef::quick("get", GET, get),
        NativeDef::quick("get_nowait", Params::all(&["_self"]), |th, a| {
            take(th, a.get(0), Limit::Never)
        }),
        NativeDef::quick("empty", Params::all(&["_self"]), |th, a| {
            Ok(Val::bool(size(th, a.get(0))? == 0))
        }),
        NativeDef::quick("qsize", Params::all(&["_self"]), |th, a| {
            Ok(Val::small(size(th, a.get(0))? as i64))
        }),
    ],
    getsets: &[],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    add_known_class(th, module, NativeClass::SimpleQueue, &QUEUE)?;
    let exception = th.exc_class(Exc::Exception).val();
    let empty = support::new_exception_class(th, "_queue", "Empty", &[exception]);
    know_class(th, NativeClass::QueueEmpty, empty);
    add(th, module, "Empty", empty.val())
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>().info();
    let fields = [th.list(&[]), Val::small(0), Val::FALSE];
    Ok(Record::new(th, class.root_shape(), &fields).val())
}

fn items<'t>(queue: Ref<'t, Record>) -> Ref<'t, List> {
    queue.fixed(field::ITEMS).expect::<List>()
}

fn taken(queue: Owned<'_, Record>) -> usize {
    queue.field(field::TAKEN).as_int().unwrap_or(0) as usize
}

fn put<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let queue = a.get(0).expect::<Record>().own(th)?;
    items(**queue).own(th)?.push(th, a.get(1));
    if queue.field(field::AWAITED).is(Val::TRUE) {
        let more = wait::wake_one(th, queue.val());
        queue.set_field(field::AWAITED, Val::bool(more));
    }
    Ok(Val::NONE)
}

fn size(th: &Thread, queue: Val<'_>) -> Res<usize> {
    let queue = queue.raw().val(th).expect::<Record>().own(th)?;
    Ok(items(**queue).see(th)?.len() - taken(queue))
}

fn get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let blocking = match a.opt(1) {
        None => true,
        Some(v) => !matches!(v.tag(), Tag::None | Tag::Bool(false) | Tag::Int(0)),
    };
    let limit = match a.opt(2).filter(|t| blocking && !t.is_none()) {
        None if blocking => Limit::Forever,
        None => Limit::Never,
        Some(t) => match support::quick_f64(th, t)? {
            Some(s) if s < 0.0 => {
                return Err(th.value_error("'timeout' must be a non-negative number"));
            }
            Some(s) => match Duration::try_from_secs_f64(s) {
                Ok(d) => Limit::For(d),
                Err(_) => return Err(th.raise(Exc::OverflowError, "timeout value is too large")),
            },
            None => {
                return Err(th.type_error(format!(
                    "'{}' object cannot be interpreted as an integer or float",
                    th.class_name(t)
                )));
            }
        },
    };
    take(th, a.get(0), limit)
}

fn take<'t>(th: &'t Thread, queue: Val<'t>, limit: Limit) -> Res<Val<'t>> {
    let queue = queue.expect::<Record>().own(th)?;
    let list = items(**queue).own(th)?;
    let first = taken(queue);
    let Some(v) = list.at(first) else {
        if limit != Limit::Never && !th.in_block() {
            queue.set_field(field::AWAITED, Val::TRUE);
        }
        wait::wait(th, queue.val(), limit, "waiting for an item")?;
        return Err(empty(th));
    };
    list.set(first, Val::NONE);
    let mut first = first + 1;
    // The list is moved up once half of it is gone, so that takes stay cheap.
    if first * 2 > list.len() + 16 || first == list.len() {
        list.splice(th, 0, first, &[]);
        first = 0;
    }
    queue.set_field(field::TAKEN, Val::small(first as i64));
    wait::done(th, queue.val());
    Ok(v)
}

#[cold]
fn empty(th: &Thread) -> Unwind {
    let class = th.native_class(NativeClass::QueueEmpty);
    let exc = crate::object::Record::new(
        th,
        class.info().root_shape(),
        &[
            th.tuple(&[]),
            Val::NONE,
            Val::NONE,
            Val::NONE,
            Val::FALSE,
            Val::UNDEF,
        ],
    );
    th.raise_value(exc.val())
}
