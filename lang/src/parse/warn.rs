//! What is no error, but hardly meant: the compiler's `SyntaxWarning`s.
//!
//! Unknown escapes in strings, `is` with a literal, calls and subscripts of literals (a comma is missing), and asserts of
//! tuples, in CPython 3.14's words. Only texts of the user's are looked at, after they were found correct.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, CmpOp, Expr, Number, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::source::Source;

/// A warning at a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub line: u32,
    pub message: String,
}

/// The warnings for a module, in the order in which CPython gives them: those about strings, which it reads first.
pub(crate) fn module(source: &Source, body: &[Stmt]) -> Vec<Warning> {
    let mut walk = Walk::new(source);
    walk.visit_body(body);
    walk.finish()
}

/// The same for an expression.
pub(crate) fn expression(source: &Source, body: &Expr) -> Vec<Warning> {
    let mut walk = Walk::new(source);
    walk.visit_expr(body);
    walk.finish()
}

struct Walk<'s> {
    source: &'s Source<'s>,
    strings: Vec<Warning>,
    others: Vec<Warning>,
}

impl<'s> Walk<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Walk {
            source,
            strings: Vec::new(),
            others: Vec::new(),
        }
    }

    fn finish(mut self) -> Vec<Warning> {
        self.strings.append(&mut self.others);
        self.strings
    }

    fn warn(&mut self, at: TextRange, message: String) {
        let line = self.source.line(at.start());
        self.others.push(Warning { line, message });
    }

    /// Looks for the first unknown escape in a piece of a literal.
    fn escapes(&mut self, range: TextRange, raw: bool, bytes: bool) {
        let text = self.source.slice(range);
        if raw || !text.contains('\\') {
            return;
        }
        let Some((at, escape)) = unknown_escape(text, bytes) else {
            return;
        };
        let kind = if escape.len() > 1 {
            "octal escape"
        } else {
            "escape"
        };
        let line = self.source.line(range.start() + TextSize::new(at as u32));
        let message = format!(
            "\"\\{escape}\" is an invalid {kind} sequence. Such sequences will not work in the future. Did you mean \
             \"\\\\{escape}\"? A raw string is also an option."
        );
        self.strings.push(Warning { line, message });
    }

    fn elements(&mut self, elements: &ast::InterpolatedStringElements, raw: bool) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(text) => {
                    self.escapes(text.range(), raw, false)
                }
                ast::InterpolatedStringElement::Interpolation(field) => {
                    self.visit_expr(&field.expression);
                    if let Some(spec) = &field.format_spec {
                        self.elements(&spec.elements, raw);
                    }
                }
            }
        }
    }

    fn compare(&mut self, compare: &ast::ExprCompare) {
        let mut left = &*compare.left;
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let (word, meant) = match op {
                CmpOp::Is => ("is", "=="),
                CmpOp::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            if let Some(kind) = constant_kind(left).or_else(|| constant_kind(right)) {
                let text = format!("\"{word}\" with '{kind}' literal. Did you mean \"{meant}\"?");
                return self.warn(compare.range(), text);
            }
            left = right;
        }
    }

    fn call(&mut self, call: &ast::ExprCall) {
        let kind = match &*call.func {
            Expr::Generator(_) => Some("generator"),
            func => literal_kind(func),
        };
        if let Some(kind) = kind {
            self.warn(
                call.range(),
                format!("'{kind}' object is not callable; perhaps you missed a comma?"),
            );
        }
    }

    fn subscript(&mut self, subscript: &ast::ExprSubscript) {
        let value = &*subscript.value;
        let kind = match value {
            Expr::NoneLiteral(_) => Some("NoneType"),
            Expr::EllipsisLiteral(_) => Some("ellipsis"),
            Expr::BooleanLiteral(_) => Some("bool"),
            Expr::NumberLiteral(_) | Expr::Set(_) | Expr::SetComp(_) => literal_kind(value),
            Expr::Generator(_) => Some("generator"),
            Expr::Lambda(_) => Some("function"),
            _ => None,
        };
        if let Some(kind) = kind {
            let text = format!("'{kind}' object is not subscriptable; perhaps you missed a comma?");
            return self.warn(subscript.range(), text);
        }
        let sequence = matches!(
            value,
            Expr::StringLiteral(_)
                | Expr::BytesLiteral(_)
                | Expr::FString(_)
                | Expr::Tuple(_)
                | Expr::List(_)
                | Expr::ListComp(_)
        );
        let index = &*subscript.slice;
        let key = match index {
            Expr::NumberLiteral(n) if matches!(n.value, Number::Int(_)) => None,
            Expr::BooleanLiteral(_) => None,
            Expr::NoneLiteral(_) => Some("NoneType"),
            index => literal_kind(index).filter(|k| *k != "generator"),
        };
        if sequence && let (Some(of), Some(key)) = (literal_kind(value), key) {
            let text = format!(
                "{of} indices must be integers or slices, not {key}; perhaps you missed a comma?"
            );
            self.warn(subscript.range(), text);
        }
    }
}

