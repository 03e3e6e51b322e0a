//! Calling anything.
//!
//! A call window is the callee's register followed by the arguments'. [`begin`] looks at the callee: a Python function
//! gets a frame pushed over the window (the interpreter loop goes on in it), everything else is run on the spot and
//! leaves its result in the thread.

use super::attr;
use super::bind::{Given, bind_function, bind_native, keyword_names};
use super::lookup;
use crate::class::{Builtin, Class, flags};
use crate::error::Exc;
use crate::interp;
use crate::interp::frame::{Frame, OnReturn};
use crate::names::Id;
use crate::native::{Args, Body, Window};
use crate::object::{Dict, Function, Instance, Kind, List, Native, Record, Ref, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// How a call went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// A frame was pushed; its value goes where `OnReturn` says.
    Pushed,
    /// Done: the result is in `Thread::result`.
    Finished,
}

/// A call about to be made.
#[derive(Clone, Copy)]
pub struct CallSite {
    /// Register of the callee; arguments follow.
    pub callee: Slot,
    /// Arguments, keyword values included.
    pub nargs: usize,
    /// A tuple of keyword names, or UNDEF: a raw value that some register or constant keeps alive.
    pub keywords: Raw,
}

/// What the callee turned out to be, for calls that need the full right.
enum Plan {
    Pushed,
    Finished,
    Full(&'static crate::native::NativeDef, Window),
    Type,
    Object,
}

/// Starts a call; `dst` is where the value goes, `None` for native code that runs the loop itself.
pub fn begin(th: &mut Thread, site: CallSite, dst: Option<Slot>) -> Res<Begun> {
    let plan = match quick_begin(th, site, dst) {
        Err(Unwind::Conflict) => th.section(|th| quick_begin(th, site, dst))?,
        p => p?,
    };
    match plan {
        Plan::Pushed => {
            interp::push_prepared(th)?;
            Ok(Begun::Pushed)
        }
        Plan::Finished => Ok(Begun::Finished),
        Plan::Full(def, w) => run_full(th, def, w),
        Plan::Type => call_class(th, site, dst),
        Plan::Object => call_object(th, site, dst),
    }
}

fn quick_begin(th: &Thread, site: CallSite, dst: Option<Slot>) -> Res<Plan> {
    let callee = th.get(site.callee);
    if !callee.is_pointer() {
        return Ok(Plan::Object);
    }
    let args = site.callee.offset(1);
    if site.nargs == 1
        && site.keywords.is_undef()
        && let Some(dst) = dst
        && let Some(f) = interp::consume::consumer(th, callee, th.get(args))
    {
        let on_return = OnReturn::Store(dst);
        prepare_function(th, f, args, 1, Raw::UNDEF, on_return, Raw::UNDEF)?;
        return Ok(Plan::Pushed);
    }
    match callee.shape().kind {
        Kind::Function => {
            let on_return = dst.map_or(OnReturn::Leave, OnReturn::Store);
            prepare_function(
                th,
                callee.expect(),
                args,
                site.nargs,
                site.keywords,
                on_return,
                Raw::UNDEF,
            )?;
            Ok(Plan::Pushed)
        }
        Kind::Native => {
            let n = callee.expect::<Native>();
            if n.this().is_undef() {
                return start_native(th, n, args, site);
            }
            // The receiver takes the callee's register: it lies just before the arguments.
            th.set(site.callee, n.this());
            let r = start_native(
                th,
                n,
                site.callee,
                CallSite {
                    nargs: site.nargs + 1,
                    ..site
                },
            );
            if r.is_err() {
                th.set(site.callee, n.val());
            }
            r
        }
        Kind::Class => match quick_value(th, site)? {
            Some(v) => {
                th.result.set(v.raw());
                Ok(Plan::Finished)
            }
            None => Ok(Plan::Type),
        },
        Kind::Record if callee.has_shape(Builtin::Method.shape()) => {
            let m = callee.expect::<Record>();
            let (func, this) = (m.fixed(0), m.fixed(1));
            if let Some(f) = func.cast::<Function>() {
                th.set(site.callee, this);
                let on_return = dst.map_or(OnReturn::Leave, OnReturn::Store);
                let r = prepare_function(
                    th,
                    f,
                    site.callee,
                    site.nargs + 1,
                    site.keywords,
                    on_return,
                    Raw::UNDEF,
                );
                if r.is_err() {
                    th.set(site.callee, m.val());
                }
                r?;
                return Ok(Plan::Pushed);
            }
            Ok(Plan::Object)
        }
        _ => Ok(Plan::Object),
    }
}

/// Binds the arguments and leaves the new frame with the thread (`interp::push_prepared` makes it the running one).
pub(crate) fn prepare_function<'t>(
    th: &'t Thread,
    f: Ref<'t, Function>,
    first: Slot,
    nargs: usize,
    keywords: Raw,
    on_return: OnReturn,
    extra: Raw,
) -> Res<()> {
    let code = f.code();
    if !th.has_room(first.0, code.body().lang.nregs as usize) {
        return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
    }
    bind_function(
        th,
        f,
        Given {
            first,
            len: nargs,
            keywords: keyword_names(keywords.val(th)),
        },
    )?;
    interp::prepare(
        th,
        Frame {
            function: f.raw(),
            code: code.raw(),
            data: code.body(),
            globals: f.globals().raw(),
            base: first.0,
            pc: 0,
            on_return,
            extra,
            generator: Raw::UNDEF,
            namespace: Raw::UNDEF,
            outer_handled: th.handled.get(),
        },
    );
    Ok(())
}

