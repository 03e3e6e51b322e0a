//! Where a traceback puts its carets: which part of an expression's text is the operator, the brackets, the call.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use crate::source::Source;

/// The part of an expression's text that is marked with `^`, the rest being marked with `~`: the operator of a binary
/// operation, the brackets of a subscript, the parentheses of a call. Byte offsets in `text`.
pub fn operator_of(text: &str) -> Option<(usize, usize)> {
    // In parentheses an expression may go over several lines.
    const BEFORE: usize = 2;
    let wrapped = format!("(\n{text}\n)");
    let source = Source::new(&wrapped);
    let module = super::module(&source).ok()?;
    let found = match &module.body[..] {
        [Stmt::Expr(stmt)] => marked(text, &stmt.value, BEFORE),
        _ => None,
    };
    super::drop_tree(&source, module);
    found
}

fn marked(text: &str, expr: &Expr, before: usize) -> Option<(usize, usize)> {
    let end = |e: &Expr| e.end().to_usize() - before;
    match expr {
        Expr::BinOp(op) => {
            let at = find(text, end(&op.left), |c| !c.is_whitespace() && c != ')')?;
            let first = text[at..].chars().next()?.len_utf8();
            let right = op.right.start().to_usize() - before;
            let second = text[at + first..].chars().next();
            let long = second.is_some_and(|c| !c.is_whitespace() && !matches!(c, '\\' | '#'))
                && at + first < right;
            Some((at, at + first + usize::from(long)))
        }
        Expr::Subscript(item) => Some((find(text, end(&item.value), |c| c == '[')?, end(expr))),
        Expr::Call(call) => Some((find(text, end(&call.func), |c| c == '(')?, end(expr))),
        _ => None,
    }
}

/// The first character from `at` on that is wanted, comments and line continuations left out.
fn find(text: &str, mut at: usize, wanted: impl Fn(char) -> bool) -> Option<usize> {
    loop {
        let c = text[at..].chars().next()?;
        if matches!(c, '\\' | '#') {
            at += text[at..].find('\n')? + 1;
        } else if wanted(c) {
            return Some(at);
        } else {
            at += c.len_utf8();
        }
    }
}

/// Is `text[start..end]` the call in a statement `return f(...)` or `name = f(...)` that is all there is? Such calls need
/// no carets.
pub fn is_whole_call(text: &str, start: usize, end: usize) -> bool {
    let source = Source::new(text);
    let Ok(module) = super::module(&source) else {
        return false;
    };
    let found = match module.body.first() {
        Some(Stmt::Return(ast::StmtReturn {
            value: Some(value), ..
        })) => match &**value {
            Expr::Call(call) if call.func.is_name_expr() => Some(value.range()),
            _ => None,
        },
        Some(Stmt::Assign(assign)) => match (&assign.targets[..], &*assign.value) {
            ([Expr::Name(_)], value @ Expr::Call(_)) => Some(value.range()),
            _ => None,
        },
        _ => None,
    };
    let whole = found.is_some_and(|r| r.start().to_usize() == start && r.end().to_usize() == end);
    super::drop_tree(&source, module);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<&str> {
        operator_of(text).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn marks_the_operator_and_brackets() {
        assert_eq!(shown("a + b"), Some("+"));
        assert_eq!(shown("(a) // (b)"), Some("//"));
        assert_eq!(shown("a*b"), Some("*"));
        assert_eq!(shown("a**b"), Some("**"));
        assert_eq!(shown("f(x)(y, z)"), Some("(y, z)"));
        assert_eq!(shown("d[k][1]"), Some("[1]"));
        assert_eq!(shown("a.b"), None);
        assert_eq!(shown("a  # why\n + b"), Some("+"));
    }

    #[test]
    fn knows_statements_that_are_one_call() {
        assert!(is_whole_call("return f(1)", 7, 11));
        assert!(is_whole_call("x = a.f(1)", 4, 10));
        assert!(!is_whole_call("return a.f(1)", 7, 13));
        assert!(!is_whole_call("f(1)", 0, 4));
    }
}
