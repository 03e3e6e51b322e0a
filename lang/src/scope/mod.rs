//! Who binds what. `collect` walks the AST once and notes in each scope which names are bound, used, declared; then
//! `resolve` decides for every name of every scope where it lives. The compiler only asks [`Scopes::place`].
//!
//! Terms:
//! - *owner*: the scope whose code object holds a scope's instructions. List, set and dict comprehensions have a scope
//!   of their own for names but run inside the code of the scope around them (PEP 709); every other scope is its own owner.
//! - *annotation scopes* (PEP 649, 695): `__annotate__` functions, type parameters, values of type aliases, bounds and
//!   defaults. Function-like; directly inside a class they look into the class namespace first, through `__classdict__`.

mod annotated;
mod collect;
mod resolve;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::sync::Arc;

use crate::error::CompileError;
use crate::source::Source;
use ruff_python_ast as ast;

/// An interned name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Sym(u32);

/// All names met so far.
#[derive(Default)]
pub(crate) struct Interner {
    numbers: HashMap<Arc<str>, Sym>,
    texts: Vec<Arc<str>>,
}

impl Interner {
    pub fn intern(&mut self, text: &str) -> Sym {
        if let Some(sym) = self.numbers.get(text) {
            return *sym;
        }
        let sym = Sym(self.texts.len() as u32);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, sym);
        sym
    }

    pub fn text(&self, sym: Sym) -> &Arc<str> {
        &self.texts[sym.0 as usize]
    }

    /// The name as written, or `_Class__name` for a private name inside `class`.
    pub fn mangled(&mut self, class: Option<&str>, name: &str) -> Sym {
        match class.map(|class| class.trim_start_matches('_')) {
            Some(class)
                if name.starts_with("__")
                    && !name.ends_with("__")
                    && !name.contains('.')
                    && !class.is_empty() =>
            {
                self.intern(&format!("_{class}{name}"))
            }
            _ => self.intern(name),
        }
    }
}

/// Index of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ScopeId(u32);

impl ScopeId {
    /// The module, or the expression in eval mode.
    pub const TOP: ScopeId = ScopeId(0);
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    /// Generator expression: code of its own.
    Generator,
    /// List, set or dict comprehension: runs inside its owner.
    Comprehension,
    /// `__annotate__` of a module, class or function.
    Annotations,
    /// Around a generic function, class or alias.
    TypeParams,
    /// Value of a `type` statement.
    TypeAlias,
    /// Bound, constraints or default of a type parameter.
    TypeVariable,
}

impl ScopeKind {
    /// Variables live in registers and cells.
    pub fn is_function_like(self) -> bool {
        !matches!(self, ScopeKind::Module | ScopeKind::Class)
    }

    /// Sees the names of a class directly around it.
    pub fn sees_class(self) -> bool {
        use ScopeKind::*;
        matches!(self, Annotations | TypeParams | TypeAlias | TypeVariable)
    }
}

/// What a scope does with a name.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Symbol {
    pub bound: bool,
    pub used: bool,
    pub param: bool,
    pub annotated: bool,
    pub global: bool,
    pub nonlocal: bool,
    /// Target of `:=`, here or in a comprehension inside.
    pub walrus: bool,
    /// Unbound somewhere, by `del` or at the end of an `except ... as`.
    pub unbinds: bool,
    /// Bound by a comprehension's `for`.
    pub iteration: bool,
    /// Where a global or nonlocal statement or the first use is, for messages.
    pub at: Option<ruff_text_size::TextRange>,
}

/// Where a name lives, seen from a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// The namespace of the running module or class body.
    Namespace,
    /// Globals, then builtins.
    Global,
    /// A register of the owner, which holds the value or, for a cell variable of the scope given, the cell.
    Variable(ScopeId),
    /// A cell that comes with the closure.
    Free,
}

pub(crate) struct Scope {
    pub kind: ScopeKind,
    pub name: Sym,
    pub parent: Option<ScopeId>,
    pub symbols: HashMap<Sym, Symbol>,
    /// Names bound in the order of their first binding; parameters first.
    pub order: Vec<Sym>,
    pub is_generator: bool,
    /// `async def`, or a comprehension or generator expression that awaits.
    pub is_async: bool,
    /// Variables of this scope that live in cells.
    pub cells: HashSet<Sym>,
    /// Variables of outer owners that this owner's closure holds.
    pub free: Vec<Sym>,
    /// Defined inside a function.
    pub nested: bool,
    /// A class with annotations inside conditional statements, or a module with any.
    pub conditional_annotations: bool,
}

/// The identity of the AST node that opened a scope, while the AST stays where it is.
pub(crate) type NodeKey = usize;

/// The key of the `__annotate__` scope of a module or class body.
pub(crate) fn body_key(body: ScopeId) -> NodeKey {
    body.0 as NodeKey
}

pub(crate) fn key<T>(node: &T) -> NodeKey {
    std::ptr::from_ref(node) as usize
}

/// All scopes of a source.
pub(crate) struct Scopes {
    pub names: Interner,
    scopes: Vec<Scope>,
    by_node: HashMap<(NodeKey, ScopeKind), ScopeId>,
    places: HashMap<(ScopeId, Sym), Place>,
}

impl Scopes {
    /// Collects and resolves the scopes of a module body.
    pub fn of_module(
        source: &Source,
        body: &[ast::Stmt],
        future_annotations: bool,
    ) -> Result<Scopes, CompileError> {
        let mut scopes = collect::module(source, body, future_annotations)?;
        scopes.resolve(source)?;
        Ok(scopes)
    }

    /// The same for an expression in eval mode.
    pub fn of_expression(source: &Source, body: &ast::Expr) -> Result<Scopes, CompileError> {
        let mut scopes = collect::expression(source, body)?;
        scopes.resolve(source)?;
        Ok(scopes)
    }

    pub fn get(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The scope that a node opens.
    pub fn opened_by(&self, node: NodeKey, kind: ScopeKind) -> ScopeId {
        self.by_node[&(node, kind)]
    }

    /// The scope whose code runs `id`.
    pub fn owner(&self, mut id: ScopeId) -> ScopeId {
        while self.get(id).kind == ScopeKind::Comprehension {
            id = self.get(id).parent.expect("comprehension inside something");
        }
        id
    }

    /// Where `name` lives, seen from `scope`. Names the source does not mention there are taken as the kind of scope says.
    pub fn place(&self, scope: ScopeId, name: Sym) -> Place {
        match self.places.get(&(scope, name)) {
            Some(place) => *place,
            None if self.get(self.owner(scope)).kind.is_function_like() => Place::Global,
            None => Place::Namespace,
        }
    }

    /// The class directly around an annotation scope.
    pub fn visible_class(&self, id: ScopeId) -> Option<ScopeId> {
        let mut scope = self.get(id);
        loop {
            let parent = scope.parent?;
            if !scope.kind.sees_class() {
                return None;
            }
            scope = self.get(parent);
            if scope.kind == ScopeKind::Class {
                return Some(parent);
            }
        }
    }
}
