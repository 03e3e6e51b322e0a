//! `_decimal`: decimal numbers of any precision.
//!
//! | what | file |
//! | --- | --- |
//! | the arithmetic, without Python | [`core`] |
//! | numbers as objects | [`value`] |
//! | contexts, and which one is current | [`context`], [`current`] |
//! | exceptions, flags and traps | [`signals`] |
//! | making numbers from other objects | [`construct`] |
//! | operators and what other builtins ask of a number | [`operators`], [`special`] |
//! | the named methods of numbers and of contexts | [`methods`], [`context_methods`] |

mod construct;
mod context;
mod context_methods;
mod core;
mod current;
mod methods;
mod operators;
mod signals;
mod special;
mod value;

use self::context::{Settings, USUAL, USUAL_TRAPS};
use self::core::number::{MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY};
use self::core::{Env, Rounding, Status};
use super::support::{
    NativeClass, NativeClassSpec, add, add_known_class, get_attr, know_class, know_value, new_class,
};
use crate::bootstrap;
use crate::import::statement::{Request, import};
use crate::native::{ModuleSpec, NativeDef, Params};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_decimal",
    doc: "C decimal arithmetic module",
    functions: &[
        NativeDef::quick("getcontext", Params::pos(&[], 0), current::getcontext)
            .doc("Get the current default context.\n\n"),
        NativeDef::quick("setcontext", Params::all(&["_context"]), current::setcontext)
            .doc("Set a new default context.\n\n"),
        NativeDef::full(
            "localcontext",
            Params::pos(&["ctx"], 0).kw(&context::PARAMETERS),
            current::localcontext,
        )
        .doc("Return a context manager that will set the default context to a copy of ctx\non entry to the with-statement and restore the previous default context when\nexiting the with-statement. If no context is supplied, a copy of the current\ndefault context is used.\n\n"),
        NativeDef::quick("IEEEContext", Params::all(&["_bits"]), current::ieee_context)
            .doc("Return a context object initialized to the proper values for one of the\nIEEE interchange formats.  The argument must be a multiple of 32 and less\nthan IEEE_CONTEXT_MAX_BITS.\n\n"),
    ],
    init,
};

const DECIMAL: NativeClassSpec = NativeClassSpec {
    module: "decimal",
    name: "Decimal",
    doc: "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n",
    nfields: value::NFIELDS,
    flags: 0,
    methods: methods::METHODS,
    getsets: methods::GETSETS,
};

const CONTEXT: NativeClassSpec = NativeClassSpec {
    module: "decimal",
    name: "Context",
    doc: "The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be initialized as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n",
    nfields: context::NFIELDS,
    flags: 0,
    methods: context_methods::METHODS,
    getsets: context::GETSETS,
};

fn imported(th: &mut Thread, name: &str) -> Res<Slot> {
    let from = th.root(th.tuple(&[th.intern("*")]));
    let request = Request {
        name: th.root(th.str(name)),
        globals: th.root(Val::NONE),
        fromlist: from,
        level: 0,
    };
    import(th, &request)
}

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    classes(th, module)?;
    signals::init(th, module)?;
    templates(th, module)?;
    constants(th, module)?;
    let vars = imported(th, "_contextvars")?;
    let var = get_attr(th, vars, "ContextVar")?;
    let name = th.root(th.intern("decimal_context"));
    let var = th.call(var, &[name])?;
    know_value(th, NativeClass::DecimalVariable, th.get(var));
    let abc = imported(th, "collections.abc")?;
    signals::make_mapping_class(th, abc)?;
    let numbers = imported(th, "numbers")?;
    let rational = get_attr(th, numbers, "Rational")?;
    know_value(th, NativeClass::Rational, th.get(rational));
    let number = get_attr(th, numbers, "Number")?;
    let register = get_attr(th, number, "register")?;
    let decimal = th.root(th.native_class(NativeClass::Decimal).val());
    th.call(register, &[decimal])?;
    make_tuple_class(th, module)
}

fn classes(th: &Thread, module: Slot) -> Res<()> {
    let decimal = add_known_class(th, module, NativeClass::Decimal, &DECIMAL)?;
    for methods in [
        operators::ARITHMETIC,
        operators::COMPARISONS,
        operators::OTHERS,
        special::METHODS,
    ] {
        bootstrap::fill(th, decimal, "", methods, &[]);
    }
    decimal.info().operators.set(Some(&operators::QUICK));
    add_known_class(th, module, NativeClass::DecimalContext, &CONTEXT)?;
    let manager = new_class(th, &current::MANAGER);
    know_class(th, NativeClass::DecimalContextManager, manager);
    Ok(())
}

/// The contexts that others are made from.
fn templates(th: &Thread, module: Slot) -> Res<()> {
    let nine = Env { prec: 9, ..USUAL };
    let basic = nine.with_rounding(Rounding::HalfUp);
    let all = [
        (
            "DefaultContext",
            NativeClass::DecimalDefault,
            USUAL,
            USUAL_TRAPS,
        ),
        (
            "BasicContext",
            NativeClass::DecimalBasic,
            basic,
            USUAL_TRAPS | Status::UNDERFLOW | Status::CLAMPED,
        ),
        ("ExtendedContext", NativeClass::DecimalExtended, nine, 0),
    ];
    for (name, known, env, traps) in all {
        let flags = 0;
        let context = context::plain(th, &Settings { env, flags, traps });
        know_value(th, known, context);
        add(th, module, name, context)?;
    }
    Ok(())
}

fn constants(th: &Thread, module: Slot) -> Res<()> {
    for (_, name) in Rounding::ALL {
        add(th, module, name, th.intern(name))?;
    }
    for (name, n) in [
        ("MAX_PREC", MAX_PREC),
        ("MAX_EMAX", MAX_EMAX),
        ("MIN_EMIN", MIN_EMIN),
        ("MIN_ETINY", MIN_ETINY),
        ("IEEE_CONTEXT_MAX_BITS", current::IEEE_BITS),
    ] {
        add(th, module, name, th.int(n))?;
    }
    for name in ["HAVE_THREADS", "HAVE_CONTEXTVAR"] {
        add(th, module, name, Val::TRUE)?;
    }
    add(th, module, "__version__", th.str("1.70"))?;
    add(th, module, "__libmpdec_version__", th.str("2.5.1"))
}

/// `DecimalTuple`, a named tuple.
fn make_tuple_class(th: &mut Thread, module: Slot) -> Res<()> {
    let collections = imported(th, "collections")?;
    let namedtuple = get_attr(th, collections, "namedtuple")?;
    let name = th.root(th.intern("DecimalTuple"));
    let fields = th.root(th.str("sign digits exponent"));
    let (key, home) = (th.root(th.intern("module")), th.root(th.intern("decimal")));
    let class = th.call_kw(namedtuple, &[name, fields], &[(key, home)])?;
    let th = &*th;
    know_value(th, NativeClass::DecimalTuple, th.get(class));
    add(th, module, "DecimalTuple", th.get(class))
}
