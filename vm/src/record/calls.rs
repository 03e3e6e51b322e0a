//! Calls and returns as the recorder sees them: Python functions and `__init__` are inlined, natives see
//! [`natives`](super::natives).

use jit::abort::Abort;
use jit::ir::{Op, Ref as R, Slot as JitSlot};
use lang::opcode::{ConstId, Reg};

use super::drive::relative;
use super::machine::{Pair, Recorder, SHADOW, frame_of, meta, shadow};
use super::target;
use crate::class::{Builtin, Class, flags};
use crate::interp::Flow;
use crate::interp::frame::OnReturn;
use crate::object::{Function, Instance, Kind, Record, Ref, Tuple};
use crate::semantics::Machine;
use crate::thread::Slot;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// A call of a trace.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub dst: Reg,
    /// Register of the callee.
    pub from: Reg,
    /// Register before the arguments, where the callee is put.
    pub callee: Reg,
    /// Arguments, keyword values included.
    pub nargs: usize,
    /// The keywords.
    pub names: Option<ConstId>,
}

/// Frames of one function that are inlined into each other where its compiled code cannot be called.
const MOST_RECURSIVE: usize = 2;

/// A call of compiled code, see [`jit::target::Helper::is_function`].
struct CompiledCall {
    door: usize,
    /// Of the very function that is recorded.
    itself: bool,
    first: i32,
    above: i32,
    frames: usize,
}

/// Where a parameter's value comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// Argument by number.
    Given(usize),
    Default(Raw),
    /// A tuple of the arguments between these numbers.
    Rest(usize, usize),
}

impl<'a, 'b> Recorder<'a, 'b> {
    /// Enters the frame that the interpreter has just pushed.
    pub(super) fn enter_frame(&mut self, init: Option<R>) {
        self.m.reenter_frame();
        let frame = frame_of(self.m, self.base, self.m.pc);
        let (nregs, first) = (self.m.body().lang.nregs, frame.base.0);
        let mut b = self.b.borrow_mut();
        if first + nregs as i32 >= SHADOW {
            b.refuse(Abort::TooManySlots);
            return;
        }
        b.enter(frame);
        if let Some(r) = init {
            b.set_reg(shadow(self.depth()), r);
        }
    }

    /// A call whose callee is found in `from` and whose window begins at `callee` (where the callee is put first).
    pub(super) fn call_at(&mut self, site: Site) -> Res<Flow> {
        if let Some(flow) = self.call_consumer(site)? {
            return Ok(flow);
        }
        let f = self.reg(site.from);
        if !f.v.is_pointer() {
            return self.leave_here();
        }
        match f.v.shape().kind {
            Kind::Function => self.call_function(site),
            Kind::Native if site.names.is_none() => {
                if let Some(flow) = self.block_call(site)? {
                    return Ok(flow);
                }
                self.call_native(site.dst, site.from, site.callee, site.nargs)
            }
            Kind::Class => self.call_class(site),
            Kind::Record if f.v.has_shape(Builtin::Method.shape()) => self.call_bound(site),
            _ => self.leave_here(),
        }
    }

    pub(super) fn do_call(&mut self, site: Site) -> Res<Flow> {
        if site.from != site.callee {
            self.m.put(site.callee, self.m.get(site.from));
        }
        self.m
            .plain_call(site.dst, site.callee, site.nargs, site.names)
    }

