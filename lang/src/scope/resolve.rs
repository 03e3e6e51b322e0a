//! Second pass: where each name of each scope lives, which variables need cells, what each closure holds.

use super::{Place, ScopeId, ScopeKind, Scopes, Sym};
use crate::error::CompileError;
use crate::source::Source;

impl Scopes {
    pub(super) fn resolve(&mut self, source: &Source) -> Result<(), CompileError> {
        let implicit = ["__class__", "__classdict__", "__conditional_annotations__"]
            .map(|name| self.names.intern(name));
        for id in (0..self.scopes.len() as u32).map(ScopeId) {
            let mut names: Vec<Sym> = self.get(id).symbols.keys().copied().collect();
            names.sort_unstable();
            for name in names {
                let place = self.find(source, id, name, implicit)?;
                self.places.insert((id, name), place);
            }
        }
        for scope in &mut self.scopes {
            let names = &self.names;
            scope
                .free
                .sort_by(|a, b| names.text(*a).cmp(names.text(*b)));
        }
        Ok(())
    }

    fn find(
        &mut self,
        source: &Source,
        id: ScopeId,
        name: Sym,
        implicit: [Sym; 3],
    ) -> Result<Place, CompileError> {
        let scope = self.get(id);
        let symbol = scope.symbols[&name];
        if symbol.global {
            return Ok(Place::Global);
        }
        if symbol.bound && !symbol.nonlocal {
            return Ok(if scope.kind.is_function_like() {
                Place::Variable(id)
            } else {
                Place::Namespace
            });
        }
        let home = self.outer(id, name, implicit);
        if symbol.nonlocal && home.is_none() {
            let range = symbol.at.unwrap_or_default();
            let message = format!("no binding for nonlocal '{}' found", self.names.text(name));
            return Err(CompileError::syntax(source, range, message));
        }
        let Some(home) = home else {
            return Ok(
                if self.get(self.owner(id)).kind == ScopeKind::Module
                    || self.get(id).kind == ScopeKind::Class
                {
                    self.unbound_place(id, name)
                } else {
                    Place::Global
                },
            );
        };
        if self.owner(home) == self.owner(id) {
            return Ok(Place::Variable(home));
        }
        self.scopes[home.0 as usize].cells.insert(name);
        let home_owner = self.owner(home);
        let mut owner = self.owner(id);
        while owner != home_owner {
            let scope = &mut self.scopes[owner.0 as usize];
            if !scope.free.contains(&name) {
                scope.free.push(name);
            }
            let parent = scope.parent.expect("inside its home");
            owner = self.owner(parent);
        }
        Ok(Place::Free)
    }

    /// A name that no function binds, in a module or class body or a comprehension that runs in a module.
    fn unbound_place(&self, id: ScopeId, name: Sym) -> Place {
        let mut at = Some(id);
        while let Some(id) = at {
            let scope = self.get(id);
            if scope.symbols.get(&name).is_some_and(|symbol| symbol.global) {
                return Place::Global;
            }
            at = scope
                .parent
                .filter(|_| scope.kind == ScopeKind::Comprehension);
        }
        Place::Namespace
    }

    /// The scope around `id` that binds `name` as a variable.
    fn outer(&self, id: ScopeId, name: Sym, implicit: [Sym; 3]) -> Option<ScopeId> {
        let mut at = self.get(id).parent;
        while let Some(outer) = at {
            let scope = self.get(outer);
            if scope.kind == ScopeKind::Class {
                // The compiler supplies these, to code inside the class but not to the class body itself.
                if implicit.contains(&name) && self.owner(id) != outer {
                    return Some(outer);
                }
            } else if let Some(symbol) = scope.symbols.get(&name) {
                if symbol.global || scope.kind == ScopeKind::Module {
                    return None;
                }
                if symbol.bound && !symbol.nonlocal {
                    return Some(outer);
                }
            }
            at = scope.parent;
        }
        None
    }
}
