//! Native functions as the recorder sees them: some are compiled inline, others become a call of their quick body.

use jit::ir::Op;
use lang::opcode::Reg;

use super::machine::{Pair, Recorder};
use super::target::{self, Help};
use crate::class::{Builtin, Class};
use crate::interp::Flow;
use crate::modules::_thread::lock;
use crate::modules::support::NativeClass;
use crate::native::{Binding, Body, NativeDef, Traced};
use crate::object::{Kind, List, Native, Str, Tuple};
use crate::protocol::number::CmpOp;
use crate::semantics::Machine;
use crate::unwind::Res;
use crate::value::Val;

impl<'a, 'b> Recorder<'a, 'b> {
    /// Calls a native function whose arguments lie behind `callee`; `None` if it has to be left to the interpreter.
    fn native_result(&self, from: Reg, callee: Reg, nargs: usize) -> Res<Option<Pair<'_>>> {
        let f = self.reg(from);
        let native = f.v.expect::<Native>();
        let (def, p) = (native.def(), &native.def().params);
        let bound = !native.this().is_undef();
        let given = nargs + usize::from(bound);
        let fits = given >= p.min && (p.rest || given <= p.pos.len());
        if !fits || def.binding != Binding::Method && bound {
            return Ok(None);
        }
        let mut args: Vec<Pair<'_>> = (0..nargs)
            .map(|i| self.reg(Reg(callee.0 + 1 + i as u16)))
            .collect();
        if bound {
            args.insert(0, self.receiver(f));
        } else if let Some(owner) = native.owner().cast::<Class>() {
            // The receiver's class was checked by the interpreter; the trace checks its shape.
            let Some(&this) = args.first() else {
                return Ok(None);
            };
            if !self.m.th.class_of(this.v).is_subclass(owner.val()) {
                return Ok(None);
            }
            self.guard_identity(f);
            self.guard_shape(this);
        } else {
            self.guard_identity(f);
        }
        if let Some(made) = self.inlined(def, &args)? {
            return Ok(Some(made));
        }
        let home = native.owner();
        self.quick_call(def, home, args)
    }

    /// Is it a class of containers or values, whose methods do the same whether an atomic block is open or not?
    fn is_plain_class(&self, class: Val<'_>) -> bool {
        const PLAIN: [Builtin; 9] = [
            Builtin::List,
            Builtin::Dict,
            Builtin::Set,
            Builtin::FrozenSet,
            Builtin::Str,
            Builtin::Bytes,
            Builtin::Int,
            Builtin::Float,
            Builtin::Tuple,
        ];
        let th = &*self.m.th;
        let is_deque = || {
            th.has_native_class(NativeClass::Deque)
                && class.is(th.native_class(NativeClass::Deque).val())
        };
        PLAIN.iter().any(|&b| class.is(th.builtin(b))) || is_deque()
    }

    /// The receiver of a bound method. Which method it is is decided, which object it is bound to is not: programs make
    /// bound methods again and again, to have them at hand in a loop.
    fn receiver<'t>(&'t self, f: Pair<'t>) -> Pair<'t> {
        let native = f.v.expect::<Native>();
        let v = native.this();
        if f.r.is_const() {
            let r = self.constant(v);
            return Pair { v, r };
        }
        self.guard_shape(f);
        let def = self.load(f.r, target::NATIVE_DEF);
        let seen = self.int_const(native.def() as *const NativeDef as i64);
        let same = self.emit(Op::IEq, &[def, seen]);
        self.emit(Op::GuardTrue, &[same]);
        let r = self.load(f.r, target::NATIVE_THIS);
        self.note_defined(r);
        let this = Pair { v, r };
        self.guard_shape(this);
        this
    }

    /// A call of the quick body of a native of this class.
    pub(super) fn quick_call<'t>(
        &'t self,
        def: &'static NativeDef,
        home: Val<'t>,
        mut args: Vec<Pair<'t>>,
    ) -> Res<Option<Pair<'t>>> {
        let (Body::Quick(body) | Body::Either(body, _)) = def.body else {
            return Ok(None);
        };
        let p = &def.params;
        if args.len() > p.pos.len() {
            let nothing = Pair {
                v: Val::UNDEF,
                r: self.constant(Val::UNDEF),
            };
            let gap = p.fixed_len() - p.pos.len();
            args.splice(p.pos.len()..p.pos.len(), std::iter::repeat_n(nothing, gap));
        }
        if args.len() > 4 {
            return Ok(None);
        }
        for &i in def.index {
            if let Some(&arg) = args.get(i)
                && self.int(arg).is_none()
            {
                return Ok(None);
            }
        }
        let values: Vec<Val<'_>> = args.iter().map(|a| a.v).collect();
        let v = crate::compiled::run_quick(self.m.th, body, &values)?;
        if v.is_undef() {
            return Ok(None);
        }
        let mut all = vec![self.int_const(def as *const _ as i64)];
        all.extend(args.iter().map(|a| a.r));
        let help = Help::quick(args.len(), def.traced);
        let help = match self.is_plain_class(home) {
            true => help.method(),
            false => help,
        };
        let r = self.help(help, &all);
        self.note_defined(r);
        Ok(Some(Pair { v, r }))
    }

    /// What is compiled inline.
    fn inlined<'t>(&'t self, def: &'static NativeDef, args: &[Pair<'t>]) -> Res<Option<Pair<'t>>> {
        Ok(match (def.traced, args) {
            (Traced::Len, &[x]) => self.length(x)?,
            (Traced::Sqrt, &[x]) if x.v.is_int() || x.v.is_float() => self.square_root(x),
            (Traced::Abs, &[x]) => self.magnitude(x),
            (Traced::Magnitude, &[x]) if x.v.is_float() => self.magnitude(x),
            (Traced::Least, &[first, ref rest @ ..]) => self.extreme(CmpOp::Lt, first, rest),
            (Traced::Most, &[first, ref rest @ ..]) => self.extreme(CmpOp::Gt, first, rest),
            (Traced::IsInstance, &[x, class]) => self.instance_check(def, x, class)?,
            (Traced::TakesLock, &[lock]) => self.take_lock(lock)?,
            (Traced::FreesLock, &[lock, ..]) => self.free_lock(lock)?,
            _ => None,
        })
    }

    /// Takes a lock that is free: what is behind that may not have to take it at all.
    fn take_lock<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        if !lock::is_free(self.m.th, x.v)? {
            return Ok(None);
        }
        self.guard_see(x);
        let count = self.load(x.r, target::record(lock::COUNT));
        let zero = self.constant(Val::small(0));
        self.emit(Op::GuardSame, &[count, zero]);
        lock::take_free(self.m.th, x.v)?;
        self.help(Help::TakeLock, &[x.r]);
        let r = self.constant(Val::TRUE);
        Ok(Some(Pair { v: Val::TRUE, r }))
    }

    fn free_lock<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        lock::free(self.m.th, x.v)?;
        self.help(Help::FreeLock, &[x.r]);
        let r = self.constant(Val::NONE);
        Ok(Some(Pair { v: Val::NONE, r }))
    }

    fn length<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        if !x.v.is_pointer() {
            return Ok(None);
        }
        let (n, r) = if x.v.has_shape(Builtin::List.shape()) {
            let n = x.v.known::<List>().see(self.m.th)?.len();
            self.guard_see(x);
            (n, self.load(x.r, target::LIST_LEN))
        } else if x.v.has_shape(Builtin::Tuple.shape()) {
            self.guard_shape(x);
            (
                x.v.known::<Tuple>().len(),
                self.load(x.r, target::TUPLE_LEN),
            )
        } else if x.v.has_shape(Builtin::Str.shape()) {
            self.guard_shape(x);
            (x.v.known::<Str>().len(), self.load(x.r, target::STR_LEN))
        } else {
            return Ok(None);
        };
        Ok(Some(self.from_int((n as i64, r))))
    }

    fn square_root<'t>(&'t self, x: Pair<'t>) -> Option<Pair<'t>> {
        let f = self.number(x)?;
        let zero = self.b.borrow_mut().float(0.0);
        if !(f.0 >= 0.0) {
            return None;
        }
        let real = self.emit(Op::FGe, &[f.1, zero]);
        self.say(true, real);
        Some(self.from_float((f.0.sqrt(), self.emit(Op::FSqrt, &[f.1]))))
    }

    fn magnitude<'t>(&'t self, x: Pair<'t>) -> Option<Pair<'t>> {
        if x.v.is_float() {
            let f = self.float(x)?;
            return Some(self.from_float((f.0.abs(), self.emit(Op::FAbs, &[f.1]))));
        }
        if !x.v.is_int() {
            return None;
        }
        let i = self.int(x)?;
        let negative = self.int_cmp(CmpOp::Lt, i, self.const_int(0));
        if self.decide(negative) {
            return Some(self.from_int(self.int_neg(i)?));
        }
        Some(self.from_int(i))
    }

    /// The first of some numbers of one kind that none is beyond.
    fn extreme<'t>(
        &'t self,
        beyond: CmpOp,
        first: Pair<'t>,
        rest: &[Pair<'t>],
    ) -> Option<Pair<'t>> {
        let ints = rest.iter().all(|x| x.v.is_int()) && first.v.is_int();
        let floats = rest.iter().all(|x| x.v.is_float()) && first.v.is_float();
        if rest.is_empty() || !ints && !floats {
            return None;
        }
        let mut best = first;
        for &x in rest {
            let better = if ints {
                let (a, b) = self.two_ints(x, best)?;
                self.int_cmp(beyond, a, b)
            } else {
                self.float_cmp(beyond, self.float(x)?, self.float(best)?)
            };
            if self.decide(better) {
                best = x;
            }
        }
        Some(best)
    }

    /// `isinstance` of a builtin or user class: a matter of the shape.
    fn instance_check<'t>(
        &'t self,
        def: &'static NativeDef,
        x: Pair<'t>,
        class: Pair<'t>,
    ) -> Res<Option<Pair<'t>>> {
        let Body::Either(body, _) = def.body else {
            return Ok(None);
        };
        if !class.v.is_kind(Kind::Class) {
            return Ok(None);
        }
        let v = crate::compiled::run_quick(self.m.th, body, &[x.v, class.v])?;
        if v.is_undef() {
            return Ok(None);
        }
        self.guard_identity(class);
        self.guard_shape(x);
        self.b.borrow_mut().depend(super::CLASSES);
        Ok(Some(Pair {
            v,
            r: self.constant(v),
        }))
    }

    pub(super) fn call_native(
        &mut self,
        dst: Reg,
        from: Reg,
        callee: Reg,
        nargs: usize,
    ) -> Res<Flow> {
        {
            let this = &*self;
            if let Some(v) = this.native_result(from, callee, nargs)? {
                this.set(dst, v);
                return Ok(Flow::Next);
            }
        }
        self.leave_here()
    }
}
