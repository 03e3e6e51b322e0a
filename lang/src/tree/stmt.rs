//! Statements, patterns, type parameters.

use ruff_python_ast::{self as ast, Pattern, Stmt, TypeParam};
use ruff_text_size::{Ranged, TextRange};

use super::{Item, Maker, int, name, named, node, optional_name};
use crate::code::Const;

type Fields = Vec<(&'static str, Item)>;

impl Maker<'_> {
    pub(super) fn stmt(&self, s: &Stmt) -> Item {
        let (class, fields) = match s {
            Stmt::FunctionDef(f) => {
                let class = if f.is_async {
                    "AsyncFunctionDef"
                } else {
                    "FunctionDef"
                };
                let range = self.behind(f.range(), &f.decorator_list);
                return self.at(range, class, self.function(f));
            }
            Stmt::ClassDef(c) => {
                let range = self.behind(c.range(), &c.decorator_list);
                return self.at(range, "ClassDef", self.class(c));
            }
            Stmt::If(s) => return self.if_chain(s, s.range(), &s.test, &s.body, 0),
            Stmt::Expr(s) => ("Expr", vec![("value", self.expr(&s.value))]),
            Stmt::Return(s) => ("Return", vec![("value", self.optional(s.value.as_deref()))]),
            Stmt::Delete(s) => ("Delete", vec![("targets", self.exprs(&s.targets))]),
            Stmt::Pass(_) => ("Pass", vec![]),
            Stmt::Break(_) => ("Break", vec![]),
            Stmt::Continue(_) => ("Continue", vec![]),
            Stmt::Global(s) => ("Global", self.names(&s.names)),
            Stmt::Nonlocal(s) => ("Nonlocal", self.names(&s.names)),
            Stmt::Raise(s) => (
                "Raise",
                vec![
                    ("exc", self.optional(s.exc.as_deref())),
                    ("cause", self.optional(s.cause.as_deref())),
                ],
            ),
            Stmt::Assert(s) => (
                "Assert",
                vec![
                    ("test", self.expr(&s.test)),
                    ("msg", self.optional(s.msg.as_deref())),
                ],
            ),
            Stmt::Import(s) => (
                "Import",
                vec![(
                    "names",
                    Item::List(s.names.iter().map(|a| self.alias(a)).collect()),
                )],
            ),
            Stmt::ImportFrom(s) => (
                "ImportFrom",
                vec![
                    ("module", optional_name(s.module.as_ref())),
                    (
                        "names",
                        Item::List(s.names.iter().map(|a| self.alias(a)).collect()),
                    ),
                    ("level", int(s.level.into())),
                ],
            ),
            Stmt::IpyEscapeCommand(_) => ("Pass", vec![]),
            Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_) | Stmt::TypeAlias(_) => {
                self.assignment(s)
            }
            _ => self.compound(s),
        };
        self.at(s.range(), class, fields)
    }

    fn names(&self, names: &[ast::Identifier]) -> Fields {
        vec![("names", Item::List(names.iter().map(name).collect()))]
    }

    fn assignment(&self, s: &Stmt) -> (&'static str, Fields) {
        match s {
            Stmt::Assign(s) => (
                "Assign",
                vec![
                    ("targets", self.exprs(&s.targets)),
                    ("value", self.expr(&s.value)),
                    ("type_comment", Item::None),
                ],
            ),
            Stmt::AugAssign(s) => (
                "AugAssign",
                vec![
                    ("target", self.expr(&s.target)),
                    ("op", named(s.op)),
                    ("value", self.expr(&s.value)),
                ],
            ),
            Stmt::AnnAssign(s) => (
                "AnnAssign",
                vec![
                    ("target", self.expr(&s.target)),
                    ("annotation", self.expr(&s.annotation)),
                    ("value", self.optional(s.value.as_deref())),
                    ("simple", int(s.simple.into())),
                ],
            ),
            Stmt::TypeAlias(s) => (
                "TypeAlias",
                vec![
                    ("name", self.expr(&s.name)),
                    ("type_params", self.type_params(s.type_params.as_deref())),
                    ("value", self.expr(&s.value)),
                ],
            ),
            _ => unreachable!("called for assignments only"),
        }
    }

    fn compound(&self, s: &Stmt) -> (&'static str, Fields) {
        match s {
            Stmt::For(s) => (
                if s.is_async { "AsyncFor" } else { "For" },
                vec![
                    ("target", self.expr(&s.target)),
                    ("iter", self.expr(&s.iter)),
                    ("body", self.body(&s.body)),
                    ("orelse", self.body(&s.orelse)),
                    ("type_comment", Item::None),
                ],
            ),
            Stmt::While(s) => (
                "While",
                vec![
                    ("test", self.expr(&s.test)),
                    ("body", self.body(&s.body)),
                    ("orelse", self.body(&s.orelse)),
                ],
            ),
            Stmt::With(s) => {
                let item = |i: &ast::WithItem| {
                    node(
                        "withitem",
                        vec![
                            ("context_expr", self.expr(&i.context_expr)),
                            ("optional_vars", self.optional(i.optional_vars.as_deref())),
                        ],
                    )
                    .into()
                };
                (
                    if s.is_async { "AsyncWith" } else { "With" },
                    vec![
                        ("items", Item::List(s.items.iter().map(item).collect())),
                        ("body", self.body(&s.body)),
                        ("type_comment", Item::None),
                    ],
                )
            }
            Stmt::Try(s) => (
                if s.is_star { "TryStar" } else { "Try" },
                vec![
                    ("body", self.body(&s.body)),
                    (
                        "handlers",
                        Item::List(s.handlers.iter().map(|h| self.handler(h)).collect()),
                    ),
                    ("orelse", self.body(&s.orelse)),
                    ("finalbody", self.body(&s.finalbody)),
                ],
            ),
            Stmt::Match(s) => {
                let case = |c: &ast::MatchCase| {
                    node(
                        "match_case",
                        vec![
                            ("pattern", self.pattern(&c.pattern)),
                            ("guard", self.optional(c.guard.as_deref())),
                            ("body", self.body(&c.body)),
                        ],
                    )
                    .into()
                };
                (
                    "Match",
                    vec![
                        ("subject", self.expr(&s.subject)),
                        ("cases", Item::List(s.cases.iter().map(case).collect())),
                    ],
                )
            }
            _ => unreachable!("all other statements are handled before"),
        }
    }

    /// `if` and its `elif`s, which are nested in the `orelse` of the one before.
    fn if_chain(
        &self,
        s: &ast::StmtIf,
        range: TextRange,
        test: &ast::Expr,
        body: &[Stmt],
        next: usize,
    ) -> Item {
        let orelse = match s.elif_else_clauses.get(next) {
            None => Item::List(Vec::new()),
            Some(clause) => match &clause.test {
                None => self.body(&clause.body),
                Some(test) => {
                    let range = TextRange::new(clause.range.start(), s.range().end());
                    Item::List(vec![self.if_chain(s, range, test, &clause.body, next + 1)])
                }
            },
        };
        let fields = vec![
            ("test", self.expr(test)),
            ("body", self.body(body)),
            ("orelse", orelse),
        ];
        self.at(range, "If", fields)
    }

    /// The range of a definition without its decorators.
    fn behind(&self, range: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        let Some(last) = decorators.last() else {
            return range;
        };
        let mut at = last.range().end();
        loop {
            let rest = self.source.slice(TextRange::new(at, range.end()));
            let blank = rest.len() - rest.trim_start().len();
            at += ruff_text_size::TextSize::of(&rest[..blank]);
            let rest = &rest[blank..];
            if !rest.starts_with('#') {
                return TextRange::new(at, range.end());
            }
            let comment = rest.find(['\n', '\r']).unwrap_or(rest.len());
            at += ruff_text_size::TextSize::of(&rest[..comment]);
        }
    }

    fn function(&self, f: &ast::StmtFunctionDef) -> Fields {
        vec![
            ("name", name(&f.name)),
            ("args", self.arguments(Some(&f.parameters))),
            ("body", self.body(&f.body)),
            (
                "decorator_list",
                self.exprs(f.decorator_list.iter().map(|d| &d.expression)),
            ),
            ("returns", self.optional(f.returns.as_deref())),
            ("type_comment", Item::None),
            ("type_params", self.type_params(f.type_params.as_deref())),
        ]
    }

    fn class(&self, c: &ast::StmtClassDef) -> Fields {
        let arguments = c.arguments.as_deref();
        vec![
            ("name", name(&c.name)),
            (
                "bases",
                arguments.map_or(Item::List(Vec::new()), |a| self.exprs(a.args.iter())),
            ),
            (
                "keywords",
                arguments.map_or(Item::List(Vec::new()), |a| self.keywords(a)),
            ),
            ("body", self.body(&c.body)),
            (
                "decorator_list",
                self.exprs(c.decorator_list.iter().map(|d| &d.expression)),
            ),
            ("type_params", self.type_params(c.type_params.as_deref())),
        ]
    }

    fn handler(&self, h: &ast::ExceptHandler) -> Item {
        let ast::ExceptHandler::ExceptHandler(h) = h;
        self.at(
            h.range(),
            "ExceptHandler",
            vec![
                ("type", self.optional(h.type_.as_deref())),
                ("name", optional_name(h.name.as_ref())),
                ("body", self.body(&h.body)),
            ],
        )
    }

    fn type_params(&self, params: Option<&ast::TypeParams>) -> Item {
        let one = |p: &TypeParam| {
            let default = ("default_value", self.optional(p.default()));
            let id = ("name", name(p.name()));
            match p {
                TypeParam::TypeVar(v) => {
                    let bound = ("bound", self.optional(v.bound.as_deref()));
                    self.at(p.range(), "TypeVar", vec![id, bound, default])
                }
                TypeParam::ParamSpec(_) => self.at(p.range(), "ParamSpec", vec![id, default]),
                TypeParam::TypeVarTuple(_) => self.at(p.range(), "TypeVarTuple", vec![id, default]),
            }
        };
        Item::List(params.map_or(Vec::new(), |p| p.type_params.iter().map(one).collect()))
    }

    fn patterns(&self, all: &[Pattern]) -> Item {
        Item::List(all.iter().map(|p| self.pattern(p)).collect())
    }

    fn pattern(&self, p: &Pattern) -> Item {
        let (class, fields) = match p {
            Pattern::MatchValue(p) => ("MatchValue", vec![("value", self.expr(&p.value))]),
            Pattern::MatchSingleton(p) => {
                let value = match p.value {
                    ast::Singleton::None => Const::None,
                    ast::Singleton::True => Const::True,
                    ast::Singleton::False => Const::False,
                };
                ("MatchSingleton", vec![("value", Item::Const(value))])
            }
            Pattern::MatchSequence(p) => (
                "MatchSequence",
                vec![("patterns", self.patterns(&p.patterns))],
            ),
            Pattern::MatchMapping(p) => (
                "MatchMapping",
                vec![
                    ("keys", self.exprs(&p.keys)),
                    ("patterns", self.patterns(&p.patterns)),
                    ("rest", optional_name(p.rest.as_ref())),
                ],
            ),
            Pattern::MatchClass(p) => {
                let keywords = &p.arguments.keywords;
                (
                    "MatchClass",
                    vec![
                        ("cls", self.expr(&p.cls)),
                        ("patterns", self.patterns(&p.arguments.patterns)),
                        (
                            "kwd_attrs",
                            Item::List(keywords.iter().map(|k| name(&k.attr)).collect()),
                        ),
                        (
                            "kwd_patterns",
                            Item::List(keywords.iter().map(|k| self.pattern(&k.pattern)).collect()),
                        ),
                    ],
                )
            }
            Pattern::MatchStar(p) => ("MatchStar", vec![("name", optional_name(p.name.as_ref()))]),
            Pattern::MatchAs(p) => (
                "MatchAs",
                vec![
                    (
                        "pattern",
                        p.pattern.as_deref().map_or(Item::None, |p| self.pattern(p)),
                    ),
                    ("name", optional_name(p.name.as_ref())),
                ],
            ),
            Pattern::MatchOr(p) => ("MatchOr", vec![("patterns", self.patterns(&p.patterns))]),
        };
        self.at(p.range(), class, fields)
    }
}
