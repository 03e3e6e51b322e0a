//! A code object under construction: its registers, constants, names and open blocks.

use rustc_hash::FxHashMap as HashMap;
use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::TextRange;

use super::flow::Block;
use super::{Compiler, Result};
use crate::code::{Code, CodeFlags, Const, Text};
use crate::error::{CompileError, ErrorKind};
use crate::opcode::{ConstId, NameId, Reg};
use crate::scope::{Place, ScopeId, ScopeKind, Sym};
use crate::writer::Writer;

pub(super) struct Unit<'a> {
    /// The scope whose code this is.
    pub scope: ScopeId,
    /// The scope in which names are now looked up: `scope`, or a comprehension inside.
    pub lexical: ScopeId,
    pub writer: Writer,
    pub consts: ConstPool,
    pub names: NamePool,
    /// Registers of variables and their cells.
    pub vars: HashMap<(ScopeId, Sym), Reg>,
    /// Registers of the closure's cells.
    pub free: HashMap<Sym, Reg>,
    /// Next free temporary.
    pub top: u32,
    /// Most temporaries at any time are below this.
    first_temp: u32,
    /// Variables of comprehensions: have they been stored to by now, and was one read before?
    pub comp_vars: HashMap<Reg, CompVar>,
    pub blocks: Vec<Block<'a>>,
    /// Class whose private names are mangled here.
    pub private: Option<Arc<str>>,
    pub qualname: Arc<str>,
    pub first_line: u32,
    /// Parts of the code that are known when the unit begins.
    pub code: Code,
    /// Attributes that methods store on `self`, in a class.
    pub static_attributes: Vec<Sym>,
    /// Number of each annotation in `__conditional_annotations__`.
    pub annotation_numbers: HashMap<usize, u16>,
}

/// What is known of a comprehension's variable.
#[derive(Clone, Copy, Default)]
pub(super) struct CompVar {
    pub stored: bool,
    pub read_before: bool,
}

impl<'a> Unit<'a> {
    pub fn empty() -> Self {
        Unit {
            scope: ScopeId::TOP,
            lexical: ScopeId::TOP,
            writer: Writer::default(),
            consts: ConstPool::default(),
            names: NamePool::default(),
            vars: HashMap::default(),
            free: HashMap::default(),
            top: 0,
            first_temp: 0,
            comp_vars: HashMap::default(),
            blocks: Vec::new(),
            private: None,
            qualname: "".into(),
            first_line: 1,
            code: Code::default(),
            static_attributes: Vec::new(),
            annotation_numbers: HashMap::default(),
        }
    }

    /// Does the register belong to a named variable, a cell or the closure?
    pub fn is_variable(&self, reg: Reg) -> bool {
        u32::from(reg.0) < self.first_temp
    }
}

/// Names used as operands.
#[derive(Default)]
pub(super) struct NamePool {
    numbers: HashMap<Sym, u16>,
    texts: Vec<Arc<str>>,
}

impl NamePool {
    pub fn intern(&mut self, sym: Sym, text: Arc<str>) -> NameId {
        let texts = &mut self.texts;
        NameId(*self.numbers.entry(sym).or_insert_with(|| {
            texts.push(text);
            (texts.len() - 1) as u16
        }))
    }
}

/// Constants, each once.
#[derive(Default)]
pub(super) struct ConstPool {
    numbers: HashMap<Vec<u8>, u16>,
    values: Vec<Const>,
}

impl ConstPool {
    pub fn add(&mut self, value: Const) -> ConstId {
        let mut key = Vec::new();
        write_key(&value, &mut key);
        let values = &mut self.values;
        ConstId(*self.numbers.entry(key).or_insert_with(|| {
            values.push(value);
            (values.len() - 1) as u16
        }))
    }
}