fn start_native<'t>(th: &'t Thread, n: Ref<'t, Native>, first: Slot, site: CallSite) -> Res<Plan> {
    let def = n.def();
    if first != site.callee
        && let Some(owner) = n.owner().cast::<Class>()
        && def.binding == crate::native::Binding::Method
    {
        check_receiver(th, n, owner, first, site.nargs)?;
    }
    let mark = th.mark();
    let given = Given {
        first,
        len: site.nargs,
        keywords: keyword_names(site.keywords.val(th)),
    };
    let bound = bind_native(th, def, given)?;
    let quick = match def.body {
        Body::Quick(f) | Body::Either(f, _) if !wants_index(th, def, bound.first, bound.len) => {
            let r = f(th, Args::new(th, bound.first, bound.len));
            Some(r).filter(|r| !r.is_ok_and(|v| v.is_undef()))
        }
        _ => None,
    };
    if let Some(r) = quick {
        th.release_to(mark);
        th.result.set(r?.raw());
        return Ok(Plan::Finished);
    }
    // The arguments are copied above everything that is in use, padded to the fixed parameters.
    let len = bound.len.max(def.params.fixed_len());
    let top = th.mark().max(bound.first.0 + bound.len as u32);
    th.release_to(mark);
    th.top.set(top);
    let w = th.root_row(len);
    for i in 0..bound.len {
        th.set(w.offset(i), th.get(bound.first.offset(i)));
    }
    Ok(Plan::Full(def, Window { first: w, len }))
}

/// Is there an argument that `__index__` has to convert before the quick body can run?
#[inline]
fn wants_index(
    th: &Thread,
    def: &'static crate::native::NativeDef,
    first: Slot,
    len: usize,
) -> bool {
    def.index.iter().any(|i| {
        *i < len && {
            let v = th.get(first.offset(*i));
            v.is_pointer()
                && !v.unboxed().is_kind(Kind::BigInt)
                && lookup::lookup_cell(th, th.class_of(v), th.id(Id::__index__)).is_some()
        }
    })
}

/// Converts what [`wants_index`] found, then runs the quick body.
fn run_converted(th: &mut Thread, def: &'static crate::native::NativeDef, w: Window) -> Res<()> {
    let Body::Quick(f) = def.body else {
        unreachable!("planned as quick")
    };
    for i in def.index.iter().filter(|i| **i < w.len) {
        let v = th.get(w.at(*i));
        if v.is_pointer()
            && !v.unboxed().is_kind(Kind::BigInt)
            && let Some(r) = th.call_special(w.at(*i), Id::__index__, &[])?
        {
            let v = th.get(r).unboxed();
            if v.is_int() || v.is_bool() || v.is_kind(Kind::BigInt) {
                th.set(w.at(*i), v);
            } else {
                return Err(th.type_error(format!(
                    "__index__ returned non-int (type {})",
                    th.class_name(v)
                )));
            }
        }
    }
    let r = th.section(|th| Ok(f(th, Args::new(th, w.first, w.len))?.raw()))?;
    th.result.set(r);
    Ok(())
}