impl<'a> Visitor<'a> for Walk<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::Assert(assert) = stmt
            && let Expr::Tuple(tuple) = &*assert.test
            && !tuple.is_empty()
        {
            let text = "assertion is always true, perhaps remove parentheses?";
            self.warn(assert.range(), text.to_owned());
        }
        crate::deep(|| visitor::walk_stmt(self, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Compare(compare) => self.compare(compare),
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => self.subscript(subscript),
            _ => {}
        }
        crate::deep(|| visitor::walk_expr(self, expr));
    }

    fn visit_string_literal(&mut self, part: &'a ast::StringLiteral) {
        self.escapes(part.range(), part.flags.prefix().is_raw(), false);
    }

    fn visit_bytes_literal(&mut self, part: &'a ast::BytesLiteral) {
        self.escapes(part.range(), part.flags.prefix().is_raw(), true);
    }

    fn visit_f_string(&mut self, part: &'a ast::FString) {
        self.elements(&part.elements, part.flags.prefix().is_raw());
    }

    fn visit_t_string(&mut self, part: &'a ast::TString) {
        self.elements(&part.elements, part.flags.prefix().is_raw());
    }
}

/// Where the first unknown escape is, and what stands behind its backslash.
fn unknown_escape(text: &str, bytes: bool) -> Option<(usize, &str)> {
    let mut at = 0;
    while let Some(next) = text[at..].find('\\') {
        let start = at + next;
        let behind = &text[start + 1..];
        let first = behind.chars().next()?;
        let octal = |c: &char| ('0'..='7').contains(c);
        let digits = behind.chars().take(3).take_while(octal).count();
        match first {
            '4'..='7' if digits == 3 => return Some((start, &behind[..3])),
            'N' | 'u' | 'U' if !bytes => {}
            '\n'
            | '\r'
            | '\\'
            | '\''
            | '"'
            | 'a'
            | 'b'
            | 'f'
            | 'n'
            | 'r'
            | 't'
            | 'v'
            | 'x'
            | '0'..='7' => {}
            other if other.is_ascii() => return Some((start, &behind[..1])),
            // CPython looks at the bytes of the text, and names none that is part of a character.
            _ => return None,
        }
        at = start + 1 + first.len_utf8();
    }
    None
}

/// The class of a constant that `is` should not be used with.
fn constant_kind(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => {
            literal_kind(expr)
        }
        _ => None,
    }
}

/// The class of what a literal or display makes.
fn literal_kind(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(n) => match n.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Warning, module};
    use crate::source::Source;

    fn warnings(text: &str) -> Vec<(u32, String)> {
        let source = Source::new(text);
        let tree = crate::parse::module(&source).expect("the text is correct");
        module(&source, &tree.body)
            .into_iter()
            .map(|Warning { line, message }| (line, message))
            .collect()
    }

    #[test]
    fn escapes_are_named_with_their_line() {
        let found = warnings("x = '''\n\\d'''\ny = r'\\d' '\\\\d' '\\N{BULLET}'\nz = b'\\x41'\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 2);
        assert!(
            found[0]
                .1
                .starts_with("\"\\d\" is an invalid escape sequence.")
        );
        assert!(warnings("b'\\N'\n")[0].1.starts_with("\"\\N\" is"));
        assert!(warnings("'\\777'\n")[0].1.contains("invalid octal escape"));
        assert!(warnings("f'{x}\\d'\n")[0].1.starts_with("\"\\d\""));
    }

    #[test]
    fn literals_in_odd_places() {
        assert_eq!(
            warnings("x is 'a'\n1 is not x\nx is None\n"),
            [
                (
                    1,
                    "\"is\" with 'str' literal. Did you mean \"==\"?".to_owned()
                ),
                (
                    2,
                    "\"is not\" with 'int' literal. Did you mean \"!=\"?".to_owned()
                ),
            ]
        );
        assert_eq!(warnings("assert (x, 'why')\n").len(), 1);
        assert_eq!(warnings("[(1, 2) (3, 4)]\n").len(), 1);
        assert_eq!(warnings("[[1, 2] [3, 4]]\n").len(), 1);
        assert!(warnings("'abc'[0]\nx[1, 2]\n[1][True]\n").is_empty());
    }
}
