//! Names: load, store and delete, wherever they live.

use ruff_python_ast as ast;
use ruff_text_size::TextRange;

use super::Compiler;
use crate::opcode::Reg;
use crate::scope::{Place, ScopeId, ScopeKind, Sym};

/// A place that a value can be computed into directly, or must be stored to afterwards.
impl<'a> Compiler<'a> {
    /// The value of a name.
    pub(super) fn load_name(&mut self, name: &'a ast::ExprName, want: Option<Reg>) -> Reg {
        let sym = self.sym(name.id.as_str());
        self.at(name.range);
        self.load_sym(sym, want)
    }

    pub(super) fn load_sym(&mut self, sym: Sym, want: Option<Reg>) -> Reg {
        let scope = self.unit.lexical;
        match self.scopes.place(scope, sym) {
            Place::Variable(home) => self.load_variable(home, sym, want),
            Place::Free => self.load_free_variable(sym, want),
            Place::Namespace => {
                let id = self.name_id(sym);
                let dst = self.dst(want);
                self.w().load_name(dst, id);
                dst
            }
            Place::Global => {
                let id = self.name_id(sym);
                match self.class_namespace(sym) {
                    Some(dict) => {
                        let dst = self.result_over(dict, want);
                        self.w().load_dict_or_global(dst, dict, id);
                        dst
                    }
                    None => {
                        let dst = self.dst(want);
                        self.w().load_global(dst, id);
                        dst
                    }
                }
            }
        }
    }

    /// Frees the temporary `operand` and gives the register of a result that may take its place.
    fn result_over(&mut self, operand: Reg, want: Option<Reg>) -> Reg {
        self.release(u32::from(operand.0));
        self.dst(want)
    }

    fn load_variable(&mut self, home: ScopeId, sym: Sym, want: Option<Reg>) -> Reg {
        let reg = self.unit.vars[&(home, sym)];
        let name = self.name_id(sym);
        if self.scopes.get(home).cells.contains(&sym) {
            let dst = self.dst(want);
            self.w().load_cell(dst, reg, name);
            return dst;
        }
        self.check_bound(home, sym, reg);
        let symbol = self.scopes.get(home).symbols[&sym];
        match want {
            // A later part of the same expression may assign to it.
            None if symbol.walrus => {
                let dst = self.alloc();
                self.w().move_(dst, reg);
                dst
            }
            None => reg,
            Some(dst) => self.deliver(reg, Some(dst)),
        }
    }

    /// A check that the local is bound, unless it always is. Those that cannot fail are dropped in the end.
    fn check_bound(&mut self, home: ScopeId, sym: Sym, reg: Reg) {
        if let Some(var) = self.unit.comp_vars.get_mut(&reg) {
            var.read_before |= !var.stored;
        }
        let symbol = self.scopes.get(home).symbols[&sym];
        if !symbol.param || symbol.unbinds {
            let name = self.name_id(sym);
            self.w().check_local(reg, name);
        }
    }

    fn load_free_variable(&mut self, sym: Sym, want: Option<Reg>) -> Reg {
        let cell = self.unit.free[&sym];
        let name = self.name_id(sym);
        let in_class = self.scopes.get(self.unit.lexical).kind == ScopeKind::Class;
        let dict = if in_class && self.namespace_may_have(sym) {
            let dict = self.alloc();
            self.w().load_locals(dict);
            Some(dict)
        } else {
            self.class_namespace(sym)
        };
        match dict {
            Some(dict) => {
                let dst = self.result_over(dict, want);
                self.w().load_dict_or_cell(dst, dict, name, cell);
                dst
            }
            None => {
                let dst = self.dst(want);
                self.w().load_cell(dst, cell, name);
                dst
            }
        }
    }

    /// Names that the compiler itself made are in no namespace.
    fn namespace_may_have(&self, sym: Sym) -> bool {
        let text = self.scopes.names.text(sym);
        !text.starts_with('.')
            && !matches!(&**text, "__classdict__" | "__conditional_annotations__")
    }