    /// Where each parameter of a function gets its value from: `before` values and the site's arguments. `None` if
    /// binding them takes more than that.
    pub(super) fn binding(
        &self,
        f: Ref<'_, Function>,
        before: usize,
        site: Site,
    ) -> Option<Vec<Source>> {
        let body = f.code().body();
        let (code, flags) = (&body.lang, body.lang.flags);
        let (argc, kwonly) = (usize::from(code.argcount), usize::from(code.kwonly));
        let names = self.keyword_names(site);
        let given = before + site.nargs - names.len();
        let suspends = flags.coroutine || flags.async_generator;
        if flags.varkw || suspends || given > argc && !flags.varargs {
            return None;
        }
        let places = given.min(argc);
        let mut sources: Vec<Option<Source>> =
            (0..places).map(|i| Some(Source::Given(i))).collect();
        sources.resize(argc + kwonly, None);
        for (i, name) in names.iter().enumerate() {
            let at = body.varnames[..argc + kwonly]
                .iter()
                .position(|v| v == name)?;
            if at < usize::from(code.posonly) || sources[at].is_some() {
                return None;
            }
            sources[at] = Some(Source::Given(given + i));
        }
        let defaults = f.defaults();
        let first = argc.checked_sub(defaults.len())?;
        for (at, source) in sources.iter_mut().enumerate().filter(|(_, s)| s.is_none()) {
            let value = (first..argc).contains(&at).then(|| defaults[at - first])?;
            *source = Some(Source::Default(value.raw()));
        }
        if flags.varargs {
            sources.push(Some(Source::Rest(places, given)));
        }
        sources.into_iter().collect()
    }

    /// The keywords of a call.
    fn keyword_names(&self, site: Site) -> Vec<Raw> {
        let Some(names) = site.names else {
            return Vec::new();
        };
        let names = self.m.const_val(names).expect::<Tuple>();
        names.items().iter().map(|n| n.raw()).collect()
    }

    /// Says which values the callee's registers begin with: parameters as bound, then nothing.
    pub(super) fn fill_bound(&self, f: Raw, first: i32, given: &[R], sources: &[Source]) {
        let f = f.val(&*self.m.th).expect::<Function>();
        for (i, source) in sources.iter().enumerate() {
            let r = match *source {
                Source::Given(k) => given[k],
                Source::Default(v) => self.b.borrow_mut().val(v.0),
                Source::Rest(from, to) if from == to => {
                    let empty = self.m.th.tuple(&[]);
                    self.pins.borrow_mut().push(empty.raw());
                    self.constant(empty)
                }
                Source::Rest(from, to) => self.tuple_of(&given[from..to]),
            };
            self.b.borrow_mut().set_reg(JitSlot(first + i as i32), r);
        }
        let mut b = self.b.borrow_mut();
        let nothing = b.val(Raw::UNDEF.0);
        for i in sources.len() as u32..f.code().body().lang.nregs {
            b.set_reg(JitSlot(first + i as i32), nothing);
        }
    }

    /// The same for as many arguments as there are parameters, which are there already.
    pub(super) fn fill_registers(&self, f: Ref<'_, Function>, first: i32, nargs: usize) {
        let mut b = self.b.borrow_mut();
        let nothing = b.val(Raw::UNDEF.0);
        for i in nargs as u32..f.code().body().lang.nregs {
            b.set_reg(JitSlot(first + i as i32), nothing);
        }
    }

    fn call_function(&mut self, site: Site) -> Res<Flow> {
        let f = self.reg(site.from);
        let Some(sources) = self.binding(f.v.expect(), 0, site) else {
            return self.leave_here();
        };
        if let Some(how) = self.compiled_call(site) {
            return match how {
                Some(call) => self.call_compiled(site, call),
                None => self.leave_here(),
            };
        }
        let by_code = self.guard_function(f, &sources);
        let f = f.v.raw();
        // Arguments have to be known under their registers before the frame is laid over them.
        let given = self.window_refs(Reg(site.callee.0 + 1), site.nargs);
        let first = self.slot(site.callee).0 + 1;
        self.fill_bound(f, first, &given, &sources);
        let flow = self.do_call(site)?;
        self.enter_frame(None);
        if by_code {
            let holder = self.holder(site.from);
            if let Some(frame) = self.b.borrow_mut().frame_mut() {
                frame.meta[meta::FUNCTION] = Raw::UNDEF.0;
                frame.meta[meta::CALLEE] = holder;
            }
        }
        Ok(flow)
    }

    /// Where the caller of the frame just entered holds the callee.
    fn holder(&self, from: Reg) -> u64 {
        let frames = &self.m.th.frames;
        let caller = frames[frames.len() - 2].base;
        relative(self.base, Slot(caller + u32::from(from.0))).0 as u64
    }

