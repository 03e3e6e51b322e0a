//! What compiled code has to know of this VM: tags, context, alias classes, helpers.

use jit::ir::effects::{Classes, Effects};
use jit::ir::{Field, HelperId, Mem, Ty};
use jit::target::{Barriers, Blocks, Context, Fails, Helper, SlowPaths, Tags, Target};

use crate::compiled;
use crate::heap::AllocContext;
use crate::native::Traced;
use crate::object::buffer;
use crate::object::{
    Blob, Boxed, Cell, Function, Generator, Instance, List, Native, Part, Record, Slots, Str, Tuple,
};
use crate::options;
use crate::thread::Thread;
use crate::value::{DOUBLE_OFFSET, FIRST_POINTER, INT_TAG, Raw};

/// Alias classes: memory of different classes never overlaps.
mod class {
    pub const ATTRS: u8 = 1;
    pub const INLINE: u8 = 2;
    pub const LIST_LEN: u8 = 3;
    pub const LIST_STORAGE: u8 = 4;
    pub const ITEMS: u8 = 5;
    pub const TUPLE: u8 = 6;
    pub const RECORD: u8 = 7;
    pub const CELL: u8 = 8;
    pub const STR: u8 = 9;
    pub const CAP: u8 = 10;
    pub const NATIVE: u8 = 11;
    pub const TUPLE_LEN: u8 = 12;
    /// Where a generator stands, its registers, what it handles.
    pub const STANDS: u8 = 13;
    pub const SAVED: u8 = 14;
    pub const REGISTER: u8 = 15;
    pub const HANDLED: u8 = 16;
    /// What a generator never changes.
    pub const MADE_BY: u8 = 17;
    pub const GLOBALS: u8 = 18;
    pub const PARTS: u8 = 19;
    pub const CODE: u8 = 20;
    /// What a native function never changes.
    pub const NATIVE_FUNCTION: u8 = 21;
    /// The bytes of a blob.
    pub const BYTES: u8 = 22;
}

const fn field(class: u8, kind: Mem, offset: usize) -> Field {
    Field {
        class,
        kind,
        offset: offset as i32,
    }
}

pub const ATTRS: Field = field(class::ATTRS, Mem::Val, Instance::ATTRS_OFFSET);
pub const LIST_LEN: Field = field(class::LIST_LEN, Mem::Len, List::LEN_OFFSET);
pub const LIST_STORAGE: Field = field(class::LIST_STORAGE, Mem::Ptr, List::STORAGE_OFFSET);
pub const SLOTS_CAP: Field = field(class::CAP, Mem::Len, 8);
/// The shape in an object's header.
pub const SHAPE: Field = field(Field::WORD, Mem::U32, 0);
/// The native state of a record.
pub const RECORD_NATIVE: Field = field(class::NATIVE, Mem::Val, 16);
pub const ITEM: Field = field(class::ITEMS, Mem::Val, Slots::ITEMS_OFFSET);
pub const TUPLE_LEN: Field = field(class::TUPLE_LEN, Mem::Len, Tuple::LEN_OFFSET);
pub const TUPLE_ITEM: Field = field(class::TUPLE, Mem::Val, Tuple::ITEMS_OFFSET);
pub const CELL_VALUE: Field = field(class::CELL, Mem::Val, Cell::VALUE_OFFSET);
pub const STR_LEN: Field = field(class::STR, Mem::U32, Str::LEN_CHARS_OFFSET);

