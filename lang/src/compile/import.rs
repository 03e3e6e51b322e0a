//! Import statements.

use ruff_python_ast as ast;

use super::{Compiler, Result};
use crate::code::Const;
use crate::opcode::{ConstId, Reg};

impl<'a> Compiler<'a> {
    pub(super) fn import(&mut self, import: &'a ast::StmtImport) -> Result {
        for alias in &import.names {
            let mark = self.mark();
            self.at(import.range);
            let none = self.unit.consts.add(Const::None);
            let full = alias.name.as_str();
            let module = self.import_module(full, 0, none);
            match &alias.asname {
                None => {
                    let first = full.split('.').next().unwrap_or(full);
                    self.store_name(first, import.range, module);
                }
                Some(name) => {
                    // `import a.b as x` binds a.b, found through the package as an import would find it.
                    for part in full.split('.').skip(1) {
                        let part = self.plain_name(part);
                        self.w().import_from(module, module, part);
                    }
                    self.store_name(name.as_str(), import.range, module);
                }
            }
            self.release(mark);
        }
        Ok(())
    }

    fn import_module(&mut self, name: &str, level: u32, fromlist: ConstId) -> Reg {
        let name = self.plain_name(name);
        let dst = self.alloc();
        self.w().import_name(dst, name, level as i16, fromlist);
        dst
    }

    pub(super) fn import_from(&mut self, import: &'a ast::StmtImportFrom) -> Result {
        let module = import.module.as_deref().unwrap_or("");
        let names: Vec<Const> = import
            .names
            .iter()
            .map(|alias| Const::Str(alias.name.as_str().into()))
            .collect();
        let fromlist = self.unit.consts.add(Const::Tuple(names.into()));
        self.at(import.range);
        let module = self.import_module(module, import.level, fromlist);
        for alias in &import.names {
            self.at(import.range);
            if &alias.name == "*" {
                self.w().import_star(module);
                continue;
            }
            let mark = self.mark();
            let name = self.plain_name(alias.name.as_str());
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let dst = match self.local_register(bound.as_str()) {
                Some(reg) => reg,
                None => self.alloc(),
            };
            self.w().import_from(dst, module, name);
            self.store_name(bound.as_str(), import.range, dst);
            self.release(mark);
        }
        Ok(())
    }
}