    /// In an annotation scope directly inside a class: the class namespace, in a temporary.
    fn class_namespace(&mut self, sym: Sym) -> Option<Reg> {
        self.scopes.visible_class(self.unit.lexical)?;
        if !self.namespace_may_have(sym) {
            return None;
        }
        let class_dict = self.scopes.names.intern("__classdict__");
        let cell = *self.unit.free.get(&class_dict)?;
        let name = self.name_id(class_dict);
        let dict = self.alloc();
        self.w().load_cell(dict, cell, name);
        Some(dict)
    }

    /// The register of a plain local, into which a value can be computed directly.
    pub(super) fn local_register(&mut self, name: &str) -> Option<Reg> {
        let sym = self.sym(name);
        match self.scopes.place(self.unit.lexical, sym) {
            Place::Variable(home) if !self.scopes.get(home).cells.contains(&sym) => {
                Some(self.unit.vars[&(home, sym)])
            }
            _ => None,
        }
    }

    /// Binds a name to the value of a register.
    pub(super) fn store_name(&mut self, name: &str, range: TextRange, value: Reg) {
        let sym = self.sym(name);
        self.at(range);
        self.store_sym(sym, value);
    }

    pub(super) fn store_sym(&mut self, sym: Sym, value: Reg) {
        match self.scopes.place(self.unit.lexical, sym) {
            Place::Variable(home) => {
                let reg = self.unit.vars[&(home, sym)];
                if self.scopes.get(home).cells.contains(&sym) {
                    self.w().store_cell(reg, value);
                } else {
                    self.note_store(reg);
                    self.deliver(value, Some(reg));
                }
            }
            Place::Free => {
                let cell = self.unit.free[&sym];
                self.w().store_cell(cell, value);
            }
            Place::Namespace => {
                let id = self.name_id(sym);
                self.w().store_name(id, value);
            }
            Place::Global => {
                let id = self.name_id(sym);
                self.w().store_global(id, value);
            }
        }
    }

    /// A comprehension's variable has been stored to.
    pub(super) fn note_store(&mut self, reg: Reg) {
        if let Some(var) = self.unit.comp_vars.get_mut(&reg) {
            var.stored = true;
        }
    }

    /// `del name`
    pub(super) fn delete_name(&mut self, name: &str, range: TextRange) {
        let sym = self.sym(name);
        let id = self.name_id(sym);
        self.at(range);
        match self.scopes.place(self.unit.lexical, sym) {
            Place::Variable(home) => {
                let reg = self.unit.vars[&(home, sym)];
                if self.scopes.get(home).cells.contains(&sym) {
                    self.w().delete_cell(reg, id);
                } else {
                    self.check_bound(home, sym, reg);
                    self.w().load_undef(reg);
                }
            }
            Place::Free => {
                let cell = self.unit.free[&sym];
                self.w().delete_cell(cell, id);
            }
            Place::Namespace => self.w().delete_name(id),
            Place::Global => self.w().delete_global(id),
        }
    }

    /// The end of `except ... as name`: unbinds it whether or not it is still bound.
    pub(super) fn clear_name(&mut self, name: &str) {
        let sym = self.sym(name);
        let id = self.name_id(sym);
        match self.scopes.place(self.unit.lexical, sym) {
            Place::Variable(home) => {
                let reg = self.unit.vars[&(home, sym)];
                if self.scopes.get(home).cells.contains(&sym) {
                    self.w().clear_cell(reg);
                } else {
                    self.w().load_undef(reg);
                }
            }
            Place::Free => {
                let cell = self.unit.free[&sym];
                self.w().clear_cell(cell);
            }
            Place::Namespace | Place::Global => {
                let mark = self.mark();
                let none = self.load_none(None);
                self.store_sym(sym, none);
                self.release(mark);
                match self.scopes.place(self.unit.lexical, sym) {
                    Place::Global => self.w().delete_global(id),
                    _ => self.w().delete_name(id),
                }
            }
        }
    }
}