pub const NATIVE_DEF: Field = field(class::NATIVE_FUNCTION, Mem::Int, Native::DEF_OFFSET);
pub const NATIVE_THIS: Field = field(class::NATIVE_FUNCTION, Mem::Val, Native::THIS_OFFSET);
pub const FUNCTION_CODE: Field = field(class::CODE, Mem::Val, Function::CODE_OFFSET);
pub const FUNCTION_GLOBALS: Field = field(class::GLOBALS, Mem::Val, Function::GLOBALS_OFFSET);
/// State and pc of a generator.
pub const STANDS: Field = field(class::STANDS, Mem::Int, Generator::STANDS_OFFSET);
/// The storage of a generator's registers.
pub const SAVED: Field = field(class::SAVED, Mem::Ptr, Generator::SAVED_OFFSET);
pub const HANDLED: Field = field(class::HANDLED, Mem::Val, Generator::HANDLED_OFFSET);
pub const DELEGATE: Field = field(class::HANDLED, Mem::Val, Generator::DELEGATE_OFFSET);
pub const MADE_BY: Field = field(class::MADE_BY, Mem::Val, Generator::FUNCTION_OFFSET);
pub const GENERATOR_CODE: Field = field(class::MADE_BY, Mem::Val, Generator::CODE_OFFSET);
pub const GENERATOR_NAME: Field = field(class::PARTS, Mem::Val, Generator::NAME_OFFSET);
pub const GENERATOR_QUALNAME: Field = field(class::PARTS, Mem::Val, Generator::QUALNAME_OFFSET);

/// A part of a function.
pub const fn part(p: Part) -> Field {
    field(
        class::PARTS,
        Mem::Val,
        Function::PARTS_OFFSET + 8 * p as usize,
    )
}

/// A register of a generator that is suspended, in its storage.
pub const fn saved_register(i: u32) -> Field {
    field(
        class::REGISTER,
        Mem::Val,
        Slots::ITEMS_OFFSET + 8 * i as usize,
    )
}

/// An inline attribute.
pub const fn inline(i: u32) -> Field {
    field(
        class::INLINE,
        Mem::Val,
        Instance::INLINE_OFFSET + 8 * i as usize,
    )
}

/// A spilled attribute, relative to the `Slots` in `attrs`.
pub const fn spilled(i: u32) -> Field {
    field(class::ITEMS, Mem::Val, Slots::ITEMS_OFFSET + 8 * i as usize)
}

/// A field of a record.
pub const fn record(i: usize) -> Field {
    field(class::RECORD, Mem::Val, Record::FIELDS_OFFSET + 8 * i)
}

/// The builtin value that an instance of a subclass has inside; fixed at birth, like a tuple's items.
pub const BOXED: Field = field(class::TUPLE, Mem::Val, Boxed::INNER_OFFSET);
/// The blob of a record that holds bytes and is not empty.
pub const BLOB: Field = field(
    class::RECORD,
    Mem::Ptr,
    Record::FIELDS_OFFSET + 8 * buffer::STORAGE,
);

/// Items of one type in a blob, by their type code in `array`.
#[derive(Clone, Copy)]
pub struct Row {
    pub letter: char,
    pub size: u32,
    kind: Mem,
}

impl Row {
    pub const fn field(self) -> Field {
        field(class::BYTES, self.kind, Blob::BYTES_OFFSET)
    }

    /// Least and greatest item, of those that an i64 holds.
    pub fn range(self) -> (i64, i64) {
        let bits = 8 * self.size;
        match (self.letter.is_ascii_uppercase(), bits) {
            (true, 64) => (0, i64::MAX),
            (true, _) => (0, (1 << bits) - 1),
            (false, _) => (i64::MIN >> (64 - bits), i64::MAX >> (64 - bits)),
        }
    }
}

/// The items of this type code, if a load or store has their width and sign.
pub fn row(letter: char) -> Option<Row> {
    let (size, kind) = match letter {
        'd' => (8, Mem::Float),
        'l' | 'q' | 'L' | 'Q' => (8, Mem::Int),
        'i' => (4, Mem::I32),
        'I' => (4, Mem::U32),
        'H' => (2, Mem::U16),
        'B' => (1, Mem::U8),
        _ => return None,
    };
    Some(Row { letter, size, kind })
}

/// An item of a tuple at a constant place.
pub const fn tuple_item(i: usize) -> Field {
    field(class::TUPLE, Mem::Val, Tuple::ITEMS_OFFSET + 8 * i)
}

