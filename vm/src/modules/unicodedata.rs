//! `unicodedata`: the database of characters, of the present version and, as `ucd_3_2_0`, of an old one that some
//! standards refer to.

use rustpython_unicode::data::{LookupResult, Ucd, unicode_version};
use rustpython_unicode::normalize::{NormalizeForm, is_normalized, normalize};

use super::support::{NativeClassSpec, add, add_class};
use crate::class::flags;
use crate::native::{Args, GetSet, ModuleSpec, NativeDef, Params};
use crate::object::{Record, Str};
use crate::text::surrogate;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ONE: Params = Params::all(&["_chr"]);
const DEFAULT: Params = Params::pos(&["_chr", "_default"], 1);
const FORM: Params = Params::all(&["_form", "_unistr"]);
const NAME: Params = Params::all(&["_name"]);
const OF_ONE: Params = Params::all(&["_self", "_chr"]);
const OF_DEFAULT: Params = Params::pos(&["_self", "_chr", "_default"], 2);
const OF_FORM: Params = Params::all(&["_self", "_form", "_unistr"]);
const OF_NAME: Params = Params::all(&["_self", "_name"]);

const NEW: Ucd = Ucd::new(true);
const OLD: Ucd = Ucd::new(false);

/// The functions of the module, and the methods of the old database.
macro_rules! functions {
    ($($name:literal $params:ident $of_params:ident $f:ident;)*) => {
        const FUNCTIONS: &[NativeDef] = &[
            $(NativeDef::quick($name, $params, |th, a| $f(th, NEW, a, 0)),)*
        ];
        const METHODS: &[NativeDef] = &[
            $(NativeDef::quick($name, $of_params, |th, a| $f(th, OLD, a, 1)),)*
        ];
    };
}

functions! {
    "category" ONE OF_ONE category;
    "bidirectional" ONE OF_ONE bidirectional;
    "combining" ONE OF_ONE combining;
    "mirrored" ONE OF_ONE mirrored;
    "east_asian_width" ONE OF_ONE east_asian_width;
    "decomposition" ONE OF_ONE decomposition;
    "decimal" DEFAULT OF_DEFAULT decimal;
    "digit" DEFAULT OF_DEFAULT digit;
    "numeric" DEFAULT OF_DEFAULT numeric;
    "name" DEFAULT OF_DEFAULT name;
    "lookup" NAME OF_NAME lookup;
    "normalize" FORM OF_FORM normal;
    "is_normalized" FORM OF_FORM is_normal;
}

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode \
          characters.",
    functions: FUNCTIONS,
    init,
};

const UCD: NativeClassSpec = NativeClassSpec {
    module: "unicodedata",
    name: "UCD",
    doc: "",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: METHODS,
    getsets: &[GetSet::read("unidata_version", |th, _| {
        Ok(th.str(&OLD.unidata_version()))
    })],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let class = add_class(th, module, &UCD)?;
    add(th, module, "unidata_version", th.str(&unicode_version()))?;
    let old = Record::new(th, class.info().root_shape(), &[]).val();
    add(th, module, "ucd_3_2_0", old)
}

/// A text argument.
fn text<'t>(th: &'t Thread, v: Val<'t>, function: &str, place: &str) -> Res<&'t str> {
    match v.unboxed().cast::<Str>() {
        Some(s) => Ok(s.text()),
        None => Err(th.type_error(format!(
            "{function}() argument {place}must be str, not {}",
            th.class_name(v)
        ))),
    }
}

/// An argument of one character.
fn character<'t>(th: &'t Thread, v: Val<'t>, function: &str) -> Res<char> {
    let Some(s) = v.unboxed().cast::<Str>() else {
        return Err(th.type_error(format!(
            "{function}() argument 1 must be a unicode character, not {}",
            th.class_name(v)
        )));
    };
    let mut chars = s.text().chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => Err(th.type_error(format!(
            "{function}(): argument must be a unicode character, not a string of length {}",
            s.len()
        ))),
    }
}

fn category<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "category")?;
    Ok(th.str(match surrogate::is_surrogate(c) {
        true => "Cs",
        false => ucd.category(c.into()),
    }))
}

fn bidirectional<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "bidirectional")?;
    // What is not assigned has no direction here.
    Ok(th.str(match ucd.category(c.into()) {
        "Cn" => "",
        _ => ucd.bidirectional(c.into()),
    }))
}

fn combining<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "combining")?;
    Ok(Val::small(ucd.combining(c.into()).into()))
}

fn mirrored<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "mirrored")?;
    Ok(Val::small(ucd.mirrored(c.into()).into()))
}

fn east_asian_width<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "east_asian_width")?;
    Ok(th.str(ucd.east_asian_width(c.into())))
}

fn decomposition<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "decomposition")?;
    Ok(th.str(&ucd.decomposition(c.into())))
}

/// The property, the default, or an error.
fn property<'t>(
    th: &'t Thread,
    v: Option<Val<'t>>,
    default: Option<Val<'t>>,
    error: &str,
) -> Res<Val<'t>> {
    v.or(default).ok_or_else(|| th.value_error(error))
}

fn decimal<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "decimal")?;
    let v = ucd.decimal(c.into()).map(|n| th.uint(n));
    property(th, v, a.opt(i + 1), "not a decimal")
}

fn digit<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "digit")?;
    let v = ucd.digit(c.into()).map(|n| th.uint(n));
    property(th, v, a.opt(i + 1), "not a digit")
}

fn numeric<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "numeric")?;
    let v = ucd.numeric(c.into()).map(|n| Val::float(n).raw().val(th));
    property(th, v, a.opt(i + 1), "not a numeric character")
}

fn name<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let c = character(th, a.get(i), "name")?;
    let v = crate::text::unicode::name(c)
        .filter(|_| ucd.membership(c))
        .map(|n| th.str(&n));
    property(th, v, a.opt(i + 1), "no such name")
}

fn lookup<'t>(th: &'t Thread, ucd: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let name = text(th, a.get(i), "lookup", "")?;
    match ucd.lookup(name) {
        Some(LookupResult::Character(c)) => Ok(th.vm.character(th, c)),
        Some(LookupResult::Sequence(text)) => Ok(th.str(text)),
        None => Err(th.key_error(th.str(&format!("undefined character name '{name}'")))),
    }
}

fn form<'t>(th: &'t Thread, v: Val<'t>, function: &str) -> Res<NormalizeForm> {
    let form = text(th, v, function, "1 ")?.parse::<NormalizeForm>();
    form.map_err(|()| -> Unwind { th.value_error("invalid normalization form") })
}

fn normal<'t>(th: &'t Thread, _: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let form = form(th, a.get(i), "normalize")?;
    let text = text(th, a.get(i + 1), "normalize", "2 ")?;
    Ok(th.str(&normalize(form, text.as_ref()).into_string_lossy()))
}

fn is_normal<'t>(th: &'t Thread, _: Ucd, a: Args<'t>, i: usize) -> Res<Val<'t>> {
    let form = form(th, a.get(i), "is_normalized")?;
    let text = text(th, a.get(i + 1), "is_normalized", "2 ")?;
    Ok(Val::bool(is_normalized(form, text.as_ref())))
}
