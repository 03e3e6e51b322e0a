//! Expressions back to source text, normalised as `ast.unparse` does: what annotations become under
//! `from __future__ import annotations`.

use std::fmt::Write;

use ruff_python_ast::{
    self as ast, BoolOp, CmpOp, Comprehension, Expr, FStringPart,
    InterpolatedStringElement as Element, Number, Operator, Parameters, UnaryOp,
};

/// The text of an expression.
pub fn expression(expr: &Expr) -> String {
    let mut text = Unparser { out: String::new() };
    text.expr(expr, Level::Test);
    text.out
}

/// How tightly a construct binds; an operand of a lower level than its place asks for gets parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Named,
    Tuple,
    Yield,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn tighter(self) -> Level {
        use Level::*;
        match self {
            Named => Tuple,
            Tuple => Yield,
            Yield => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Sum,
            Sum => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

struct Unparser {
    out: String,
}

impl Unparser {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Runs `inner` in parentheses if `own` binds less tightly than `place` asks.
    fn level(&mut self, own: Level, place: Level, inner: impl FnOnce(&mut Self)) {
        if own < place {
            self.put("(");
            inner(self);
            self.put(")");
        } else {
            inner(self);
        }
    }

    fn list<'e>(&mut self, items: impl IntoIterator<Item = &'e Expr>) {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.expr(item, Level::Test);
        }
    }

    fn expr(&mut self, expr: &Expr, place: Level) {
        crate::deep(|| self.expr_at(expr, place));
    }

    fn expr_at(&mut self, expr: &Expr, place: Level) {
        match expr {
            Expr::Name(name) => self.put(&name.id),
            Expr::Named(named) => self.level(Level::Named, place, |u| {
                u.expr(&named.target, Level::Atom);
                u.put(" := ");
                u.expr(&named.value, Level::Atom);
            }),
            Expr::BoolOp(op) => self.bool_op(op, place),
            Expr::BinOp(op) => self.bin_op(op, place),
            Expr::UnaryOp(op) => self.unary_op(op, place),
            Expr::Lambda(lambda) => self.level(Level::Test, place, |u| {
                u.put("lambda");
                if let Some(parameters) = &lambda.parameters {
                    u.put(" ");
                    u.parameters(parameters);
                }
                u.put(": ");
                u.expr(&lambda.body, Level::Test);
            }),
            Expr::If(choice) => self.level(Level::Test, place, |u| {
                u.expr(&choice.body, Level::Or);
                u.put(" if ");
                u.expr(&choice.test, Level::Or);
                u.put(" else ");
                u.expr(&choice.orelse, Level::Test);
            }),
            Expr::Compare(compare) => self.level(Level::Compare, place, |u| {
                u.expr(&compare.left, Level::BitOr);
                for (op, right) in compare.ops.iter().zip(&compare.comparators) {
                    u.put(compare_text(*op));
                    u.expr(right, Level::BitOr);
                }
            }),
            Expr::Await(inner) => self.level(Level::Await, place, |u| {
                u.put("await ");
                u.expr(&inner.value, Level::Atom);
            }),
            Expr::Yield(inner) => self.level(Level::Yield, place, |u| {
                u.put("yield");
                if let Some(value) = &inner.value {
                    u.put(" ");
                    u.expr(value, Level::Atom);
                }
            }),
            Expr::YieldFrom(inner) => self.level(Level::Yield, place, |u| {
                u.put("yield from ");
                u.expr(&inner.value, Level::Atom);
            }),
            Expr::Call(call) => self.call(call),
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Starred(starred) => {
                self.put("*");
                self.expr(&starred.value, Level::BitOr);
            }
            Expr::Slice(slice) => self.slice(slice),
            Expr::Tuple(tuple) if tuple.elts.is_empty() => self.put("()"),
            Expr::Tuple(tuple) => self.level(Level::Tuple, place, |u| u.tuple_items(&tuple.elts)),
            other => self.display(other),
        }
    }

    fn display(&mut self, expr: &Expr) {
        match expr {
            Expr::List(list) => {
                self.put("[");
                self.list(&list.elts);
                self.put("]");
            }
            Expr::Set(set) => {
                self.put("{");
                self.list(&set.elts);
                self.put("}");
            }
            Expr::Dict(dict) => self.dict(dict),
            Expr::ListComp(c) => self.comprehension("[", &c.elt, &c.generators, "]"),
            Expr::SetComp(c) => self.comprehension("{", &c.elt, &c.generators, "}"),
            Expr::Generator(c) => self.comprehension("(", &c.elt, &c.generators, ")"),
            Expr::DictComp(c) => {
                self.put("{");
                match &c.key {
                    Some(key) => {
                        self.expr(key, Level::Test);
                        self.put(": ");
                    }
                    None => self.put("**"),
                }
                self.comprehension("", &c.value, &c.generators, "}");
            }
            Expr::FString(string) => {
                let mut text = String::new();
                for part in &string.value {
                    match part {
                        FStringPart::Literal(literal) => text.push_str(&braces_doubled(literal)),
                        FStringPart::FString(part) => elements(&part.elements, &mut text),
                    }
                }
                self.interpolated('f', &text);
            }
            Expr::TString(string) => {
                let mut text = String::new();
                string
                    .value
                    .iter()
                    .for_each(|part| elements(&part.elements, &mut text));
                self.interpolated('t', &text);
            }
            Expr::StringLiteral(string) => self.put(&quoted(string.value.to_str())),
            Expr::BytesLiteral(bytes) => {
                let bytes: Vec<u8> = bytes.value.bytes().collect();
                let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
                    '"'
                } else {
                    '\''
                };
                let text = bytes.escape_ascii().to_string().replace("\\\"", "\"");
                let text = if quote == '"' {
                    text.replace("\\'", "'")
                } else {
                    text
                };
                self.put(&format!("b{quote}{text}{quote}"));
            }
            Expr::NumberLiteral(number) => self.number(&number.value),
            Expr::BooleanLiteral(boolean) => self.put(if boolean.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.put("None"),
            Expr::EllipsisLiteral(_) => self.put("..."),
            _ => {}
        }
    }

    fn bool_op(&mut self, op: &ast::ExprBoolOp, place: Level) {
        let (own, text) = match op.op {
            BoolOp::Or => (Level::Or, " or "),
            BoolOp::And => (Level::And, " and "),
        };
        self.level(own, place, |u| {
            for (i, value) in op.values.iter().enumerate() {
                if i > 0 {
                    u.put(text);
                }
                u.expr(value, own.tighter());
            }
        });
    }

    fn bin_op(&mut self, op: &ast::ExprBinOp, place: Level) {
        let own = match op.op {
            Operator::BitOr => Level::BitOr,
            Operator::BitXor => Level::BitXor,
            Operator::BitAnd => Level::BitAnd,
            Operator::LShift | Operator::RShift => Level::Shift,
            Operator::Add | Operator::Sub => Level::Sum,
            Operator::Pow => Level::Power,
            _ => Level::Term,
        };
        let (left, right) = if op.op == Operator::Pow {
            (own.tighter(), own)
        } else {
            (own, own.tighter())
        };
        self.level(own, place, |u| {
            u.expr(&op.left, left);
            let _ = write!(u.out, " {} ", op.op.as_str());
            u.expr(&op.right, right);
        });
    }

    fn unary_op(&mut self, op: &ast::ExprUnaryOp, place: Level) {
        let (own, text) = match op.op {
            UnaryOp::Not => (Level::Not, "not "),
            UnaryOp::Invert => (Level::Factor, "~"),
            UnaryOp::UAdd => (Level::Factor, "+"),
            UnaryOp::USub => (Level::Factor, "-"),
        };
        self.level(own, place, |u| {
            u.put(text);
            u.expr(&op.operand, own);
        });
    }

    fn call(&mut self, call: &ast::ExprCall) {
        self.expr(&call.func, Level::Atom);
        if let ([Expr::Generator(c)], []) = (&*call.arguments.args, &*call.arguments.keywords) {
            return self.comprehension("(", &c.elt, &c.generators, ")");
        }
        self.put("(");
        self.list(&call.arguments.args);
        for (i, keyword) in call.arguments.keywords.iter().enumerate() {
            if i > 0 || !call.arguments.args.is_empty() {
                self.put(", ");
            }
            match &keyword.arg {
                Some(name) => {
                    let _ = write!(self.out, "{name}=");
                }
                None => self.put("**"),
            }
            self.expr(&keyword.value, Level::Test);
        }
        self.put(")");
    }

    fn attribute(&mut self, attribute: &ast::ExprAttribute) {
        self.expr(&attribute.value, Level::Atom);
        // `1 .real`: without the space the dot would belong to the number.
        if let Expr::NumberLiteral(ast::ExprNumberLiteral {
            value: Number::Int(_),
            ..
        }) = &*attribute.value
        {
            self.put(" ");
        }
        let _ = write!(self.out, ".{}", attribute.attr);
    }

    fn subscript(&mut self, subscript: &ast::ExprSubscript) {
        self.expr(&subscript.value, Level::Atom);
        self.put("[");
        match &*subscript.slice {
            Expr::Tuple(tuple) if !tuple.elts.is_empty() => self.tuple_items(&tuple.elts),
            index => self.expr(index, Level::Test),
        }
        self.put("]");
    }

    fn tuple_items(&mut self, items: &[Expr]) {
        self.list(items);
        if items.len() == 1 {
            self.put(",");
        }
    }

    fn slice(&mut self, slice: &ast::ExprSlice) {
        for (expr, before) in [(&slice.lower, ""), (&slice.upper, ":")] {
            self.put(before);
            if let Some(expr) = expr {
                self.expr(expr, Level::Test);
            }
        }
        if let Some(step) = &slice.step {
            self.put(":");
            self.expr(step, Level::Test);
        }
    }

    fn dict(&mut self, dict: &ast::ExprDict) {
        self.put("{");
        for (i, item) in dict.items.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            match &item.key {
                Some(key) => {
                    self.expr(key, Level::Test);
                    self.put(": ");
                    self.expr(&item.value, Level::Test);
                }
                None => {
                    self.put("**");
                    self.expr(&item.value, Level::BitOr);
                }
            }
        }
        self.put("}");
    }

    fn comprehension(
        &mut self,
        open: &str,
        element: &Expr,
        generators: &[Comprehension],
        close: &str,
    ) {
        self.put(open);
        self.expr(element, Level::Test);
        for generator in generators {
            self.put(if generator.is_async {
                " async for "
            } else {
                " for "
            });
            self.expr(&generator.target, Level::Tuple);
            self.put(" in ");
            self.expr(&generator.iter, Level::Or);
            for test in &generator.ifs {
                self.put(" if ");
                self.expr(test, Level::Or);
            }
        }
        self.put(close);
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut separator = "";
        let mut next = |u: &mut Self| {
            u.put(separator);
            separator = ", ";
        };
        for (i, parameter) in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .enumerate()
        {
            next(self);
            self.parameter(parameter);
            if i + 1 == parameters.posonlyargs.len() {
                next(self);
                self.put("/");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            next(self);
            self.put("*");
            if let Some(vararg) = &parameters.vararg {
                self.put(&vararg.name);
            }
        }
        for parameter in &parameters.kwonlyargs {
            next(self);
            self.parameter(parameter);
        }
        if let Some(kwarg) = &parameters.kwarg {
            next(self);
            let _ = write!(self.out, "**{}", kwarg.name);
        }
    }

    fn parameter(&mut self, parameter: &ast::ParameterWithDefault) {
        self.put(&parameter.parameter.name);
        if let Some(default) = &parameter.default {
            self.put("=");
            self.expr(default, Level::Test);
        }
    }

    fn number(&mut self, number: &Number) {
        match number {
            Number::Int(_) => match crate::literal::number(number) {
                crate::code::Const::Int(int) => {
                    let _ = write!(self.out, "{int}");
                }
                crate::code::Const::BigInt(int) => {
                    let _ = write!(self.out, "{int}");
                }
                _ => {}
            },
            Number::Float(float) => self.put(&float_text(*float)),
            Number::Complex { imag, .. } => {
                let text = float_text(*imag);
                let _ = write!(self.out, "{}j", text.strip_suffix(".0").unwrap_or(&text));
            }
        }
    }

    fn interpolated(&mut self, prefix: char, text: &str) {
        let quote = ["'", "\"", "'''", "\"\"\""]
            .into_iter()
            .find(|quote| !text.contains(quote))
            .unwrap_or("'");
        let _ = write!(self.out, "{prefix}{quote}{text}{quote}");
    }
}