/// Helpers by name of what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Help {
    Quick0,
    Quick1,
    Quick2,
    Quick3,
    Quick4,
    Reading1,
    Reading2,
    Reading3,
    Reading4,
    Pure1,
    Pure2,
    Pure3,
    Binary,
    Compare,
    Truth,
    GetItem,
    SetItem,
    IterNext,
    Push,
    FloatPow,
    NewList,
    NewTuple,
    MakeIter,
    ReturnsTo,
    AddAttr,
    Contains,
    NewSlice,
    Function,
    Construct0,
    Construct1,
    Format,
    JoinParts,
    OpenBlock,
    NestBlock,
    CloseBlock,
    UnnestBlock,
    MakeFunction,
    TakeLock,
    FreeLock,
    Method1,
    Method2,
    Method3,
    Method4,
    StepOver,
}

impl Help {
    pub const fn id(self) -> HelperId {
        HelperId(self as u16)
    }

    /// The same for what the recorder knows to be a method of a builtin container or value.
    pub fn method(self) -> Help {
        match self {
            Help::Quick1 => Help::Method1,
            Help::Quick2 => Help::Method2,
            Help::Quick3 => Help::Method3,
            Help::Quick4 => Help::Method4,
            other => other,
        }
    }

    /// The call of a quick body with this many arguments.
    pub fn quick(args: usize, traced: Traced) -> Help {
        match (traced, args) {
            (Traced::Pure, 1) => Help::Pure1,
            (Traced::Pure, 2) => Help::Pure2,
            (Traced::Pure, 3) => Help::Pure3,
            (Traced::Unknown | Traced::TakesLock | Traced::FreesLock, _) | (_, 0) => [
                Help::Quick0,
                Help::Quick1,
                Help::Quick2,
                Help::Quick3,
                Help::Quick4,
            ][args],
            _ => [
                Help::Reading1,
                Help::Reading2,
                Help::Reading3,
                Help::Reading4,
            ][args - 1],
        }
    }
}

/// Reads and writes anything on the heap but generators, which it cannot resume, and ends no transaction.
const QUICK: Effects = Effects {
    reads: Classes::ALL,
    writes: Classes(
        !(1 << class::STANDS | 1 << class::SAVED | 1 << class::REGISTER | 1 << class::HANDLED),
    ),
    allocates: true,
    breaks: false,
    invalidates: false,
};

/// Compiled code of a function.
const CALLEE: Effects = Effects {
    writes: Classes::ALL,
    ..QUICK
};

/// The same, but objects may change hands and the thread has another tag.
const BREAKING: Effects = Effects {
    breaks: true,
    ..CALLEE
};

/// The interpreter does an op: anything.
const STEP: Effects = Effects {
    invalidates: true,
    ..BREAKING
};

fn helper(
    name: &'static str,
    address: usize,
    args: &'static [Ty],
    fails: Fails,
    effects: Effects,
) -> Helper {
    Helper {
        name,
        address,
        args,
        result: Some(Ty::Val),
        fails,
        effects,
        pure: false,
    }
}

