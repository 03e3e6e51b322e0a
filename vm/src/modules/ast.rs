//! `_ast`: the node classes of the abstract syntax tree.
//!
//! Programs can make nodes, look at them and walk them; [`nodes`] makes them of a source text.

use crate::bootstrap;
use crate::class::{Builtin, Class, flags};
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Dict, Record, Ref, Str, Tuple};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

use super::support::{self, NativeClassSpec, add, new_class, new_subclass, set_attr};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_ast",
    doc: "",
    functions: &[],
    init,
};

/// Base classes with their positions, and below each its nodes: name, then fields (`?` optional, `*` a list).
const GRAMMAR: &[(&str, bool, &[&str])] = &[
    (
        "mod",
        false,
        &[
            "Module body* type_ignores*",
            "Interactive body*",
            "Expression body",
            "FunctionType argtypes* returns",
        ],
    ),
    (
        "stmt",
        true,
        &[
            "FunctionDef name args body* decorator_list* returns? type_comment? type_params*",
            "AsyncFunctionDef name args body* decorator_list* returns? type_comment? type_params*",
            "ClassDef name bases* keywords* body* decorator_list* type_params*",
            "Return value?",
            "Delete targets*",
            "Assign targets* value type_comment?",
            "TypeAlias name type_params* value",
            "AugAssign target op value",
            "AnnAssign target annotation value? simple",
            "For target iter body* orelse* type_comment?",
            "AsyncFor target iter body* orelse* type_comment?",
            "While test body* orelse*",
            "If test body* orelse*",
            "With items* body* type_comment?",
            "AsyncWith items* body* type_comment?",
            "Match subject cases*",
            "Raise exc? cause?",
            "Try body* handlers* orelse* finalbody*",
            "TryStar body* handlers* orelse* finalbody*",
            "Assert test msg?",
            "Import names*",
            "ImportFrom module? names* level?",
            "Global names*",
            "Nonlocal names*",
            "Expr value",
            "Pass",
            "Break",
            "Continue",
        ],
    ),
    (
        "expr",
        true,
        &[
            "BoolOp op values*",
            "NamedExpr target value",
            "BinOp left op right",
            "UnaryOp op operand",
            "Lambda args body",
            "IfExp test body orelse",
            "Dict keys* values*",
            "Set elts*",
            "ListComp elt generators*",
            "SetComp elt generators*",
            "DictComp key value generators*",
            "GeneratorExp elt generators*",
            "Await value",
            "Yield value?",
            "YieldFrom value",
            "Compare left ops* comparators*",
            "Call func args* keywords*",
            "FormattedValue value conversion format_spec?",
            "Interpolation value str conversion format_spec?",
            "JoinedStr values*",
            "TemplateStr values*",
            "Constant value kind?",
            "Attribute value attr ctx",
            "Subscript value slice ctx",
            "Starred value ctx",
            "Name id ctx",
            "List elts* ctx",
            "Tuple elts* ctx",
            "Slice lower? upper? step?",
        ],
    ),
    ("expr_context", false, &["Load", "Store", "Del"]),
    ("boolop", false, &["And", "Or"]),
    (
        "operator",
        false,
        &[
            "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr",
            "BitXor", "BitAnd", "FloorDiv",
        ],
    ),
    ("unaryop", false, &["Invert", "Not", "UAdd", "USub"]),
    (
        "cmpop",
        false,
        &[
            "Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn",
        ],
    ),
    ("excepthandler", true, &["ExceptHandler type? name? body*"]),
    (
        "pattern",
        true,
        &[
            "MatchValue value",
            "MatchSingleton value",
            "MatchSequence patterns*",
            "MatchMapping keys* patterns* rest?",
            "MatchClass cls patterns* kwd_attrs* kwd_patterns*",
            "MatchStar name?",
            "MatchAs pattern? name?",
            "MatchOr patterns*",
        ],
    ),
    ("type_ignore", false, &["TypeIgnore lineno tag"]),
    (
        "type_param",
        true,
        &[
            "TypeVar name bound? default_value?",
            "ParamSpec name default_value?",
            "TypeVarTuple name default_value?",
        ],
    ),
];

/// Nodes that stand alone: fields, and whether they have positions.
const ALONE: &[(&str, bool)] = &[
    ("comprehension target iter ifs* is_async", false),
    (
        "arguments posonlyargs* args* vararg? kwonlyargs* kw_defaults* kwarg? defaults*",
        false,
    ),
    ("arg arg annotation? type_comment?", true),
    ("keyword arg? value", true),
    ("alias name asname?", true),
    ("withitem context_expr optional_vars?", false),
    ("match_case pattern guard? body*", false),
];