fn check_receiver<'t>(
    th: &'t Thread,
    n: Ref<'t, Native>,
    owner: Ref<'t, Class>,
    first: Slot,
    nargs: usize,
) -> Res<()> {
    if nargs == 0 {
        return Err(th.type_error(format!(
            "unbound method {}.{}() needs an argument",
            owner.name(),
            n.def().name
        )));
    }
    let this = th.get(first);
    if !th.class_of(this).is_subclass(owner.val()) {
        return Err(th.type_error(format!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            n.def().name,
            owner.name(),
            th.class_name(this)
        )));
    }
    Ok(())
}

fn run_full(th: &mut Thread, def: &'static crate::native::NativeDef, w: Window) -> Res<Begun> {
    enter_native(th)?;
    let r = match def.body {
        Body::Full(f) | Body::Either(_, f) => f(th, w).map(|_| ()),
        Body::Quick(_) => run_converted(th, def, w),
    };
    leave_native(th);
    th.release_to(w.first.0);
    r.map(|()| Begun::Finished)
}

/// Counts a native call against the recursion limit and the machine stack.
fn enter_native(th: &Thread) -> Res<()> {
    let here = 0u8;
    if (&raw const here).addr() < th.stack_floor {
        return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
    }
    interp::count_depth(th)
}

fn leave_native(th: &Thread) {
    th.depth.set(th.depth.get() - 1);
}

/// `cls(…)`.
fn call_class(th: &mut Thread, site: CallSite, dst: Option<Slot>) -> Res<Begun> {
    if let Some(b) = quick_instance(th, site, dst)? {
        return Ok(b);
    }
    let meta_call = th.section(|th| {
        let meta = th.class_of(th.get(site.callee));
        Ok(lookup::lookup(th, meta, th.id(Id::__call__))?
            .filter(|f| !f.is_kind(Kind::Native))
            .map(|f| (th.root(f), f.is_kind(Kind::Function))))
    })?;
    match meta_call {
        Some((f, true)) => begin_shifted(th, f, site.callee, site, dst),
        // Not a function: maybe something that does not take the class.
        Some((_, false)) => call_object(th, site, dst),
        None => {
            let made = type_call(th, site)?;
            th.result.set(th.raw(made));
            Ok(Begun::Finished)
        }
    }
}

/// An instance of an exact builtin class from arguments that need no Python code, and `type(x)`.
#[inline]
fn quick_value(th: &Thread, site: CallSite) -> Res<Option<Val<'_>>> {
    let class = th.get(site.callee).known::<Class>();
    let home = class.info().builtin;
    if !site.keywords.is_undef() || !class.val().is(th.builtin(home)) {
        return Ok(None);
    }
    let args = Args::new(th, site.callee.offset(1), site.nargs);
    crate::types::construct::quick_call(th, home, args.all())
}

/// The common class: plain `type` as metaclass, `object.__new__`, and `__init__` a Python function or absent.
fn quick_instance(th: &mut Thread, site: CallSite, dst: Option<Slot>) -> Res<Option<Begun>> {
    let pushed = th.section(|th| {
        let class = th.get(site.callee).expect::<Class>();
        let info = class.info();
        if class.val().shape_id() != Builtin::Type.shape()
            || info.kind != Kind::Instance
            || info.has_flag(flags::ABSTRACT | flags::FINALIZER)
        {
            return Ok(None);
        }
        let new = lookup::lookup(th, class, th.id(Id::__new__))?;
        let init = lookup::lookup(th, class, th.id(Id::__init__))?;
        if !new.is_some_and(|n| th.vm.is_object_new(n)) {
            return Ok(None);
        }
        if site.nargs == 0 && init.is_some_and(|i| th.vm.is_idle_init(i)) {
            th.result.set(Instance::new(th, info.root_shape()).raw());
            return Ok(Some(Begun::Finished));
        }
        let Some(init) = init.and_then(|i| i.cast::<Function>()) else {
            return Ok(None);
        };
        let instance = Instance::new(th, info.root_shape());
        th.set(site.callee, instance.val());
        let on_return = dst.map_or(OnReturn::LeaveInit, OnReturn::Init);
        let r = prepare_function(
            th,
            init,
            site.callee,
            site.nargs + 1,
            site.keywords,
            on_return,
            instance.raw(),
        );
        if r.is_err() {
            th.set(site.callee, class.val());
        }
        r.map(|()| Some(Begun::Pushed))
    })?;
    if pushed == Some(Begun::Pushed) {
        interp::push_prepared(th)?;
    }
    Ok(pushed)
}