fn helpers() -> Vec<Helper> {
    use Ty::{Float, Int, Val};
    let quick = |name, address, args| helper(name, address, args, Fails::Zero, QUICK);
    let reading = Effects::reading(Classes::ALL).allocating();
    let pure = Effects::NONE.allocating();
    // A native's quick body with so many arguments: the definition, then they.
    let bodies = [
        compiled::quick0 as *const () as usize,
        compiled::quick1 as *const () as usize,
        compiled::quick2 as *const () as usize,
        compiled::quick3 as *const () as usize,
        compiled::quick4 as *const () as usize,
    ];
    const ARGS: &[Ty] = &[Int, Val, Val, Val, Val];
    let of_body =
        |name, n: usize, effects| helper(name, bodies[n], &ARGS[..=n], Fails::Zero, effects);
    let all = vec![
        of_body("quick0", 0, QUICK),
        of_body("quick1", 1, QUICK),
        of_body("quick2", 2, QUICK),
        of_body("quick3", 3, QUICK),
        of_body("quick4", 4, QUICK),
        of_body("reading1", 1, reading),
        of_body("reading2", 2, reading),
        of_body("reading3", 3, reading),
        of_body("reading4", 4, reading),
        of_body("pure1", 1, pure),
        of_body("pure2", 2, pure),
        of_body("pure3", 3, pure),
        quick(
            "binary",
            compiled::binary as *const () as usize,
            &[Int, Int, Val, Val],
        ),
        helper(
            "compare",
            compiled::compare as *const () as usize,
            &[Int, Val, Val],
            Fails::Zero,
            reading,
        ),
        helper(
            "truth",
            compiled::truth as *const () as usize,
            &[Val],
            Fails::Zero,
            reading,
        ),
        helper(
            "get_item",
            compiled::get_item as *const () as usize,
            &[Val, Val],
            Fails::Zero,
            reading,
        ),
        quick(
            "set_item",
            compiled::set_item as *const () as usize,
            &[Val, Val, Val],
        ),
        quick(
            "iter_next",
            compiled::iter_next as *const () as usize,
            &[Val],
        ),
        quick("push", compiled::push as *const () as usize, &[Val, Val]),
        Helper {
            name: "float_pow",
            address: compiled::float_pow as *const () as usize,
            args: &[Float, Float],
            result: Some(Float),
            fails: Fails::Never,
            effects: Effects::NONE,
            pure: true,
        },
        helper(
            "new_list",
            compiled::new_list as *const () as usize,
            &[Int, Val, Val, Val, Val],
            Fails::Zero,
            Effects::NONE.allocating(),
        ),
        helper(
            "new_tuple",
            compiled::new_tuple as *const () as usize,
            &[Int, Val, Val, Val, Val],
            Fails::Zero,
            Effects::NONE.allocating(),
        ),
        quick(
            "make_iter",
            compiled::make_iter as *const () as usize,
            &[Val],
        ),
        // Pure, since no frame is pushed or popped while compiled code runs.
        Helper {
            name: "returns_to",
            address: compiled::returns_to as *const () as usize,
            args: &[Int, Int, Int, Int],
            result: Some(Val),
            fails: Fails::Never,
            effects: Effects::NONE,
            pure: true,
        },
        quick(
            "add_attr",
            compiled::add_attr as *const () as usize,
            &[Val, Int, Val],
        ),
        helper(
            "contains",
            compiled::contains as *const () as usize,
            &[Val, Val],
            Fails::Zero,
            reading,
        ),
        helper(
            "new_slice",
            compiled::new_slice as *const () as usize,
            &[Val, Val, Val],
            Fails::Never,
            Effects::NONE.allocating(),
        ),
        helper(
            "function",
            0,
            &[Int, Int, Int, Int, Int],
            Fails::Callee,
            CALLEE,
        ),
        quick(
            "construct0",
            compiled::construct0 as *const () as usize,
            &[Val],
        ),
        quick(
            "construct1",
            compiled::construct1 as *const () as usize,
            &[Val, Val],
        ),
        helper(
            "format",
            compiled::format as *const () as usize,
            &[Val, Int, Val],
            Fails::Zero,
            reading,
        ),
        helper(
            "join_parts",
            compiled::join_parts as *const () as usize,
            &[Val],
            Fails::Never,
            Effects::NONE.allocating(),
        ),
        helper(
            "open_block",
            compiled::open_block as *const () as usize,
            &[Int, Int, Int, Val, Val, Val],
            Fails::Zero,
            BREAKING,
        ),
        quick(
            "nest_block",
            compiled::nest_block as *const () as usize,
            &[Int],
        ),
        helper(
            "close_block",
            compiled::close_block as *const () as usize,
            &[],
            Fails::Zero,
            BREAKING,
        ),
        quick(
            "unnest_block",
            compiled::unnest_block as *const () as usize,
            &[],
        ),
        helper(
            "make_function",
            compiled::make_function as *const () as usize,
            &[Val, Val, Val, Val, Val, Val],
            Fails::Never,
            Effects::NONE.allocating(),
        ),
        quick(
            "take_lock",
            compiled::take_lock as *const () as usize,
            &[Val],
        ),
        quick(
            "free_lock",
            compiled::free_lock as *const () as usize,
            &[Val],
        ),
        of_body("method1", 1, QUICK),
        of_body("method2", 2, QUICK),
        of_body("method3", 3, QUICK),
        of_body("method4", 4, QUICK),
        helper(
            "step_over",
            compiled::step_over as *const () as usize,
            &[Int, Val, Val, Val],
            Fails::Zero,
            STEP,
        ),
    ];
    debug_assert!(all.len() == Help::StepOver as usize + 1);
    all
}

