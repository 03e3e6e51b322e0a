//! Assignment targets: names, attributes, items, unpacking, augmented assignment, `del`.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Result};
use crate::opcode::Reg;

impl<'a> Compiler<'a> {
    pub(super) fn assign(&mut self, assign: &'a ast::StmtAssign) -> Result {
        let [target] = &assign.targets[..] else {
            let value = self.eval(&assign.value, None)?;
            let value = self.kept(value, &assign.targets);
            return assign
                .targets
                .iter()
                .try_for_each(|target| self.store(target, value));
        };
        if let (Some(targets), Expr::Tuple(value)) = (sequence(target), &*assign.value) {
            let starred = targets.iter().chain(&value.elts).any(Expr::is_starred_expr);
            if !starred
                && targets.len() == value.elts.len()
                && !targets.is_empty()
                && targets.len() < 16
            {
                return self.assign_side_by_side(targets, &value.elts);
            }
        }
        let value = self.eval_for(target, &assign.value)?;
        self.store(target, value)
    }

    /// The value of an assignment, computed directly into the target if that is a plain local.
    pub(super) fn eval_for(&mut self, target: &'a Expr, value: &'a Expr) -> Result<Reg> {
        let want = match target {
            Expr::Name(name) => self.local_register(name.id.as_str()),
            _ => None,
        };
        self.eval(value, want)
    }

    /// A value that several targets take must not be in a register that one of them changes.
    fn kept(&mut self, value: Reg, targets: &'a [Expr]) -> Reg {
        if self.unit.is_variable(value)
            && targets
                .iter()
                .any(|target| self.binds_register(target, value))
        {
            let copy = self.alloc();
            self.w().move_(copy, value);
            return copy;
        }
        value
    }

    fn binds_register(&mut self, target: &Expr, reg: Reg) -> bool {
        match target {
            Expr::Name(name) => self.local_register(name.id.as_str()) == Some(reg),
            Expr::Starred(starred) => self.binds_register(&starred.value, reg),
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .any(|target| self.binds_register(target, reg)),
            Expr::List(list) => list
                .elts
                .iter()
                .any(|target| self.binds_register(target, reg)),
            _ => false,
        }
    }

    /// `a, b = c, d` without a tuple: all values first, then the targets from left to right.
    fn assign_side_by_side(&mut self, targets: &'a [Expr], values: &'a [Expr]) -> Result {
        let mut registers = Vec::with_capacity(values.len());
        for (i, value) in values.iter().enumerate() {
            let reg = self.eval(value, None)?;
            let reg = self.kept(reg, &targets[..i]);
            registers.push(reg);
        }
        targets
            .iter()
            .zip(registers)
            .try_for_each(|(target, value)| self.store(target, value))
    }

    /// Stores the value of a register to a target.
    pub(super) fn store(&mut self, target: &'a Expr, value: Reg) -> Result {
        let mark = self.mark();
        match target {
            Expr::Name(name) => self.store_name(name.id.as_str(), name.range, value),
            Expr::Attribute(attribute) => {
                if &attribute.attr == "__debug__" {
                    return self.error(attribute.range, "cannot assign to __debug__");
                }
                self.note_static_attribute(attribute);
                let obj = self.eval(&attribute.value, None)?;
                let name = self.ident(attribute.attr.as_str());
                self.at(attribute.range);
                self.w().store_attr(obj, name, value);
            }
            Expr::Subscript(subscript) => {
                let obj = self.eval(&subscript.value, None)?;
                let index = self.eval(&subscript.slice, None)?;
                self.at(subscript.range);
                self.w().set_item(obj, index, value);
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, tuple.range, value)?,
            Expr::List(list) => self.unpack(&list.elts, list.range, value)?,
            Expr::Starred(starred) => {
                return self.error(
                    starred.range,
                    "starred assignment target must be in a list or tuple",
                );
            }
            other => return self.error(other.range(), "cannot assign to expression"),
        }
        self.release(mark);
        Ok(())
    }