/// `type.__call__`: `__new__`, then `__init__` if the result is an instance. The window is `site`'s.
pub fn type_call(th: &mut Thread, site: CallSite) -> Res<Slot> {
    let class = site.callee;
    if site.nargs == 1 && th.get(class).is(th.builtin(Builtin::Type)) && site.keywords.is_undef() {
        let of = th.get(class.offset(1));
        return Ok(th.root(th.class_of(of).val()));
    }
    let new = th.section(|th| {
        let c = th.get(class).expect::<Class>();
        if c.info().has_flag(flags::NO_NEW) {
            return Err(th.type_error(format!("cannot create '{}' instances", full_name(th, c))));
        }
        let new = lookup::lookup(th, c, th.id(Id::__new__))?;
        match new.filter(|n| n.has_shape(Builtin::StaticMethod.shape())) {
            Some(n) => Ok(Some(th.root(n.expect::<Record>().see(th)?.field(0)))),
            None => Ok(new.map(|n| th.root(n))),
        }
    })?;
    let Some(new) = new else {
        let text = format!(
            "cannot create '{}' instances",
            th.get(class).expect::<Class>().name()
        );
        return Err(th.type_error(text));
    };
    let for_new = without_keywords_of_init(th, new, class, site)?;
    let made = call_shifted(th, new, class, for_new)?;
    let init = th.section(|th| {
        let v = th.get(made);
        if !th.class_of(v).is_subclass(th.get(class)) {
            return Ok(None);
        }
        Ok(lookup::special(th, v, Id::__init__)?
            .filter(|f| !th.vm.is_idle_init(*f))
            .map(|f| th.root(f)))
    })?;
    if let Some(init) = init {
        let r = call_shifted(th, init, made, site)?;
        if !th.get(r).is_none() {
            let text = format!(
                "__init__() should return None, not '{}'",
                th.class_name(th.get(r))
            );
            return Err(th.type_error(text));
        }
    }
    Ok(made)
}

/// What a builtin's `__new__` is called with. One that takes no keywords does not get those of a subclass whose `__init__` is
/// written in Python: they are for that.
fn without_keywords_of_init(
    th: &mut Thread,
    new: Slot,
    class: Slot,
    site: CallSite,
) -> Res<CallSite> {
    if site.keywords.is_undef() {
        return Ok(site);
    }
    let takes_none = th.get(new).cast::<Native>().is_some_and(|n| {
        let p = n.def().params;
        p.kwonly.is_empty() && !p.kwdict && p.pos.iter().all(|name| name.starts_with('_'))
    });
    if !takes_none {
        return Ok(site);
    }
    th.section(|th| {
        let c = th.get(class).expect::<Class>();
        let init = lookup::lookup(th, c, th.id(Id::__init__))?;
        if !init.is_some_and(|f| f.is_kind(Kind::Function)) {
            return Ok(site);
        }
        let names = site.keywords.val(th).expect::<Tuple>().len();
        Ok(CallSite {
            nargs: site.nargs - names,
            keywords: Raw::UNDEF,
            ..site
        })
    })
}

/// Name of a class with its module, as in messages; builtins bare.
pub(crate) fn full_name<'t>(th: &'t Thread, class: Ref<'t, Class>) -> String {
    let module = lookup::own_cell(class, th.id(Id::__module__)).map(|c| c.current());
    match module.and_then(|m| m.cast::<Str>()).map(|m| m.text()) {
        Some("builtins") | None => class.name().to_owned(),
        Some(module) => format!("{module}.{}", class.name()),
    }
}

/// Calls `f(first, *args of the site)`.
fn call_shifted(th: &mut Thread, f: Slot, first: Slot, site: CallSite) -> Res<Slot> {
    let w = th.root_row(site.nargs + 2);
    th.set(w, th.get(f));
    th.set(w.offset(1), th.get(first));
    for i in 0..site.nargs {
        th.set(w.offset(2 + i), th.get(site.callee.offset(1 + i)));
    }
    call_window(
        th,
        CallSite {
            callee: w,
            nargs: site.nargs + 1,
            keywords: site.keywords,
        },
    )
}

