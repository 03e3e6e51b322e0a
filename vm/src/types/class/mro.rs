//! The method resolution order: C3 linearisation (Barrett et al., OOPSLA '96).

use super::layout;
use crate::class::Class;
use crate::names::Id;
use crate::object::{Kind, List, Native, Tuple};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The MRO of `class` by the rule, the class itself first.
pub fn linearise<'t>(th: &'t Thread, class: Val<'t>, bases: &[Val<'t>]) -> Res<Vec<Val<'t>>> {
    for (i, b) in bases.iter().enumerate() {
        if bases[..i].iter().any(|other| other.is(*b)) {
            return Err(th.type_error(format!(
                "duplicate base class {}",
                b.expect::<Class>().name()
            )));
        }
    }
    let mut order = vec![class];
    let mut lists: Vec<&[Val<'t>]> = bases.iter().map(|b| b.expect::<Class>().mro()).collect();
    lists.push(bases);
    loop {
        lists.retain(|l| !l.is_empty());
        if lists.is_empty() {
            return Ok(order);
        }
        let next = lists.iter().map(|l| l[0]).find(|c| {
            !lists
                .iter()
                .any(|l| l[1..].iter().any(|other| other.is(*c)))
        });
        let Some(next) = next else {
            return Err(inconsistent(th, &lists));
        };
        order.push(next);
        for l in &mut lists {
            if l[0].is(next) {
                *l = &l[1..];
            }
        }
    }
}

fn inconsistent(th: &Thread, lists: &[&[Val<'_>]]) -> Unwind {
    let mut heads: Vec<&str> = Vec::new();
    for l in lists {
        let name = l[0].expect::<Class>().name();
        if !heads.contains(&name) {
            heads.push(name);
        }
    }
    th.type_error(format!(
        "Cannot create a consistent method resolution order (MRO) for bases {}",
        heads.join(", ")
    ))
}

/// The MRO of a class whose bases are set: by the rule, or by the metaclass's own `mro`. A tuple in a new register.
pub fn compute(th: &mut Thread, class: Slot) -> Res<Slot> {
    let custom = th.section(|th| {
        let f = lookup::special(th, th.get(class), Id::mro)?;
        Ok(f.is_some_and(|f| f.cast::<Native>().is_none()))
    })?;
    if !custom {
        return th.section(|th| {
            let c = th.get(class);
            let order = linearise(th, c, c.expect::<Class>().bases())?;
            Ok(th.root(th.tuple(&order)))
        });
    }
    let Some(order) = th.call_special(class, Id::mro, &[])? else {
        unreachable!("found above");
    };
    th.section(|th| {
        let v = th.get(order);
        let items = match (v.cast::<Tuple>(), v.cast::<List>()) {
            (Some(t), _) => t.items(),
            (_, Some(l)) => l.see(th)?.items(),
            _ => {
                return Err(th.type_error(format!("'{}' object is not iterable", th.class_name(v))));
            }
        };
        if let Some(other) = items.iter().find(|c| !c.is_kind(Kind::Class)) {
            return Err(th.type_error(format!(
                "mro() returned a non-class ('{}')",
                th.class_name(*other)
            )));
        }
        let own = th.get(class).expect::<Class>();
        let unsuitable = |c: &&Val<'_>| !layout::contains_layout_of(own, c.expect::<Class>());
        if let Some(other) = items.iter().find(unsuitable) {
            return Err(th.type_error(format!(
                "mro() returned base with unsuitable layout ('{}')",
                other.expect::<Class>().name()
            )));
        }
        Ok(th.root(th.tuple(items)))
    })
}