/// The inside of an f-string.
fn elements(parts: &[Element], out: &mut String) {
    for part in parts {
        match part {
            Element::Literal(literal) => out.push_str(&braces_doubled(literal)),
            Element::Interpolation(part) => {
                if let Some(text) = &part.debug_text {
                    out.push_str(&braces_doubled(text.as_str()));
                }
                let inner = expression(&part.expression);
                out.push_str(if inner.starts_with('{') { "{ " } else { "{" });
                out.push_str(&inner);
                match part.conversion.to_char() {
                    Some(c) => {
                        let _ = write!(out, "!{c}");
                    }
                    None if part.debug_text.is_some() && part.format_spec.is_none() => {
                        out.push_str("!r")
                    }
                    None => {}
                }
                if let Some(spec) = &part.format_spec {
                    out.push(':');
                    elements(&spec.elements, out);
                }
                out.push('}');
            }
        }
    }
}

fn braces_doubled(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

fn compare_text(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}

/// A float as Python's `repr` shows it; infinity as a literal that overflows.
fn float_text(float: f64) -> String {
    if float.is_infinite() {
        return "1e309".to_owned();
    }
    let exponent = format!("{float:e}");
    let (digits, power) = exponent.split_once('e').unwrap_or((&exponent, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        return format!("{float:?}");
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}

/// A string as Python's `repr` shows it.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_ascii_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}