    /// Decides what is called: this very function, or one of those that a `def` makes again and again with other cells,
    /// which have the code in common. True for the latter.
    fn guard_function(&self, f: Pair<'_>, sources: &[Source]) -> bool {
        let function = f.v.expect::<Function>();
        let plain = !sources.iter().any(|s| matches!(s, Source::Default(_)));
        // Lambdas and generator expressions have no name.
        let many =
            !function.closure().is_empty() || function.code().body().lang.name.starts_with('<');
        if f.r.is_const() || !many || !plain {
            self.guard_identity(f);
            return false;
        }
        self.guard_shape(f);
        self.guard_field(f.r, target::FUNCTION_CODE, function.code().val());
        self.guard_field(f.r, target::FUNCTION_GLOBALS, function.globals().val());
        true
    }

    /// The register that holds the running function, if its identity was not decided.
    pub(super) fn holder_of_function(&self) -> Option<JitSlot> {
        let b = self.b.borrow();
        let [.., _, frame] = b.frames() else {
            return None;
        };
        let holder = frame.meta[meta::CALLEE];
        (holder != meta::NONE).then_some(JitSlot(holder as i64 as i32))
    }

    /// The running function; a constant if its identity was decided.
    pub(super) fn running_function(&self) -> R {
        match self.holder_of_function() {
            Some(slot) => self.b.borrow_mut().reg(slot),
            None => {
                let function = self.m.frame().function;
                self.pins.borrow_mut().push(function);
                self.b.borrow_mut().val(function.0)
            }
        }
    }

    /// Is this to be a call of compiled code (or, failing that, left to the interpreter), because it is recursive?
    fn compiled_call(&self, site: Site) -> Option<Option<CompiledCall>> {
        let f = self.reg(site.from).v.expect::<Function>();
        let (code, body) = (f.code().raw().0, f.code().body());
        let b = self.b.borrow();
        let again = b.frames().iter().filter(|frame| frame.code == code).count();
        // A generator's function only makes the generator.
        if again == 0 || body.lang.flags.suspends() {
            return None;
        }
        let slot = body.hot.last()?;
        let itself = self.is_function()
            && b.is_root()
            && b.frames()[0].meta[meta::FUNCTION] == f.raw().0
            && self.steps == 0
            && !slot.steps_over();
        let door = match itself {
            true => Some(slot.own_door()),
            false => slot.door_for(f.raw().0),
        };
        let exact = site.names.is_none()
            && body.plain_args
            && usize::from(body.lang.argcount) == site.nargs;
        match (door, self.own_end()) {
            (Some(door), Some(own_end)) if exact && self.depth() >= 0 => {
                let first = self.slot(site.callee).0 + 1;
                let end = first + body.lang.nregs as i32;
                Some(Some(CompiledCall {
                    door,
                    itself,
                    first,
                    above: (end - own_end).max(0),
                    frames: b.frames().len(),
                }))
            }
            _ => {
                slot.warm_up(self.m.th.jit_threshold);
                (again > MOST_RECURSIVE).then_some(None)
            }
        }
    }

    /// Calls the compiled code of a function; here the interpreter runs it.
    fn call_compiled(&mut self, site: Site, call: CompiledCall) -> Res<Flow> {
        self.guard_identity(self.reg(site.from));
        // Of a function that calls its own code the frame is not there.
        self.heads.framed &= !call.itself;
        let args = self.window_refs(Reg(site.callee.0 + 1), site.nargs);
        let mut list: Vec<R> = [
            call.door as i64,
            i64::from(call.first),
            i64::from(self.slot(site.dst).0),
            i64::from(call.above),
            call.frames as i64,
        ]
        .map(|i| self.int_const(i))
        .into();
        list.extend(args);
        let r = self.help(super::target::Help::Function, &list);
        if let Some(jit) = self.m.th.vm.jit() {
            jit.pin(self.pins.borrow().clone());
        }
        self.do_call(site)?;
        let floor = self.m.th.frames.len() - 1;
        // Compiled code must not return to the frame that is being recorded: it does so from frames with `Store` only.
        if let Some(frame) = self.m.th.frames.last_mut()
            && let OnReturn::Store(dst) = frame.on_return
        {
            frame.on_return = OnReturn::Covered(dst);
        }
        let ran = crate::interp::run(self.m.th, floor);
        self.m.reenter_frame();
        ran?;
        let dst = self.slot(site.dst);
        self.b.borrow_mut().set_reg(dst, r);
        self.note_defined(r);
        Ok(Flow::Next)
    }