/// A text that is the same for two constants only if they are interchangeable (`0.0` and `-0.0`, `1` and `True` are not).
fn write_key(value: &Const, key: &mut Vec<u8>) {
    let mut tagged = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend((bytes.len() as u32).to_le_bytes());
        key.extend(bytes);
    };
    match value {
        Const::None => tagged(0, &[]),
        Const::True => tagged(1, &[]),
        Const::False => tagged(2, &[]),
        Const::Ellipsis => tagged(3, &[]),
        Const::Int(int) => tagged(4, &int.to_le_bytes()),
        Const::BigInt(int) => tagged(5, &int.to_signed_bytes_le()),
        Const::Float(float) => tagged(6, &float.to_bits().to_le_bytes()),
        Const::Complex(re, im) => {
            tagged(7, &re.to_bits().to_le_bytes());
            tagged(7, &im.to_bits().to_le_bytes());
        }
        Const::Str(Text::Utf8(text)) => tagged(8, text.as_bytes()),
        Const::Str(Text::Wtf8(text)) => tagged(9, text),
        Const::Bytes(bytes) => tagged(10, bytes),
        Const::Tuple(items) | Const::FrozenSet(items) => {
            let tag = if matches!(value, Const::Tuple(_)) {
                11
            } else {
                12
            };
            tagged(tag, &(items.len() as u32).to_le_bytes());
            items.iter().for_each(|item| write_key(item, key));
        }
        Const::Code(code) => tagged(13, &(Arc::as_ptr(code) as usize).to_le_bytes()),
    }
}

/// The parameters of a unit, in the order of their registers.
#[derive(Default)]
pub(super) struct Params<'p> {
    pub names: Vec<&'p str>,
    pub argcount: usize,
    pub posonly: usize,
    pub kwonly: usize,
    pub varargs: bool,
    pub varkw: bool,
}

impl<'p> Params<'p> {
    pub fn of(parameters: &'p ast::Parameters) -> Self {
        let positional = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs);
        let named = positional.map(|parameter| &parameter.parameter);
        let stars = parameters
            .vararg
            .as_deref()
            .into_iter()
            .chain(parameters.kwarg.as_deref());
        Params {
            names: named
                .chain(stars)
                .map(|parameter| parameter.name.as_str())
                .collect(),
            argcount: parameters.posonlyargs.len() + parameters.args.len(),
            posonly: parameters.posonlyargs.len(),
            kwonly: parameters.kwonlyargs.len(),
            varargs: parameters.vararg.is_some(),
            varkw: parameters.kwarg.is_some(),
        }
    }

    /// Positional-only parameters.
    pub fn positional(names: Vec<&'p str>) -> Self {
        let argcount = names.len();
        Params {
            names,
            argcount,
            posonly: argcount,
            ..Params::default()
        }
    }
}

impl<'a> Compiler<'a> {
    /// Begins a unit without parameters.
    pub(super) fn begin_unit(&mut self, scope: ScopeId, name: &str, range: TextRange) -> Result {
        self.begin_function(scope, name, range, &Params::default())
    }

    /// Begins a unit: the current one waits in `outer`.
    pub(super) fn begin_function(
        &mut self,
        scope: ScopeId,
        name: &str,
        range: TextRange,
        params: &Params,
    ) -> Result {
        let qualname = self.qualname(scope, name);
        let mut unit = Unit::empty();
        unit.scope = scope;
        unit.lexical = scope;
        unit.private = self.unit.private.clone();
        unit.first_line = self.source.line(range.start());
        unit.qualname = qualname;
        unit.writer.span = self.source.span(TextRange::empty(range.start()));
        unit.code.name = name.into();
        unit.code.flags = self.flags(scope, params);
        unit.code.argcount = params.argcount as u16;
        unit.code.posonly = params.posonly as u16;
        unit.code.kwonly = params.kwonly as u16;
        unit.code.filename = self.filename.clone();
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        self.assign_registers(params);
        if self.unit.code.flags.suspends() {
            self.w().return_generator();
        }
        Ok(())
    }

    fn flags(&self, id: ScopeId, params: &Params) -> CodeFlags {
        let scope = self.scopes.get(id);
        let function = scope.kind.is_function_like();
        let in_class = scope
            .parent
            .is_some_and(|parent| self.scopes.get(parent).kind == ScopeKind::Class);
        CodeFlags {
            varargs: params.varargs,
            varkw: params.varkw,
            generator: scope.is_generator && !scope.is_async,
            coroutine: scope.is_async && !scope.is_generator,
            async_generator: scope.is_async && scope.is_generator,
            nested: scope.nested,
            optimized: function,
            method: in_class && function,
            has_docstring: false,
            future_annotations: self.options.future_annotations,
        }
    }

