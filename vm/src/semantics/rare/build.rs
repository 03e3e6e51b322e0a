//! Displays, comprehensions, f-strings.

use lang::opcode::{Reg, ops};

use crate::interp::{Flow, Interp};
use crate::object::{Dict, List, Set, Spot, Str};
use crate::protocol::{iter, text};
use crate::thread::Slot;
use crate::types::{args, dict, set, slice};
use crate::unwind::Res;
use crate::value::Val;

pub fn build_slice(m: &mut Interp<'_>, op: ops::BuildSlice) -> Res<Flow> {
    let parts = [m.get(op.start), m.get(op.stop), m.get(op.step)];
    let v = slice::new(m.th, &parts);
    m.put(op.dst, v);
    Ok(Flow::Next)
}

pub fn build_set(m: &mut Interp<'_>, op: ops::BuildSet) -> Res<Flow> {
    let first = m.slot(op.base);
    m.slow(op.dst, |th| {
        let s = th.root(Set::new(th).val());
        for i in 0..usize::from(op.n) {
            set::add(th, s, first.offset(i))?;
        }
        Ok(s)
    })
}

pub fn build_map(m: &mut Interp<'_>, op: ops::BuildMap) -> Res<Flow> {
    let (first, n) = (m.slot(op.base), usize::from(op.n));
    m.slow(op.dst, |th| {
        let d = Dict::new(th);
        if n > 5 {
            d.reserve(th, n);
        }
        let d = th.root(d.val());
        for i in 0..n {
            dict::set(th, d, first.offset(2 * i), first.offset(2 * i + 1))?;
        }
        Ok(d)
    })
}

pub fn list_append(m: &mut Interp<'_>, op: ops::ListAppend) -> Res<Flow> {
    let (list, v) = (m.slot(op.list), m.slot(op.value));
    m.full().section(|th| {
        let own = th.get(list).expect::<List>().own_spot(th, Spot::End)?;
        own.push(th, th.get(v));
        Ok(())
    })?;
    Ok(Flow::Next)
}

pub fn list_extend(m: &mut Interp<'_>, op: ops::ListExtend) -> Res<Flow> {
    let (list, v) = (m.slot(op.list), m.slot(op.iterable));
    m.scoped(|th| {
        if iter::is_iterable(th, v)? {
            return iter::extend(th, list, v);
        }
        Err(th.type_error(format!(
            "Value after * must be an iterable, not {}",
            th.class_name(th.get(v))
        )))
    })?;
    Ok(Flow::Next)
}

pub fn list_to_tuple(m: &mut Interp<'_>, op: ops::ListToTuple) -> Res<Flow> {
    let list = m.slot(op.list);
    m.slow(op.dst, |th| {
        th.section(|th| {
            let items = th.get(list).expect::<List>().see(th)?.items();
            Ok(th.root(th.tuple(items)))
        })
    })
}

pub fn set_add(m: &mut Interp<'_>, op: ops::SetAdd) -> Res<Flow> {
    let (s, v) = (m.slot(op.set), m.slot(op.value));
    m.scoped(|th| set::add(th, s, v))?;
    Ok(Flow::Next)
}

pub fn set_update(m: &mut Interp<'_>, op: ops::SetUpdate) -> Res<Flow> {
    let (s, v) = (m.slot(op.set), m.slot(op.iterable));
    m.scoped(|th| set::fill(th, s, v))?;
    Ok(Flow::Next)
}

pub fn map_add(m: &mut Interp<'_>, op: ops::MapAdd) -> Res<Flow> {
    let (d, k, v) = (m.slot(op.map), m.slot(op.key), m.slot(op.value));
    m.scoped(|th| dict::set(th, d, k, v))?;
    Ok(Flow::Next)
}

pub fn dict_update(m: &mut Interp<'_>, op: ops::DictUpdate) -> Res<Flow> {
    let (d, other) = (m.slot(op.map), m.slot(op.other));
    m.scoped(|th| dict::update_display(th, d, other))?;
    Ok(Flow::Next)
}