    fn unpack(&mut self, targets: &'a [Expr], range: TextRange, value: Reg) -> Result {
        let mark = self.mark();
        let base = match self.unpack_in_place(targets) {
            Some(base) => base,
            None => self.alloc_window(targets.len()),
        };
        self.at(range);
        let mut stars = targets
            .iter()
            .enumerate()
            .filter(|(_, target)| target.is_starred_expr());
        match (stars.next(), stars.next()) {
            (None, _) => self.w().unpack_sequence(base, targets.len() as u16, value),
            (Some((before, _)), None) => {
                let after = targets.len() - before - 1;
                self.w().unpack_ex(base, before as u16, after as u16, value);
            }
            (Some(_), Some((_, second))) => {
                return self.error(second.range(), "multiple starred expressions in assignment");
            }
        }
        for (i, target) in targets.iter().enumerate() {
            let target = match target {
                Expr::Starred(starred) => &starred.value,
                other => other,
            };
            self.store(target, Reg(base.0 + i as u16))?;
        }
        self.release(mark);
        Ok(())
    }

    /// Targets that are plain locals in consecutive registers are unpacked into directly.
    fn unpack_in_place(&mut self, targets: &'a [Expr]) -> Option<Reg> {
        let mut first = None;
        for (i, target) in targets.iter().enumerate() {
            let Expr::Name(name) = target else {
                return None;
            };
            let reg = self.local_register(name.id.as_str())?;
            let first = *first.get_or_insert(reg);
            if usize::from(first.0) + i != reg.index() {
                return None;
            }
        }
        first
    }

    pub(super) fn augmented(&mut self, assign: &'a ast::StmtAugAssign) -> Result {
        let range = assign.range;
        match &*assign.target {
            Expr::Name(name) => {
                let mark = self.mark();
                let a = self.load_name(name, None);
                let want = self.local_register(name.id.as_str());
                let value = self.binary_on(mark, a, assign.op, true, &assign.value, range, want)?;
                self.store_name(name.id.as_str(), name.range, value);
            }
            Expr::Attribute(attribute) => {
                self.note_static_attribute(attribute);
                let obj = self.eval(&attribute.value, None)?;
                let name = self.ident(attribute.attr.as_str());
                let mark = self.mark();
                let old = self.alloc();
                self.at(attribute.range);
                self.w().load_attr(old, obj, name);
                let value =
                    self.binary_on(mark, old, assign.op, true, &assign.value, range, None)?;
                self.at(attribute.range);
                self.w().store_attr(obj, name, value);
            }
            Expr::Subscript(subscript) => {
                let obj = self.eval(&subscript.value, None)?;
                let index = self.eval(&subscript.slice, None)?;
                let mark = self.mark();
                let old = self.alloc();
                self.at(subscript.range);
                self.w().get_item(old, obj, index);
                let value =
                    self.binary_on(mark, old, assign.op, true, &assign.value, range, None)?;
                self.at(subscript.range);
                self.w().set_item(obj, index, value);
            }
            other => {
                return self.error(other.range(), "illegal expression for augmented assignment");
            }
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, target: &'a Expr) -> Result {
        let mark = self.mark();
        match target {
            Expr::Name(name) => self.delete_name(name.id.as_str(), name.range),
            Expr::Attribute(attribute) => {
                let obj = self.eval(&attribute.value, None)?;
                let name = self.ident(attribute.attr.as_str());
                self.at(attribute.range);
                self.w().delete_attr(obj, name);
            }
            Expr::Subscript(subscript) => {
                let obj = self.eval(&subscript.value, None)?;
                let index = self.eval(&subscript.slice, None)?;
                self.at(subscript.range);
                self.w().del_item(obj, index);
            }
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .try_for_each(|target| self.delete(target))?,
            Expr::List(list) => list
                .elts
                .iter()
                .try_for_each(|target| self.delete(target))?,
            other => return self.error(other.range(), "cannot delete expression"),
        }
        self.release(mark);
        Ok(())
    }
}

/// The targets of an unpacking assignment.
fn sequence(target: &Expr) -> Option<&[Expr]> {
    match target {
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::List(list) => Some(&list.elts),
        _ => None,
    }
}