    /// A method bound to its receiver, which takes the callee's register.
    fn call_bound(&mut self, site: Site) -> Res<Flow> {
        let method = self.reg(site.from);
        let f = method.v.expect::<Record>().fixed(0);
        let Some(sources) = f.cast::<Function>().and_then(|f| self.binding(f, 1, site)) else {
            return self.leave_here();
        };
        self.guard_shape(method);
        self.guard_identity(Pair {
            v: f,
            r: self.load(method.r, target::record(0)),
        });
        let mut given = vec![self.load(method.r, target::record(1))];
        self.note_defined(given[0]);
        given.extend(self.window_refs(Reg(site.callee.0 + 1), site.nargs));
        let f = f.raw();
        self.fill_bound(f, self.slot(site.callee).0, &given, &sources);
        let flow = self.do_call(site)?;
        self.enter_frame(None);
        Ok(flow)
    }

    fn call_class(&mut self, site: Site) -> Res<Flow> {
        let class = self.reg(site.from);
        if site.names.is_none() && class.v.is(self.m.th.builtin(Builtin::Range)) {
            return self.call_range(site);
        }
        if site.names.is_none()
            && site.nargs == 1
            && self.conversion(site.dst, site.from, site.callee)
        {
            return Ok(Flow::Next);
        }
        let Some((shape, init)) = self.quick_class(class.v.expect()) else {
            if self.builtin_value(site)? {
                return Ok(Flow::Next);
            }
            return self.leave_here();
        };
        let init_function = init.val(&*self.m.th).expect::<Function>();
        let Some(sources) = self.binding(init_function, 1, site) else {
            return self.leave_here();
        };
        let class = self.reg(site.from);
        self.guard_identity(class);
        let args = self.window_refs(Reg(site.callee.0 + 1), site.nargs);
        self.b.borrow_mut().depend(super::CLASSES);
        let shape = crate::object::shape(shape);
        let made = self.new_object(
            shape.id,
            Instance::size_for(shape.inline_cap as usize),
            false,
        );
        let nothing = self.constant(Val::UNDEF);
        self.store(made, target::ATTRS, nothing);
        for i in 0..shape.inline_cap {
            self.store(made, target::inline(i), nothing);
        }
        let mut given = vec![made];
        given.extend(args);
        self.pins.borrow_mut().push(init);
        self.fill_bound(init, self.slot(site.callee).0, &given, &sources);
        let flow = self.do_call(site)?;
        self.enter_frame(Some(made));
        Ok(flow)
    }

    /// A value of a builtin class, where that takes no Python code.
    fn builtin_value(&self, site: Site) -> Res<bool> {
        let class = self.reg(site.from);
        if site.names.is_some() || site.nargs > 1 {
            return Ok(false);
        }
        let arg = (site.nargs == 1).then(|| self.reg(Reg(site.callee.0 + 1)));
        let args: Vec<Val<'_>> = arg.iter().map(|a| a.v).collect();
        let Some(v) = crate::compiled::quick_construct(self.m.th, class.v, &args)? else {
            return Ok(false);
        };
        self.guard_identity(class);
        let r = match arg {
            Some(arg) => self.help(super::target::Help::Construct1, &[class.r, arg.r]),
            None => self.help(super::target::Help::Construct0, &[class.r]),
        };
        self.note_defined(r);
        self.set(site.dst, Pair { v, r });
        Ok(true)
    }