pub fn dict_merge(m: &mut Interp<'_>, op: ops::DictMerge) -> Res<Flow> {
    let (d, other, callee) = (m.slot(op.map), m.slot(op.other), m.slot(op.callee));
    m.scoped(|th| dict::merge_keywords(th, d, other, callee))?;
    Ok(Flow::Next)
}

/// `f"{value!conversion:spec}"`.
pub fn format_value(m: &mut Interp<'_>, op: ops::FormatValue) -> Res<Flow> {
    let (value, spec) = (m.slot(op.value), m.slot(op.spec));
    let conversion = op.conversion;
    m.slow(op.dst, |th| {
        let converted = match u32::try_from(conversion).ok().and_then(char::from_u32) {
            Some('s') => text::str(th, value)?,
            Some('r') => text::repr(th, value)?,
            Some('a') => text::ascii(th, value)?,
            _ => value,
        };
        if th.get(spec).is_undef() {
            return text::format_with(th, converted, "");
        }
        text::format(th, converted, spec)
    })
}

/// The parts of an f-string, all of them `str`s, copied once.
pub fn build_string(m: &mut Interp<'_>, op: ops::BuildString) -> Res<Flow> {
    let joined = {
        let parts = m.window(op.base, usize::from(op.n));
        let mut few = [""; 16];
        let texts = parts.iter().map(|v| args::text_of(*v).unwrap_or_default());
        if let Some(few) = few.get_mut(..parts.len()) {
            few.iter_mut().zip(texts).for_each(|(t, part)| *t = part);
            Str::join(m.th, few).raw()
        } else {
            Str::join(m.th, &texts.collect::<Vec<_>>()).raw()
        }
    };
    m.put(op.dst, joined.val(&*m.th));
    Ok(Flow::Next)
}

/// Calls a class of `string.templatelib`.
fn template_part(m: &mut Interp<'_>, dst: Reg, class: &str, args: &[Slot]) -> Res<Flow> {
    m.slow(dst, |th| {
        let class = crate::import::import_object(th, "string.templatelib", class)?;
        th.call(class, args)
    })
}

pub fn build_interpolation(m: &mut Interp<'_>, op: ops::BuildInterpolation) -> Res<Flow> {
    let (value, spec) = (m.slot(op.value), m.slot(op.spec));
    let (source, conversion) = (m.body().consts[op.text.index()], op.conversion);
    let th = m.full();
    let mark = th.mark();
    let source = th.root(source.val(th));
    let conversion = match u8::try_from(conversion) {
        Ok(c) if c > 0 => th.root(th.vm.character(th, c as char)),
        _ => th.root(Val::NONE),
    };
    let spec = match th.get(spec).is_undef() {
        true => th.root(th.str("")),
        false => spec,
    };
    let r = template_part(
        m,
        op.dst,
        "Interpolation",
        &[value, source, conversion, spec],
    );
    m.full().release_to(mark);
    r
}

pub fn build_template(m: &mut Interp<'_>, op: ops::BuildTemplate) -> Res<Flow> {
    let (strings, interpolations) = (m.slot(op.strings), m.slot(op.interpolations));
    m.slow(op.dst, |th| {
        // The class takes the parts in the order of the text.
        let class = crate::import::import_object(th, "string.templatelib", "Template")?;
        let parts: Vec<Val<'_>> = {
            let tuple = |s: Slot| th.get(s).expect::<crate::object::Tuple>().items();
            let (strings, mut rest) = (tuple(strings), tuple(interpolations).iter());
            strings
                .iter()
                .flat_map(|s| std::iter::once(*s).chain(rest.next().copied()))
                .collect()
        };
        let args = th.root(th.tuple(&parts));
        let nothing = th.root(Val::UNDEF);
        th.call_ex(class, args, nothing)
    })
}