/// What a block may call and need not be a transaction for: nothing here asks whether a block is open.
fn blocks() -> Blocks {
    let within = [
        Help::Reading1,
        Help::Reading2,
        Help::Reading3,
        Help::Reading4,
        Help::Pure1,
        Help::Pure2,
        Help::Pure3,
        Help::Binary,
        Help::Compare,
        Help::Truth,
        Help::GetItem,
        Help::SetItem,
        Help::Push,
        Help::FloatPow,
        Help::NewList,
        Help::NewTuple,
        Help::MakeIter,
        Help::ReturnsTo,
        Help::AddAttr,
        Help::Contains,
        Help::NewSlice,
        Help::Format,
        Help::JoinParts,
        Help::MakeFunction,
        Help::Method1,
        Help::Method2,
        Help::Method3,
        Help::Method4,
    ];
    Blocks {
        open: Help::OpenBlock.id(),
        close: Help::CloseBlock.id(),
        levels: vec![Help::NestBlock.id(), Help::UnnestBlock.id()],
        reshape: vec![Help::AddAttr.id(), Help::Binary.id()],
        take: Help::TakeLock.id(),
        free: Help::FreeLock.id(),
        within: within.map(Help::id).to_vec(),
    }
}

/// The target of this VM.
pub fn target(options: &options::Options) -> Target {
    Target {
        tags: Tags {
            int_tag: INT_TAG,
            int_shift: 15,
            float_offset: DOUBLE_OFFSET,
            pointer_min: FIRST_POINTER,
            false_: Raw::FALSE.0,
            true_: Raw::TRUE.0,
            none: Raw::NONE.0,
        },
        context: Context {
            tx: Some(Thread::TX_CONTEXT_OFFSET as i32),
            poll: stm::TxContext::POLL as i32,
            own_tag: stm::TxContext::OWN_TAG as i32,
            shared_tag: stm::TxContext::SHARED_TAG as i32,
            lender: stm::TxContext::LENDER as i32,
            lender_mask: stm::LENDER_MASK,
            cursors: (Thread::HEAP_OFFSET + AllocContext::cursor_offset(0)) as i32,
            spill: Thread::SPILL_OFFSET as i32,
            spill_words: crate::thread::SPILL_WORDS as u32,
            depth: Thread::DEPTH_OFFSET as i32,
            depth_limit: Thread::DEPTH_LIMIT_OFFSET as i32,
            top: Thread::TOP_OFFSET as i32,
        },
        helpers: helpers(),
        slow: SlowPaths {
            see: compiled::see as *const () as usize,
            own: compiled::own as *const () as usize,
            allocate: compiled::allocate as *const () as usize,
            box_int: compiled::box_int as *const () as usize,
            leave_callee: compiled::leave_callee as *const () as usize,
        },
        blocks: Some(blocks()),
        fail_once: options.zeal_exit,
        barriers: match options.barriers {
            options::Barriers::Full => Barriers::Full,
            options::Barriers::Plain => Barriers::Plain,
            options::Barriers::Off => Barriers::Off,
        },
        census: options.jit_census,
        constant: Classes(
            1 << class::TUPLE
                | 1 << class::TUPLE_LEN
                | 1 << class::STR
                | 1 << class::MADE_BY
                | 1 << class::GLOBALS,
        ),
    }
}
