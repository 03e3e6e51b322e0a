//! `match`: patterns jump to a label when they fail. Captured values stay in temporaries until the whole pattern has
//! matched; only then are the names bound.

use ruff_python_ast::{
    self as ast, Expr, Identifier, IrrefutablePatternKind, Number, Operator, Pattern, Singleton,
};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Result};
use crate::code::Const;
use crate::opcode::Reg;
use crate::writer::Label;

/// Names bound by a pattern, each with the register of its value.
type Captures<'a> = Vec<(&'a Identifier, Reg)>;

impl<'a> Compiler<'a> {
    pub(super) fn match_statement(&mut self, stmt: &'a ast::StmtMatch) -> Result {
        let subject = self.eval_next(&stmt.subject)?;
        let end = self.w().label();
        for case in &stmt.cases {
            let next = self.w().label();
            let mark = self.mark();
            let mut captures = Vec::new();
            self.at(case.pattern.range());
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            for (name, value) in captures {
                self.store_name(name.as_str(), name.range, value);
            }
            self.release(mark);
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next)?;
            }
            self.statements(&case.body)?;
            self.w().jump(end);
            self.w().bind(next);
        }
        self.w().bind(end);
        Ok(())
    }

    /// Falls through if `subject` matches. Temporaries stay allocated, since captures may be in them.
    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        crate::deep(|| self.pattern_at(pattern, subject, fail, captures))
    }

    fn pattern_at(
        &mut self,
        pattern: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        self.at(pattern.range());
        match pattern {
            Pattern::MatchValue(pattern) => {
                if !is_value(&pattern.value) {
                    let message = "patterns may only match literals and attribute lookups";
                    return self.error(pattern.range, message);
                }
                if let Some(small) = self.small_int(&pattern.value) {
                    self.w().jump_if_not_eq_i(subject, small, fail);
                    return Ok(());
                }
                let mark = self.mark();
                let value = self.eval(&pattern.value, None)?;
                self.release(mark);
                self.at(pattern.range);
                self.w().jump_if_not_eq(subject, value, fail);
            }
            Pattern::MatchSingleton(pattern) => self.singleton(pattern.value, subject, fail),
            Pattern::MatchAs(pattern) => {
                if let Some(inner) = &pattern.pattern {
                    self.pattern(inner, subject, fail, captures)?;
                }
                if let Some(name) = &pattern.name {
                    self.capture(name, subject, captures)?;
                }
            }
            Pattern::MatchOr(pattern) => {
                self.alternatives(&pattern.patterns, subject, fail, captures)?
            }
            Pattern::MatchSequence(pattern) => self.sequence(pattern, subject, fail, captures)?,
            Pattern::MatchMapping(pattern) => self.mapping(pattern, subject, fail, captures)?,
            Pattern::MatchClass(pattern) => self.class_pattern(pattern, subject, fail, captures)?,
            Pattern::MatchStar(pattern) => {
                return self.error(pattern.range, "star pattern outside a sequence");
            }
        }
        Ok(())
    }

    fn capture(&mut self, name: &'a Identifier, value: Reg, captures: &mut Captures<'a>) -> Result {
        if captures.iter().any(|(other, _)| other.id == name.id) {
            return self.error(
                name.range,
                format!("multiple assignments to name '{name}' in pattern"),
            );
        }
        captures.push((name, value));
        Ok(())
    }

    fn singleton(&mut self, value: Singleton, subject: Reg, fail: Label) {
        let value = match value {
            Singleton::None => return self.w().jump_if_not_none(subject, fail),
            Singleton::True => Const::True,
            Singleton::False => Const::False,
        };
        let mark = self.mark();
        let value = self.load_const(value, None);
        self.release(mark);
        self.w().jump_if_is_not(subject, value, fail);
    }

    /// `a | b`: whichever matches, its captures end up in the registers chosen for the first one's names.
    fn alternatives(
        &mut self,
        patterns: &'a [Pattern],
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let matched = self.w().label();
        let mut homes: Vec<(&'a Identifier, Reg)> = Vec::new();
        let mut names = Vec::new();
        bound_names(&patterns[0], &mut names);
        for name in names {
            let home = self.alloc();
            homes.push((name, home));
        }
        for (i, pattern) in patterns.iter().enumerate() {
            let last = i + 1 == patterns.len();
            if let (Some(found), false) = (pattern.irrefutable_pattern(), last) {
                let what = match found.kind {
                    IrrefutablePatternKind::Name(name) => format!("name capture '{name}'"),
                    IrrefutablePatternKind::Wildcard => "wildcard".to_owned(),
                };
                return self.error(
                    found.range,
                    format!("{what} makes remaining patterns unreachable"),
                );
            }
            let next = if last { fail } else { self.w().label() };
            let mark = self.mark();
            let mut found = Vec::new();
            self.pattern(pattern, subject, next, &mut found)?;
            if found.len() != homes.len() {
                return self.error(pattern.range(), "alternative patterns bind different names");
            }
            for (name, value) in found {
                let Some((_, home)) = homes.iter().find(|(other, _)| other.id == name.id) else {
                    return self
                        .error(pattern.range(), "alternative patterns bind different names");
                };
                self.w().move_(*home, value);
            }
            self.release(mark);
            if !last {
                self.w().jump(matched);
                self.w().bind(next);
            }
        }
        self.w().bind(matched);
        homes
            .into_iter()
            .try_for_each(|(name, home)| self.capture(name, home, captures))
    }

    fn sequence(
        &mut self,
        pattern: &'a ast::PatternMatchSequence,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let patterns = &pattern.patterns;
        let range = pattern.range;
        let star = patterns
            .iter()
            .position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        let len = self.alloc();
        self.w().match_sequence(len, subject);
        self.w().jump_if_false(len, fail);
        match star {
            None => {
                self.w().get_len(len, subject);
                self.w().jump_if_not_eq_i(len, patterns.len() as i16, fail);
            }
            Some(_) if patterns.len() > 1 => {
                self.w().get_len(len, subject);
                self.w().jump_if_lt_i(len, patterns.len() as i16 - 1, fail);
            }
            Some(_) => {}
        }
        let wildcard_star = star
            .is_some_and(|at| matches!(&patterns[at], Pattern::MatchStar(s) if s.name.is_none()));
        match star {
            _ if patterns.iter().all(is_wildcard) => Ok(()),
            None => {
                let base = self.alloc_window(patterns.len());
                self.w()
                    .unpack_sequence(base, patterns.len() as u16, subject);
                self.subpatterns(patterns, base, fail, captures)
            }
            Some(at) if wildcard_star => {
                self.sequence_by_index(patterns, at, subject, len, range, fail, captures)
            }
            Some(at) => {
                let base = self.alloc_window(patterns.len());
                self.w()
                    .unpack_ex(base, at as u16, (patterns.len() - at - 1) as u16, subject);
                self.subpatterns(patterns, base, fail, captures)
            }
        }
    }

    fn subpatterns(
        &mut self,
        patterns: &'a [Pattern],
        base: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        for (i, pattern) in patterns.iter().enumerate() {
            let value = Reg(base.0 + i as u16);
            match pattern {
                Pattern::MatchStar(star) => {
                    if let Some(name) = &star.name {
                        self.capture(name, value, captures)?;
                    }
                }
                pattern => self.pattern(pattern, value, fail, captures)?,
            }
        }
        Ok(())
    }

    /// A sequence with `*_`: only the items that matter are fetched.
    #[expect(clippy::too_many_arguments, reason = "the parts of one pattern")]
    fn sequence_by_index(
        &mut self,
        patterns: &'a [Pattern],
        star: usize,
        subject: Reg,
        len: Reg,
        range: TextRange,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        for (i, pattern) in patterns.iter().enumerate() {
            if i == star || is_wildcard(pattern) {
                continue;
            }
            let item = self.alloc();
            self.at(range);
            if i < star {
                self.load_const(Const::Int(i as i64), Some(item));
            } else {
                self.w().sub_i(item, len, (patterns.len() - i) as i16);
            }
            self.w().get_item(item, subject, item);
            self.pattern(pattern, item, fail, captures)?;
        }
        Ok(())
    }

    fn mapping(
        &mut self,
        pattern: &'a ast::PatternMatchMapping,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let flag = self.alloc();
        self.w().match_mapping(flag, subject);
        self.w().jump_if_false(flag, fail);
        let count = pattern.keys.len();
        if count > 0 {
            self.w().get_len(flag, subject);
            self.w().jump_if_lt_i(flag, count as i16, fail);
        }
        if count == 0 && pattern.rest.is_none() {
            return Ok(());
        }
        let keys = self.tuple(&pattern.keys, pattern.range, None)?;
        if count > 0 {
            let values = self.alloc();
            self.at(pattern.range);
            self.w().match_keys(values, subject, keys);
            self.w().jump_if_none(values, fail);
            let base = self.alloc_window(count);
            self.w().unpack_sequence(base, count as u16, values);
            for (i, inner) in pattern.patterns.iter().enumerate() {
                self.pattern(inner, Reg(base.0 + i as u16), fail, captures)?;
            }
        }
        if let Some(rest) = &pattern.rest {
            let others = self.alloc();
            self.at(pattern.range);
            self.w().dict_without_keys(others, subject, keys);
            self.capture(rest, others, captures)?;
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        pattern: &'a ast::PatternMatchClass,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let arguments = &pattern.arguments;
        let dst = self.alloc();
        let mark = self.mark();
        let cls = self.eval(&pattern.cls, None)?;
        self.release(mark);
        let names: Vec<Const> = arguments
            .keywords
            .iter()
            .map(|k| Const::Str(k.attr.as_str().into()))
            .collect();
        let count = arguments.patterns.len() + names.len();
        let names = self.unit.consts.add(Const::Tuple(names.into()));
        self.at(pattern.range);
        self.w()
            .match_class(dst, subject, cls, arguments.patterns.len() as u16, names);
        self.w().jump_if_none(dst, fail);
        if count == 0 {
            return Ok(());
        }
        let base = self.alloc_window(count);
        self.w().unpack_sequence(base, count as u16, dst);
        let keywords = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        for (i, inner) in arguments.patterns.iter().chain(keywords).enumerate() {
            self.pattern(inner, Reg(base.0 + i as u16), fail, captures)?;
        }
        Ok(())
    }
}

/// Value patterns are literals, complex numbers written as sums, and dotted names.
fn is_value(value: &Expr) -> bool {
    let real = |expr: &Expr| match expr {
        Expr::UnaryOp(unary) => unary.op.is_u_sub() && unary.operand.is_number_literal_expr(),
        expr => expr.is_number_literal_expr(),
    };
    let imaginary = |expr: &Expr| matches!(expr, Expr::NumberLiteral(literal) if matches!(literal.value, Number::Complex { .. }));
    match value {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::Attribute(_) => true,
        Expr::BinOp(sum) => {
            matches!(sum.op, Operator::Add | Operator::Sub)
                && real(&sum.left)
                && imaginary(&sum.right)
        }
        other => real(other),
    }
}

/// `_` or `*_`
fn is_wildcard(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(pattern) => pattern.name.is_none() && pattern.pattern.is_none(),
        Pattern::MatchStar(pattern) => pattern.name.is_none(),
        _ => false,
    }
}

/// Names that a pattern binds.
fn bound_names<'a>(pattern: &'a Pattern, names: &mut Vec<&'a Identifier>) {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        Pattern::MatchStar(pattern) => names.extend(&pattern.name),
        Pattern::MatchAs(pattern) => {
            if let Some(inner) = &pattern.pattern {
                bound_names(inner, names);
            }
            names.extend(&pattern.name);
        }
        // All alternatives bind the same names.
        Pattern::MatchOr(pattern) => bound_names(&pattern.patterns[0], names),
        Pattern::MatchSequence(pattern) => pattern
            .patterns
            .iter()
            .for_each(|inner| bound_names(inner, names)),
        Pattern::MatchMapping(pattern) => {
            pattern
                .patterns
                .iter()
                .for_each(|inner| bound_names(inner, names));
            names.extend(&pattern.rest);
        }
        Pattern::MatchClass(pattern) => {
            let keywords = pattern
                .arguments
                .keywords
                .iter()
                .map(|keyword| &keyword.pattern);
            pattern
                .arguments
                .patterns
                .iter()
                .chain(keywords)
                .for_each(|inner| bound_names(inner, names));
        }
    }
}
