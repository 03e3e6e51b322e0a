//! `array`: numbers of one type in a row.
//!
//! An array is a record with a bytearray, which has the items' bytes, and the type code. [`item`] knows the types.

pub(crate) mod item;
mod methods;

use std::borrow::Cow;

use item::{CODES, ItemType};

use super::iterate::{self, ITER, NEXT};
use super::support::{NativeClass, NativeClassSpec, add, add_known_class, know_class};
use crate::class::{Class, flags};
use crate::native::{ModuleSpec, NativeDef, NativeNext, Params};
use crate::object::{Record, Ref, Str};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, \
          floating-point\nnumbers.",
    functions: &[NativeDef::full(
        "_array_reconstructor",
        Params::all(&["_arraytype", "_typecode", "_mformat_code", "_items"]),
        methods::reconstruct,
    )],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let class = add_known_class(th, module, NativeClass::Array, &methods::CLASS)?;
    add(th, module, "ArrayType", class.val())?;
    add(th, module, "typecodes", th.str(CODES))?;
    let iterator = super::support::new_class(th, &ITERATOR);
    know_class(th, NativeClass::ArrayIterator, iterator);
    iterate::set_next(iterator, &NEXT_ITEM);
    Ok(())
}

/// Fields of an array.
pub(crate) mod field {
    pub const BYTES: usize = 0;
    pub const CODE: usize = 1;
}

/// Is it an array?
pub fn is_array<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    th.has_native_class(NativeClass::Array)
        && v.cast::<Record>().is_some()
        && th
            .class_of(v)
            .is_subclass(th.native_class(NativeClass::Array).val())
}

/// The bytearray with the items.
fn store<'t>(v: Val<'t>) -> Ref<'t, Record> {
    v.expect::<Record>().fixed(field::BYTES).expect::<Record>()
}

/// The bytes of an array; nothing for anything else.
pub fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Cow<'t, [u8]>>> {
    match is_array(th, v) {
        true => Ok(Some(Cow::Borrowed(store(v).see(th)?.bytes()))),
        false => Ok(None),
    }
}

/// The type code of an array, which is a format of memory views as well.
pub fn code<'t>(v: Val<'t>) -> Ref<'t, Str> {
    v.expect::<Record>().fixed(field::CODE).expect::<Str>()
}

fn item_type(v: Val<'_>) -> ItemType {
    ItemType::parse(code(v).text()).expect("V3: made with a known code")
}

fn len<'t>(th: &'t Thread, v: Val<'t>) -> Res<usize> {
    Ok(store(v).see(th)?.byte_len() / item_type(v).size)
}

/// The item at a place, if there is one.
pub(crate) fn get<'t>(th: &'t Thread, v: Val<'t>, i: usize) -> Res<Option<Val<'t>>> {
    let kind = item_type(v);
    let bytes = store(v).see(th)?.bytes();
    match bytes.get(i * kind.size..(i + 1) * kind.size) {
        Some(item) => kind.read(th, item).map(Some),
        None => Ok(None),
    }
}

/// A new array of a class.
fn make<'t>(th: &'t Thread, class: Ref<'t, Class>, code: Val<'t>, bytes: &[u8]) -> Val<'t> {
    let store = crate::types::bytes::new_array(th, bytes);
    Record::new(th, class.info().root_shape(), &[store, code]).val()
}

/// A new array like another one.
fn like<'t>(th: &'t Thread, v: Val<'t>, bytes: &[u8]) -> Val<'t> {
    make(
        th,
        th.native_class(NativeClass::Array),
        code(v).val(),
        bytes,
    )
}

/// Fields: array, next place.
const ITERATOR: NativeClassSpec = NativeClassSpec {
    module: "array",
    name: "arrayiterator",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[ITER, NEXT],
    getsets: &[],
};

const NEXT_ITEM: NativeNext = NativeNext {
    quick: next_item,
    full: |th, it| {
        th.section(|th| match next_item(th, th.get(it))? {
            Next::Item(v) => Ok(Some(th.root(v))),
            _ => Ok(None),
        })
    },
};

fn next_item<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = iterate::take(th, it)?;
    let i = own.field(1).as_int().unwrap_or(0) as usize;
    Ok(match get(th, own.field(0), i)? {
        Some(v) => {
            own.set_field(1, Val::small(i as i64 + 1));
            Next::Item(v)
        }
        None => Next::Done,
    })
}