const AST: NativeClassSpec = NativeClassSpec {
    module: "ast",
    name: "AST",
    doc: "",
    nfields: 0,
    flags: flags::DICT,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).kwdict().rest(),
            |th, a: Args<'_>| {
                let info = a.get(0).expect::<Class>().info();
                Ok(Record::new(th, info.root_shape(), &[]).val())
            },
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self"], 1).kwdict().rest(),
            init_node,
        ),
        NativeDef::full("__reduce__", Params::all(&["_self"]), reduce),
    ],
    getsets: &[],
};

/// What every class derived from `AST` has besides.
const NODE: NativeClassSpec = NativeClassSpec {
    name: "",
    methods: &[],
    ..AST
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let ast = new_class(th, &AST);
    describe(th, ast, "AST", false);
    add(th, module, "AST", ast.val())?;
    for (base, positions, nodes) in GRAMMAR {
        let parent = node(th, base, ast, *positions);
        add(th, module, base, parent.val())?;
        for line in *nodes {
            let class = node(th, line, parent, *positions);
            add(th, module, class.name(), class.val())?;
        }
    }
    for (line, positions) in ALONE {
        let class = node(th, line, ast, *positions);
        add(th, module, class.name(), class.val())?;
    }
    for (name, n) in [
        ("PyCF_ONLY_AST", 0x400),
        ("PyCF_OPTIMIZED_AST", 0x8400),
        ("PyCF_TYPE_COMMENTS", 0x1000),
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
    ] {
        add(th, module, name, Val::small(n))?;
    }
    Ok(())
}

fn node<'t>(th: &'t Thread, line: &str, base: Ref<'t, Class>, positions: bool) -> Ref<'t, Class> {
    let class = new_subclass(th, &NODE, base);
    describe(th, class, line, positions);
    class
}

/// Sets name and fields of a class from its line.
fn describe<'t>(th: &'t Thread, class: Ref<'t, Class>, line: &str, positions: bool) {
    let mut words = line.split(' ');
    let name = th.intern(words.next().unwrap_or(""));
    class.info().name.set(name.raw());
    class.info().qualname.set(name.raw());
    // Programs may add to the node classes, and `ast` itself does.
    let kept = class.info().flags.get() & !flags::BUILTIN;
    class.info().flags.set(kept);
    let fields: Vec<&str> = words.collect();
    let names: Vec<Val<'t>> = fields
        .iter()
        .map(|f| th.intern(f.trim_end_matches(['?', '*'])))
        .collect();
    let tuple = th.tuple(&names);
    bootstrap::bind(th, class, th.intern("_fields"), tuple);
    bootstrap::bind(th, class, th.id(crate::names::Id::__match_args__), tuple);
    let attributes = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
    let attributes: Vec<Val<'t>> = attributes
        .iter()
        .filter(|_| positions)
        .map(|a| th.intern(a))
        .collect();
    bootstrap::bind(th, class, th.intern("_attributes"), th.tuple(&attributes));
    for (f, name) in fields.iter().zip(&names) {
        if f.ends_with('?') {
            bootstrap::bind(th, class, *name, Val::NONE);
        }
    }
    if positions {
        for end in ["end_lineno", "end_col_offset"] {
            bootstrap::bind(th, class, th.intern(end), Val::NONE);
        }
    }
    // Of the types of fields only that of lists is told.
    let object = th.builtin(Builtin::Object);
    let mark = th.mark();
    let list = crate::types::alias::new(th, th.root(th.builtin(Builtin::List)), th.root(object));
    let types = Dict::new(th);
    for (f, name) in fields.iter().zip(&names) {
        let kind = if f.ends_with('*') {
            th.get(list)
        } else {
            object
        };
        types.append(th, name.expect::<Str>().hash(), *name, kind);
    }
    bootstrap::bind(th, class, th.intern("_field_types"), types.val());
    th.release_to(mark);
    // A list that was not given is empty: which fields are lists is told by this tuple.
    let lists: Vec<Val<'t>> = fields
        .iter()
        .zip(&names)
        .filter(|(f, _)| f.ends_with('*'))
        .map(|(_, n)| *n)
        .collect();
    bootstrap::bind(th, class, th.intern("_list_fields"), th.tuple(&lists));
}

/// The texts in a tuple of the class.
fn names(th: &mut Thread, this: Slot, what: &str) -> Res<Vec<String>> {
    th.section(|th| {
        let class = th.class_of(th.get(this));
        let found = lookup::lookup(th, class, th.intern(what))?;
        let items = found
            .and_then(|v| v.cast::<Tuple>())
            .map_or(&[][..], |t| t.items());
        Ok(items
            .iter()
            .filter_map(|v| v.cast::<Str>().map(|s| s.text().to_owned()))
            .collect())
    })
}