/// Begins `f(first, *args of the site)`: a Python function runs above everything in use.
fn begin_shifted(
    th: &mut Thread,
    f: Slot,
    first: Slot,
    site: CallSite,
    dst: Option<Slot>,
) -> Res<Begun> {
    if !th.get(f).is_kind(Kind::Function) {
        enter_native(th)?;
        let r = call_shifted(th, f, first, site);
        leave_native(th);
        th.result.set(th.raw(r?));
        return Ok(Begun::Finished);
    }
    let w = th.root_row(site.nargs + 1);
    th.section(|th| {
        th.set(w, th.get(first));
        for i in 0..site.nargs {
            th.set(w.offset(1 + i), th.get(site.callee.offset(1 + i)));
        }
        let on_return = dst.map_or(OnReturn::Leave, OnReturn::Store);
        let (f, nargs) = (th.get(f).expect(), site.nargs + 1);
        prepare_function(th, f, w, nargs, site.keywords, on_return, Raw::UNDEF)
    })?;
    interp::push_prepared(th)?;
    Ok(Begun::Pushed)
}

/// Anything else: a bound method of a callable, or an object with `__call__`.
fn call_object(th: &mut Thread, site: CallSite, dst: Option<Slot>) -> Res<Begun> {
    let method = th.section(|th| {
        let v = th.get(site.callee);
        if v.has_shape(Builtin::Method.shape()) {
            let m = v.expect::<Record>();
            return Ok(Some((th.root(m.fixed(0)), th.root(m.fixed(1)))));
        }
        Ok(None)
    })?;
    let how = match method {
        Some((f, this)) => Some((f, Some(this))),
        None => match th.special_method(site.callee, Id::__call__)? {
            Some(SpecialMethod::Direct(f)) => Some((f, Some(site.callee))),
            Some(SpecialMethod::Bound(f)) => Some((f, None)),
            None => None,
        },
    };
    match how {
        Some((f, Some(this))) => begin_shifted(th, f, this, site, dst),
        Some((f, None)) => {
            th.set(site.callee, th.get(f));
            enter_native(th)?;
            let begun = begin(th, site, dst);
            leave_native(th);
            begun
        }
        None => {
            let text = format!(
                "'{}' object is not callable",
                th.class_name(th.get(site.callee))
            );
            Err(th.type_error(text))
        }
    }
}

/// Makes the call of a window above everything in use and runs it to the end.
pub fn call_window(th: &mut Thread, site: CallSite) -> Res<Slot> {
    match begin(th, site, None)? {
        Begun::Finished => {}
        Begun::Pushed => interp::run_pushed(th)?,
    }
    let r = Slot(site.callee.0);
    th.release_to(r.0 + 1);
    th.set_raw(r, th.result.get());
    Ok(r)
}

impl Thread {
    /// Calls `f` with positional arguments; the result is in a new register.
    pub fn call(&mut self, f: Slot, args: &[Slot]) -> Res<Slot> {
        let w = self.window(f, args);
        call_window(
            self,
            CallSite {
                callee: w,
                nargs: args.len(),
                keywords: Raw::UNDEF,
            },
        )
    }

    fn window(&self, f: Slot, args: &[Slot]) -> Slot {
        let w = self.root_row(args.len() + 1);
        self.set(w, self.get(f));
        for (i, a) in args.iter().enumerate() {
            self.set(w.offset(1 + i), self.get(*a));
        }
        w
    }

    /// Calls `f(*args, **kw)` with keyword names in registers.
    pub fn call_kw(&mut self, f: Slot, args: &[Slot], kw: &[(Slot, Slot)]) -> Res<Slot> {
        let names = {
            let names: Vec<Val<'_>> = kw
                .iter()
                .map(|(n, _)| self.intern(self.text_of(*n)))
                .collect();
            self.root(self.tuple(&names))
        };
        let all: Vec<Slot> = args
            .iter()
            .copied()
            .chain(kw.iter().map(|(_, v)| *v))
            .collect();
        let w = self.window(f, &all);
        call_window(
            self,
            CallSite {
                callee: w,
                nargs: all.len(),
                keywords: self.raw(names),
            },
        )
    }

    /// `f(*args, **kwargs)`; `args` a tuple, `kwargs` a dict or UNDEF.
    pub fn call_ex(&mut self, f: Slot, args: Slot, kwargs: Slot) -> Res<Slot> {
        let site = spread_call(self, f, args, kwargs)?;
        call_window(self, site)
    }

    /// `obj.name(*args)` with the method looked up as an attribute.
    pub fn call_method(&mut self, obj: Slot, id: Id, args: &[Slot]) -> Res<Slot> {
        let f = self.getattr_id(obj, id)?;
        self.call(f, args)
    }