    /// Lays out locals, cells and free variables, and emits the prologue that makes the cells.
    fn assign_registers(&mut self, params: &Params) {
        let id = self.unit.scope;
        let mut next = 0;
        for name in &params.names {
            let sym = self.sym(name);
            self.unit
                .code
                .varnames
                .push(self.scopes.names.text(sym).clone());
            self.unit.vars.insert((id, sym), Reg(next));
            next += 1;
        }
        let nparams = next;
        let function = self.scopes.get(id).kind.is_function_like();
        let order = if function {
            self.scopes.get(id).order.clone()
        } else {
            Vec::new()
        };
        for sym in order {
            let is_local = self.scopes.place(id, sym) == Place::Variable(id);
            let taken =
                self.unit.vars.contains_key(&(id, sym)) || self.scopes.get(id).cells.contains(&sym);
            if is_local && !taken {
                self.unit
                    .code
                    .varnames
                    .push(self.scopes.names.text(sym).clone());
                self.unit.vars.insert((id, sym), Reg(next));
                next += 1;
            }
        }
        let mut cells: Vec<Sym> = self.scopes.get(id).cells.iter().copied().collect();
        cells.sort_by(|a, b| self.scopes.names.text(*a).cmp(self.scopes.names.text(*b)));
        for sym in cells {
            let reg = *self.unit.vars.entry((id, sym)).or_insert_with(|| {
                next += 1;
                Reg(next - 1)
            });
            self.unit
                .code
                .cellvars
                .push(self.scopes.names.text(sym).clone());
            self.unit.code.cellregs.push(reg);
            if reg.0 >= nparams {
                self.w().load_undef(reg);
            }
            self.w().make_cell(reg, reg);
        }
        for (index, sym) in self.scopes.get(id).free.clone().into_iter().enumerate() {
            self.unit.free.insert(sym, Reg(next));
            self.unit
                .code
                .freevars
                .push(self.scopes.names.text(sym).clone());
            self.unit.code.freeregs.push(Reg(next));
            self.w().load_free(Reg(next), index as u16);
            next += 1;
        }
        self.unit.top = u32::from(next);
        self.unit.first_temp = u32::from(next);
    }

    /// The dotted path of definitions that leads to `name`.
    fn qualname(&self, id: ScopeId, name: &str) -> Arc<str> {
        let mut around = self.scopes.get(id).parent;
        while let Some(parent) = around {
            let kind = self.scopes.get(parent).kind;
            if !matches!(kind, ScopeKind::TypeParams | ScopeKind::Comprehension) {
                break;
            }
            around = self.scopes.get(parent).parent;
        }
        let Some(parent) = around.filter(|parent| *parent != ScopeId::TOP) else {
            return name.into();
        };
        let scope = self.scopes.get(parent);
        let definition = matches!(
            self.scopes.get(id).kind,
            ScopeKind::Function | ScopeKind::Class
        );
        let sym = self.scopes.get(id).name;
        if definition && scope.symbols.get(&sym).is_some_and(|symbol| symbol.global) {
            return name.into();
        }
        let unit = std::iter::once(&self.unit)
            .chain(&self.outer)
            .find(|unit| unit.scope == parent);
        let outer = unit.map_or("", |unit| &*unit.qualname);
        if matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda) {
            format!("{outer}.<locals>.{name}").into()
        } else {
            format!("{outer}.{name}").into()
        }
    }

    /// Ends the current unit and takes up the one around it.
    pub(super) fn end_unit(&mut self, range: TextRange) -> Result<Arc<Code>> {
        let outer = self.outer.pop().expect("a unit around it");
        let unit = std::mem::replace(&mut self.unit, outer);
        let mut code = unit.code;
        code.qualname = unit.qualname;
        code.firstlineno = unit.first_line;
        code.flags.has_docstring = code.docstring.is_some();
        let most = usize::from(u16::MAX);
        let fits = unit.consts.values.len() <= most && unit.names.texts.len() <= most;
        code.consts = unit.consts.values;
        code.names = unit.names.texts;
        let written = unit.writer.finish(&mut code);
        if !fits || !written || code.nregs > u32::from(u16::MAX) {
            let message = "code object too large";
            return Err(CompileError::new(
                ErrorKind::Overflow,
                self.source,
                range,
                message,
            ));
        }
        code.nregs = code.nregs.max(unit.first_temp);
        Ok(Arc::new(code))
    }
}