fn init_node(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    let fields = names(th, this, "_fields")?;
    let given: Vec<Slot> = w.from(2).collect();
    if given.len() > fields.len() {
        let text = format!(
            "{} constructor takes at most {} positional argument{}",
            th.class_name(th.get(this)),
            fields.len(),
            if fields.len() == 1 { "" } else { "s" }
        );
        return Err(th.type_error(text));
    }
    let mut set: Vec<String> = Vec::new();
    for (name, v) in fields.iter().zip(&given) {
        set_attr(th, this, name, *v)?;
        set.push(name.clone());
    }
    if let Some(keywords) = w.opt(th, 1) {
        let pairs: Vec<(Slot, Slot)> = th.section(|th| {
            let seen = th.get(keywords).expect::<Dict>().see(th)?;
            Ok(seen
                .entries()
                .map(|(_, k, v)| (th.root(k), th.root(v)))
                .collect())
        })?;
        for (k, v) in pairs {
            let name = th.text_of(k).to_owned();
            if set.contains(&name) {
                let text = format!(
                    "{} got multiple values for argument '{name}'",
                    th.class_name(th.get(this))
                );
                return Err(th.type_error(text));
            }
            set_attr(th, this, &name, v)?;
            set.push(name);
        }
    }
    if fields.iter().any(|f| f == "ctx") && !set.iter().any(|f| f == "ctx") {
        let load = crate::import::import_object(th, "_ast", "Load")?;
        let load = th.call(load, &[])?;
        set_attr(th, this, "ctx", load)?;
    }
    for name in names(th, this, "_list_fields")? {
        if !set.contains(&name) {
            let empty = th.root(th.list(&[]));
            set_attr(th, this, &name, empty)?;
        }
    }
    th.ret(Val::NONE)
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let state = support::get_attr(th, w.at(0), "__dict__")?;
    let r = {
        let class = th.class_of(th.get(w.at(0))).val();
        th.tuple(&[class, th.tuple(&[]), th.get(state)])
    };
    th.ret(r)
}

/// Is it a node?
pub fn is_node(th: &mut Thread, v: Slot) -> Res<bool> {
    if !th.get(v).is_pointer() {
        return Ok(false);
    }
    let Some(module) = crate::import::load::loaded(th, "_ast")? else {
        return Ok(false);
    };
    let class = support::get_attr(th, module, "AST")?;
    Ok(th.class_of(th.get(v)).is_subclass(th.get(class)))
}

/// A tree as nodes.
pub fn nodes(th: &mut Thread, tree: &lang::tree::Node) -> Res<Slot> {
    let module = crate::import::import_absolute(th, "_ast")?;
    let node = made(th, module, tree)?;
    Ok(node)
}

/// A node in a new register; what else it took is given back.
fn made(th: &mut Thread, module: Slot, tree: &lang::tree::Node) -> Res<Slot> {
    let class = support::get_attr(th, module, &tree.class)?;
    let node = {
        let info = th.get(class).expect::<Class>().info();
        Record::new(th, info.root_shape(), &[]).val()
    };
    th.set(class, node);
    let node = class;
    let mark = th.mark();
    for (name, item) in &tree.fields {
        let v = value(th, module, item)?;
        set_attr(th, node, name, v)?;
        th.release_to(mark);
    }
    if let Some(p) = tree.place {
        for (name, n) in [
            ("lineno", p.line),
            ("col_offset", p.col),
            ("end_lineno", p.end_line),
            ("end_col_offset", p.end_col),
        ] {
            let n = th.root(Val::small(n.into()));
            set_attr(th, node, name, n)?;
            th.release_to(mark);
        }
    }
    Ok(node)
}

fn value(th: &mut Thread, module: Slot, item: &lang::tree::Item) -> Res<Slot> {
    use lang::tree::Item;
    Ok(match item {
        Item::None => th.root(Val::NONE),
        Item::Node(node) => made(th, module, node)?,
        Item::Text(text) => th.root(th.intern(text)),
        Item::Const(c) => th.root(crate::run::constant(th, c)),
        Item::List(items) => {
            let list = th.root(th.list(&[]));
            let mark = th.mark();
            for item in items {
                let v = value(th, module, item)?;
                th.section(|th| {
                    let own = th.get(list).expect::<crate::object::List>().own(th)?;
                    own.push(th, th.get(v));
                    Ok(())
                })?;
                th.release_to(mark);
            }
            list
        }
    })
}
