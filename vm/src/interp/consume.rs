//! Builtins that consume a generator, as Python code.
//!
//! `sum`, `any`, `all`, `list`, `tuple`, `set` and `frozenset` of a generator, called by Python code, run in the interpreter
//! loop instead of a loop of native code that enters the interpreter for each item. So the generator's frame is resumed by
//! `for_iter`, and its body compiled with that loop. Each generator's code has consumers of its own: their loops see one
//! kind of generator only. Nobody sees them: they are `hidden`, in tracebacks and frame objects.

use std::sync::{Arc, OnceLock};

use crate::class::Builtin;
use crate::native::Traced;
use crate::object::{Function, Generator, Kind, Native, Part, Ref};
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// One definition for each of [`Consumer`], in this order. Their globals are the builtins. Floats are added up by the
/// native `sum`, more exactly than by `+`.
const SOURCE: &str = "
def sum_of(items):
    total = 0
    for item in items:
        if not isinstance(item, int):
            return sum(items, total + item)
        total += item
    return total
def any_of(items):
    for item in items:
        if item:
            return True
    return False
def all_of(items):
    for item in items:
        if not item:
            return False
    return True
def list_of(items):
    return [item for item in items]
def tuple_of(items):
    return (*[item for item in items],)
def set_of(items):
    return {item for item in items}
def frozenset_of(items):
    return frozenset({item for item in items})
";

/// What is done with the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consumer {
    Sum,
    Any,
    All,
    List,
    Tuple,
    Set,
    FrozenSet,
}

const CONSUMERS: usize = Consumer::FrozenSet as usize + 1;

/// The consumers of one generator's code that were made.
#[derive(Default)]
pub struct Consumers([OnceLock<Raw>; CONSUMERS]);

impl Consumers {
    pub fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        self.0
            .iter()
            .filter_map(OnceLock::get)
            .for_each(|r| visit(*r));
    }
}

/// The function that does what `callee` does with this argument, if it is a generator; otherwise `None`.
#[inline]
pub fn consumer<'t>(th: &'t Thread, callee: Val<'t>, arg: Val<'t>) -> Option<Ref<'t, Function>> {
    if !arg.is_pointer() || !arg.has_shape(Builtin::Generator.shape()) {
        return None;
    }
    let which = which(th, callee)?;
    let code = arg.known::<Generator>().code();
    let made = code.body().consumers.0[which as usize].get();
    match made {
        Some(f) => f.val(th).cast::<Function>(),
        None => make(th, arg.known(), which),
    }
}

fn which(th: &Thread, callee: Val<'_>) -> Option<Consumer> {
    if callee.is_kind(Kind::Native) {
        let n = callee.expect::<Native>();
        return match n.def().traced {
            Traced::Sum => Some(Consumer::Sum),
            Traced::Any => Some(Consumer::Any),
            Traced::All => Some(Consumer::All),
            _ => None,
        };
    }
    let classes = [
        (Builtin::List, Consumer::List),
        (Builtin::Tuple, Consumer::Tuple),
        (Builtin::Set, Consumer::Set),
        (Builtin::FrozenSet, Consumer::FrozenSet),
    ];
    let found = classes
        .iter()
        .find(|(class, _)| callee.is(th.builtin(*class)));
    found.map(|(_, which)| *which)
}

#[cold]
fn make<'t>(
    th: &'t Thread,
    generator: Ref<'t, Generator>,
    which: Consumer,
) -> Option<Ref<'t, Function>> {
    let code = crate::run::load_hidden_code(th, source(which)?);
    let f = Function::new(th, code, th.vm.builtins(th)?);
    f.set_part(Part::Name, code.name());
    f.set_part(Part::QualName, code.qualname());
    let place = &generator.code().body().consumers.0[which as usize];
    place.get_or_init(|| f.raw()).val(th).cast::<Function>()
}

/// The code of a consumer, compiled once for all threads.
fn source(which: Consumer) -> Option<&'static Arc<lang::Code>> {
    static ALL: OnceLock<Vec<Arc<lang::Code>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let options = lang::Options::default();
        let module = lang::compile(SOURCE, "<builtins>", lang::Mode::Exec, options);
        let consts = module.iter().flat_map(|m| m.consts.iter());
        let codes = consts.filter_map(|c| match c {
            lang::code::Const::Code(code) => Some(code.clone()),
            _ => None,
        });
        codes.collect()
    });
    debug_assert_eq!(all.len(), CONSUMERS);
    all.get(which as usize)
}