    /// Calls a special method looked up on the type; `None` if the type has none.
    pub fn call_special(&mut self, obj: Slot, id: Id, args: &[Slot]) -> Res<Option<Slot>> {
        match self.special_method(obj, id)? {
            None => Ok(None),
            Some(SpecialMethod::Direct(f)) => {
                let all: Vec<Slot> = std::iter::once(obj).chain(args.iter().copied()).collect();
                self.call(f, &all).map(Some)
            }
            Some(SpecialMethod::Bound(f)) => self.call(f, args).map(Some),
        }
    }

    /// A special method, looked up on the type.
    pub fn special_method(&mut self, obj: Slot, id: Id) -> Res<Option<SpecialMethod>> {
        enum How {
            Done(SpecialMethod),
            Get(Slot, Slot),
            Property(Slot),
        }
        let how = self.section(|th| {
            let v = th.get(obj);
            let Some(f) = lookup::special(th, v, id)? else {
                return Ok(None);
            };
            Ok(match attr::bind_found(th, f, v, th.class_of(v).val())? {
                attr::Found::Bind(f) => Some(How::Done(SpecialMethod::Direct(th.root(f)))),
                attr::Found::Value(f) => Some(How::Done(SpecialMethod::Bound(th.root(f)))),
                attr::Found::Get(d, g, _) => Some(How::Get(th.root(d), th.root(g))),
                attr::Found::Property(f) => Some(How::Property(th.root(f))),
                attr::Found::Custom(_) | attr::Found::Full(_) | attr::Found::Missing => None,
            })
        })?;
        let f = match how {
            None => return Ok(None),
            Some(How::Done(done)) => return Ok(Some(done)),
            Some(How::Property(f)) => self.call(f, &[obj])?,
            Some(How::Get(d, g)) => {
                let owner = self.root(self.class_of(self.get(obj)).val());
                self.call(g, &[d, obj, owner])?
            }
        };
        Ok(Some(SpecialMethod::Bound(f)))
    }

    /// Calls `f(*leading, *rest, **kwargs)` with the surplus arguments of a native body; `kwargs` a dict or UNDEF.
    pub fn call_forward(
        &mut self,
        f: Slot,
        leading: &[Slot],
        rest: impl Iterator<Item = Slot>,
        kwargs: Slot,
    ) -> Res<Slot> {
        let site = self.forward_site(f, leading, rest, kwargs)?;
        call_window(self, site)
    }

    /// The window of such a call.
    pub(crate) fn forward_site(
        &mut self,
        f: Slot,
        leading: &[Slot],
        rest: impl Iterator<Item = Slot>,
        kwargs: Slot,
    ) -> Res<CallSite> {
        let positional = {
            let all: Vec<Val<'_>> = leading
                .iter()
                .copied()
                .chain(rest)
                .map(|s| self.get(s))
                .collect();
            self.root(self.tuple(&all))
        };
        spread_call(self, f, positional, kwargs)
    }
}

/// A special method that was found: to be called with the object first, or without it.
#[derive(Clone, Copy, Debug)]
pub enum SpecialMethod {
    Direct(Slot),
    Bound(Slot),
}

/// Lays `f(*args, **kwargs)` out as a window.
pub fn spread_call(th: &mut Thread, f: Slot, args: Slot, kwargs: Slot) -> Res<CallSite> {
    let names = th.root(Val::UNDEF);
    th.section(|th| {
        let mark = th.mark();
        let positional: &[Val<'_>] = match th.get(args).cast::<Tuple>() {
            Some(t) => t.items(),
            None => th.get(args).expect::<List>().see(th)?.items(),
        };
        if !th.has_room(mark, positional.len()) {
            return Err(th.raise_with(Exc::MemoryError, &[]));
        }
        let callee = th.root(th.get(f));
        for v in positional {
            th.root(*v);
        }
        let mut nargs = positional.len();
        if let Some(d) = th.get(kwargs).cast::<Dict>() {
            let seen = match d.see(th) {
                Ok(s) => s,
                Err(u) => {
                    th.release_to(mark);
                    return Err(u);
                }
            };
            let mut keys = Vec::new();
            for (_, k, v) in seen.entries() {
                let Some(text) = k.unboxed().cast::<Str>() else {
                    return Err(th.type_error("keywords must be strings"));
                };
                keys.push(th.intern(text.text()));
                th.root(v);
            }
            nargs += keys.len();
            if !keys.is_empty() {
                th.set(names, th.tuple(&keys));
            }
        }
        Ok(CallSite {
            callee,
            nargs,
            keywords: th.raw(names),
        })
    })
}
