//! The abstract syntax tree as CPython's `ast` module describes it: nodes with named fields, for programs that look at
//! source texts. The compiler does not use it.
//!
//! | what | file |
//! | --- | --- |
//! | expressions, comprehensions, arguments | `expr` |
//! | strings with replacement fields | `text` |
//! | statements, patterns, type parameters | `stmt` |

mod expr;
mod stmt;
mod text;

use std::borrow::Cow;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use crate::code::Const;
use crate::error::CompileError;
use crate::parse;
use crate::source::Source;
use crate::{Mode, deep};

/// A node: the name of its class, its fields in any order, and where it lies.
pub struct Node {
    pub class: Cow<'static, str>,
    pub fields: Vec<(&'static str, Item)>,
    pub place: Option<Place>,
}

/// Lines from 1, columns in bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub col: u32,
    pub end_line: u32,
    pub end_col: u32,
}

/// What a field holds.
pub enum Item {
    None,
    Node(Box<Node>),
    List(Vec<Item>),
    /// A name.
    Text(String),
    Const(Const),
}

impl From<Node> for Item {
    fn from(node: Node) -> Item {
        Item::Node(Box::new(node))
    }
}

/// Parses a source text into a tree. Errors that the parser does not see, such as a misplaced `return`, are the compiler's to
/// find.
pub fn tree(text: &str, mode: Mode) -> Result<Node, CompileError> {
    let source = Source::new(text);
    let maker = Maker { source: &source };
    if mode == Mode::Eval {
        let module = parse::expression(&source)?;
        let made = node("Expression", vec![("body", maker.expr(&module.body))]);
        parse::drop_tree(&source, module);
        return Ok(made);
    }
    let module = parse::module(&source)?;
    let body = ("body", maker.body(&module.body));
    parse::drop_tree(&source, module);
    Ok(match mode {
        Mode::Single => node("Interactive", vec![body]),
        _ => node(
            "Module",
            vec![body, ("type_ignores", Item::List(Vec::new()))],
        ),
    })
}

/// A node without a place.
fn node(class: impl Into<Cow<'static, str>>, fields: Vec<(&'static str, Item)>) -> Node {
    Node {
        class: class.into(),
        fields,
        place: None,
    }
}

/// A node that is nothing but its class: an operator, a context. The parser's names for them are those of `ast`.
fn named(variant: impl std::fmt::Debug) -> Item {
    node(format!("{variant:?}"), Vec::new()).into()
}

fn name(id: &ast::Identifier) -> Item {
    Item::Text(id.as_str().to_owned())
}

fn optional_name(id: Option<&ast::Identifier>) -> Item {
    id.map_or(Item::None, name)
}

fn int(n: i64) -> Item {
    Item::Const(Const::Int(n))
}

/// Makes nodes of the parser's tree.
struct Maker<'s> {
    source: &'s Source<'s>,
}

impl Maker<'_> {
    fn place(&self, range: TextRange) -> Place {
        let (line, col) = self.source.place(range.start());
        let (end_line, end_col) = self.source.place(range.end());
        Place {
            line,
            col,
            end_line,
            end_col,
        }
    }

    /// A node with a place.
    fn at(&self, range: TextRange, class: &'static str, fields: Vec<(&'static str, Item)>) -> Item {
        Node {
            place: Some(self.place(range)),
            ..node(class, fields)
        }
        .into()
    }

    fn body(&self, body: &[ast::Stmt]) -> Item {
        Item::List(body.iter().map(|s| deep(|| self.stmt(s))).collect())
    }

    fn exprs<'e>(&self, all: impl IntoIterator<Item = &'e ast::Expr>) -> Item {
        Item::List(all.into_iter().map(|e| self.expr(e)).collect())
    }

    fn expr(&self, e: &ast::Expr) -> Item {
        deep(|| self.expression(e))
    }

    fn optional(&self, e: Option<&ast::Expr>) -> Item {
        e.map_or(Item::None, |e| self.expr(e))
    }

    fn alias(&self, a: &ast::Alias) -> Item {
        self.at(
            a.range(),
            "alias",
            vec![
                ("name", name(&a.name)),
                ("asname", optional_name(a.asname.as_ref())),
            ],
        )
    }
}