    /// `float(x)` and `int(x)` of a number.
    fn conversion(&self, dst: Reg, from: Reg, callee: Reg) -> bool {
        let (class, x) = (self.reg(from), self.reg(Reg(callee.0 + 1)));
        let made =
            if class.v.is(self.m.th.builtin(Builtin::Float)) && (x.v.is_float() || x.v.is_int()) {
                self.guard_identity(class);
                self.number(x).map(|f| self.from_float(f))
            } else if class.v.is(self.m.th.builtin(Builtin::Int)) && x.v.is_int() {
                self.guard_identity(class);
                self.int(x).map(|i| self.from_int(i))
            } else if class.v.is(self.m.th.builtin(Builtin::Int))
                && x.v
                    .as_float()
                    .is_some_and(|f| f.abs() < (1u64 << 48) as f64)
            {
                self.guard_identity(class);
                self.float(x).map(|f| {
                    let r = self.emit(Op::FloatToInt, &[f.1]);
                    self.from_int((f.0 as i64, r))
                })
            } else {
                None
            };
        if let Some(v) = made {
            self.set(dst, v);
        }
        made.is_some()
    }

    fn call_range(&mut self, site: Site) -> Res<Flow> {
        self.guard_identity(self.reg(site.from));
        let made = {
            let args: Vec<Pair<'_>> = (0..site.nargs)
                .map(|i| self.reg(Reg(site.callee.0 + 1 + i as u16)))
                .collect();
            self.new_range(&args)
        };
        let Some(made) = made else {
            return self.leave_here();
        };
        let flow = self.do_call(site)?;
        let slot = self.slot(site.dst);
        self.b.borrow_mut().set_reg(slot, made);
        self.note_defined(made);
        Ok(flow)
    }

    /// Root shape and `__init__` of a class whose instances are made as `protocol::call::quick_instance` does.
    pub(super) fn quick_class(&self, class: Ref<'_, Class>) -> Option<(u32, Raw)> {
        let info = class.info();
        if class.val().shape_id() != Builtin::Type.shape()
            || info.kind != Kind::Instance
            || info.has_flag(flags::ABSTRACT | flags::FINALIZER)
        {
            return None;
        }
        let th = &*self.m.th;
        let find = |id| {
            crate::protocol::lookup::lookup_cell(th, class, th.id(id))
                .filter(|c| c.is_constant())
                .map(|c| c.current())
        };
        if !find(crate::names::Id::__new__).is_some_and(|n| th.vm.is_object_new(n)) {
            return None;
        }
        let init = find(crate::names::Id::__init__)?;
        init.is_kind(Kind::Function)
            .then(|| (info.root_shape().id, init.raw()))
    }

    /// Where a returned value goes, and what it becomes there.
    pub(super) fn destination(&mut self, value: Raw, r: R) -> Option<(R, JitSlot)> {
        match self.m.frame().on_return {
            OnReturn::Store(s) => Some((r, relative(self.base, s))),
            OnReturn::Operator(s) if value != Raw::NOT_IMPLEMENTED => {
                Some((r, relative(self.base, s)))
            }
            OnReturn::Init(s) if value == Raw::NONE => {
                let shadow = shadow(self.depth());
                let mut b = self.b.borrow_mut();
                let made = b.reg(shadow);
                b.kill(shadow);
                Some((made, relative(self.base, s)))
            }
            _ => None,
        }
    }

    pub(super) fn leave_frame(&mut self, value: R, dst: JitSlot, nregs: u32, first: JitSlot) {
        self.drop_frame(nregs, first);
        let end = self.slot(Reg(0)).0 + self.m.body().lang.nregs as i32;
        if dst.0 < end {
            self.b.borrow_mut().set_reg(dst, value);
        }
    }

    /// The frame with these registers is gone.
    pub(super) fn drop_frame(&mut self, nregs: u32, first: JitSlot) {
        let caller = frame_of(self.m, self.base, self.m.frame().pc);
        let mut b = self.b.borrow_mut();
        if !b.exit() {
            b.return_below(caller);
        }
        // A method's frame may lie a little above its caller's.
        let end = self.slot(Reg(0)).0 + self.m.body().lang.nregs as i32;
        for slot in first.0.min(end)..first.0 + nregs as i32 {
            b.kill(JitSlot(slot));
        }
    }

    pub(super) fn can_return(&self) -> bool {
        let f = self.m.frame();
        // Of a frame that the trace did not enter only the interpreter knows the new instance.
        f.generator.is_undef()
            && match f.on_return {
                OnReturn::Store(_) => true,
                OnReturn::Init(_) | OnReturn::Operator(_) => self.b.borrow().frames().len() > 1,
                _ => false,
            }
    }
}
