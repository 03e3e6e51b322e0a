//! Import statements.

use lang::opcode::ops;

use crate::import::statement::{self, Request};
use crate::interp::{Flow, Interp};
use crate::unwind::Res;

pub fn import_name(m: &mut Interp<'_>, op: ops::ImportName) -> Res<Flow> {
    let (name, fromlist) = (
        m.body().names[op.name.index()],
        m.body().consts[op.fromlist.index()],
    );
    let (globals, level) = (m.frame().globals, i64::from(op.level));
    m.slow(op.dst, |th| {
        let request = Request {
            name: th.root(name.val(th)),
            globals: th.root(globals.val(th)),
            fromlist: th.root(fromlist.val(th)),
            level,
        };
        statement::import_by_statement(th, &request)
    })
}

pub fn import_from(m: &mut Interp<'_>, op: ops::ImportFrom) -> Res<Flow> {
    let (module, name) = (m.slot(op.module), m.body().names[op.name.index()]);
    m.slow(op.dst, |th| {
        let name = th.root(name.val(th));
        statement::import_from(th, module, name)
    })
}

pub fn import_star(m: &mut Interp<'_>, op: ops::ImportStar) -> Res<Flow> {
    let (module, frame) = (m.slot(op.module), *m.frame());
    m.scoped(|th| {
        let into = match frame.namespace.is_undef() {
            true => frame.globals,
            false => frame.namespace,
        };
        let into = th.root(into.val(th));
        statement::import_star(th, module, into)
    })?;
    Ok(Flow::Next)
}
