//! Expressions.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::{Item, Maker, name, named, node, optional_name};
use crate::code::Const;
use crate::literal;

impl Maker<'_> {
    fn constant(&self, range: TextRange, value: Const, kind: Item) -> Item {
        self.at(
            range,
            "Constant",
            vec![("value", Item::Const(value)), ("kind", kind)],
        )
    }

    pub(super) fn expression(&self, e: &Expr) -> Item {
        let plain = |value| self.constant(e.range(), value, Item::None);
        match e {
            Expr::NoneLiteral(_) => plain(Const::None),
            Expr::EllipsisLiteral(_) => plain(Const::Ellipsis),
            Expr::BooleanLiteral(b) => plain(if b.value { Const::True } else { Const::False }),
            Expr::NumberLiteral(n) => plain(literal::number(&n.value)),
            Expr::BytesLiteral(b) => plain(Const::Bytes(literal::bytes(b))),
            Expr::StringLiteral(s) => {
                let kind = match s.value.is_unicode() {
                    true => Item::Text("u".to_owned()),
                    false => Item::None,
                };
                let value = Const::Str(literal::string(self.source, s));
                self.constant(s.range(), value, kind)
            }
            Expr::FString(s) => self.f_string(s),
            Expr::TString(s) => self.t_string(s),
            Expr::IpyEscapeCommand(_) => plain(Const::None),
            _ => {
                let (class, fields) = self.parts(e);
                self.at(e.range(), class, fields)
            }
        }
    }

    /// Class and fields of an expression that is no literal.
    fn parts(&self, e: &Expr) -> (&'static str, Vec<(&'static str, Item)>) {
        match e {
            Expr::BoolOp(e) => (
                "BoolOp",
                vec![("op", named(e.op)), ("values", self.exprs(&e.values))],
            ),
            Expr::Named(e) => (
                "NamedExpr",
                vec![
                    ("target", self.expr(&e.target)),
                    ("value", self.expr(&e.value)),
                ],
            ),
            Expr::BinOp(e) => (
                "BinOp",
                vec![
                    ("left", self.expr(&e.left)),
                    ("op", named(e.op)),
                    ("right", self.expr(&e.right)),
                ],
            ),
            Expr::UnaryOp(e) => (
                "UnaryOp",
                vec![("op", named(e.op)), ("operand", self.expr(&e.operand))],
            ),
            Expr::Lambda(e) => (
                "Lambda",
                vec![
                    ("args", self.arguments(e.parameters.as_deref())),
                    ("body", self.expr(&e.body)),
                ],
            ),
            Expr::If(e) => (
                "IfExp",
                vec![
                    ("test", self.expr(&e.test)),
                    ("body", self.expr(&e.body)),
                    ("orelse", self.expr(&e.orelse)),
                ],
            ),
            Expr::Dict(e) => (
                "Dict",
                vec![
                    (
                        "keys",
                        Item::List(
                            e.items
                                .iter()
                                .map(|i| self.optional(i.key.as_ref()))
                                .collect(),
                        ),
                    ),
                    ("values", self.exprs(e.items.iter().map(|i| &i.value))),
                ],
            ),
            Expr::Set(e) => ("Set", vec![("elts", self.exprs(&e.elts))]),
            Expr::ListComp(e) => ("ListComp", self.comprehension(&e.elt, &e.generators)),
            Expr::SetComp(e) => ("SetComp", self.comprehension(&e.elt, &e.generators)),
            Expr::Generator(e) => ("GeneratorExp", self.comprehension(&e.elt, &e.generators)),
            Expr::DictComp(e) => (
                "DictComp",
                vec![
                    ("key", self.optional(e.key.as_deref())),
                    ("value", self.expr(&e.value)),
                    ("generators", self.generators(&e.generators)),
                ],
            ),
            Expr::Await(e) => ("Await", vec![("value", self.expr(&e.value))]),
            Expr::Yield(e) => ("Yield", vec![("value", self.optional(e.value.as_deref()))]),
            Expr::YieldFrom(e) => ("YieldFrom", vec![("value", self.expr(&e.value))]),
            Expr::Compare(e) => (
                "Compare",
                vec![
                    ("left", self.expr(&e.left)),
                    ("ops", Item::List(e.ops.iter().map(named).collect())),
                    ("comparators", self.exprs(e.comparators.iter())),
                ],
            ),
            Expr::Call(e) => (
                "Call",
                vec![
                    ("func", self.expr(&e.func)),
                    ("args", self.exprs(e.arguments.args.iter())),
                    ("keywords", self.keywords(&e.arguments)),
                ],
            ),
            _ => self.target_parts(e),
        }
    }

    /// The same for those that can be assigned to.
    fn target_parts(&self, e: &Expr) -> (&'static str, Vec<(&'static str, Item)>) {
        match e {
            Expr::Attribute(e) => (
                "Attribute",
                vec![
                    ("value", self.expr(&e.value)),
                    ("attr", name(&e.attr)),
                    ("ctx", named(e.ctx)),
                ],
            ),
            Expr::Subscript(e) => (
                "Subscript",
                vec![
                    ("value", self.expr(&e.value)),
                    ("slice", self.expr(&e.slice)),
                    ("ctx", named(e.ctx)),
                ],
            ),
            Expr::Starred(e) => (
                "Starred",
                vec![("value", self.expr(&e.value)), ("ctx", named(e.ctx))],
            ),
            Expr::List(e) => (
                "List",
                vec![("elts", self.exprs(&e.elts)), ("ctx", named(e.ctx))],
            ),
            Expr::Tuple(e) => (
                "Tuple",
                vec![("elts", self.exprs(&e.elts)), ("ctx", named(e.ctx))],
            ),
            Expr::Slice(e) => (
                "Slice",
                vec![
                    ("lower", self.optional(e.lower.as_deref())),
                    ("upper", self.optional(e.upper.as_deref())),
                    ("step", self.optional(e.step.as_deref())),
                ],
            ),
            Expr::Name(e) => (
                "Name",
                vec![("id", Item::Text(e.id.to_string())), ("ctx", named(e.ctx))],
            ),
            _ => unreachable!("all other expressions are handled before"),
        }
    }

    fn comprehension(
        &self,
        elt: &Expr,
        generators: &[ast::Comprehension],
    ) -> Vec<(&'static str, Item)> {
        vec![
            ("elt", self.expr(elt)),
            ("generators", self.generators(generators)),
        ]
    }

    fn generators(&self, all: &[ast::Comprehension]) -> Item {
        let one = |g: &ast::Comprehension| {
            node(
                "comprehension",
                vec![
                    ("target", self.expr(&g.target)),
                    ("iter", self.expr(&g.iter)),
                    ("ifs", self.exprs(&g.ifs)),
                    ("is_async", super::int(g.is_async.into())),
                ],
            )
            .into()
        };
        Item::List(all.iter().map(one).collect())
    }

    pub(super) fn keywords(&self, arguments: &ast::Arguments) -> Item {
        let one = |k: &ast::Keyword| {
            self.at(
                k.range(),
                "keyword",
                vec![
                    ("arg", optional_name(k.arg.as_ref())),
                    ("value", self.expr(&k.value)),
                ],
            )
        };
        Item::List(arguments.keywords.iter().map(one).collect())
    }

    /// The parameters of a function or lambda.
    pub(super) fn arguments(&self, p: Option<&ast::Parameters>) -> Item {
        let with_default = |all: &[ast::ParameterWithDefault]| {
            Item::List(all.iter().map(|p| self.arg(&p.parameter)).collect())
        };
        let lone = |p: Option<&ast::Parameter>| p.map_or(Item::None, |p| self.arg(p));
        let (pos, args, kw): (
            &[ast::ParameterWithDefault],
            &[ast::ParameterWithDefault],
            &[ast::ParameterWithDefault],
        ) = p.map_or((&[], &[], &[]), |p| {
            (&p.posonlyargs, &p.args, &p.kwonlyargs)
        });
        let defaults = pos.iter().chain(args).filter_map(|p| p.default.as_deref());
        let kw_defaults = kw.iter().map(|p| self.optional(p.default.as_deref()));
        node(
            "arguments",
            vec![
                ("posonlyargs", with_default(pos)),
                ("args", with_default(args)),
                ("vararg", lone(p.and_then(|p| p.vararg.as_deref()))),
                ("kwonlyargs", with_default(kw)),
                ("kw_defaults", Item::List(kw_defaults.collect())),
                ("kwarg", lone(p.and_then(|p| p.kwarg.as_deref()))),
                ("defaults", self.exprs(defaults)),
            ],
        )
        .into()
    }

    fn arg(&self, p: &ast::Parameter) -> Item {
        // The range has the stars of `*args`; the node has not.
        let range = TextRange::new(p.name.start(), p.end());
        self.at(
            range,
            "arg",
            vec![
                ("arg", name(&p.name)),
                ("annotation", self.optional(p.annotation.as_deref())),
                ("type_comment", Item::None),
            ],
        )
    }
}
