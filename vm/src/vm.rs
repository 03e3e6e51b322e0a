//! The virtual machine: what all threads share.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::class::{Class, flags};
use crate::error::{EXCEPTIONS, Exc};
use crate::heap::{self, Heap};
use crate::interp::cache::Retired;
use crate::names::{IDS, Id, Interned};
use crate::native::GetSet;
use crate::object::{Cell, Dict, Record, Ref, Str};
use crate::options::Options;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// What all threads share. Made once, lives for ever.
pub struct Vm {
    pub registry: stm::Registry,
    pub heap: Arc<Heap>,
    pub interned: Interned,
    pub options: Options,
    jit: OnceLock<Option<Box<crate::record::Jit>>>,
    names: OnceLock<Vec<Raw>>,
    characters: OnceLock<Vec<Raw>>,
    exceptions: Vec<AtomicU64>,
    type_version: AtomicU32,
    recursion_limit: AtomicU32,
    int_digits_limit: AtomicU32,
    /// `sys.modules`.
    modules: AtomicU64,
    builtins: AtomicU64,
    object_new: AtomicU64,
    object_init: AtomicU64,
    object_hash: AtomicU64,
    object_eq: AtomicU64,
    /// The registry of text encodings.
    codecs: AtomicU64,
    object_ne: AtomicU64,
    retired: Mutex<Vec<Retired>>,
    pub(crate) threads: crate::heap::world::Threads,
    pub(crate) weak: crate::heap::weak::WeakTable,
    pub(crate) finalizers: crate::heap::finalizers::Finalizers,
    pub(crate) places: crate::places::Places,
    pub(crate) lines: crate::wait::Lines,
    pub(crate) launches: crate::threads::Launches,
    pub handlers: crate::signals::Handlers,
    pub(crate) forks: crate::fork::Forks,
    pub(crate) getsets: Mutex<Vec<&'static GetSet>>,
    pub(crate) native_classes: crate::modules::support::NativeClasses,
    pub(crate) native_modules: NativeModules,
}

/// The native modules that have been imported, as their first import has left them.
#[derive(Default)]
pub struct NativeModules(Mutex<Vec<(&'static str, Raw)>>);

impl NativeModules {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(&'static str, Raw)>> {
        self.0.lock().expect("no panic holds the list")
    }

    pub fn get(&self, name: &str) -> Option<Raw> {
        self.lock().iter().find(|m| m.0 == name).map(|m| m.1)
    }

    pub fn add(&self, name: &'static str, module: Raw) {
        self.lock().push((name, module));
    }

    fn visit(&self, f: &mut dyn FnMut(Raw)) {
        self.lock().iter().for_each(|m| f(m.1));
    }
}

/// Per-thread odds and ends that native modules keep.
#[derive(Default)]
pub struct ThreadLocals {
    /// The `contextvars` context, UNDEF for none.
    pub context: std::cell::Cell<Raw>,
    /// The objects whose `repr` is being made, the outermost first; registers keep them alive.
    pub writing: std::cell::RefCell<Vec<Raw>>,
    /// The program ends because nobody has caught a `KeyboardInterrupt`.
    pub interrupted: std::cell::Cell<bool>,
    /// Containers within containers that quick work is in.
    pub nesting: std::cell::Cell<u32>,
}

/// Ends the process when the system has no memory left for a small object.
#[cold]
pub fn out_of_memory(size: usize) -> ! {
    eprintln!("MemoryError: cannot allocate {size} bytes");
    std::process::exit(1)
}

impl Vm {
    /// Makes the VM and its main thread, with all builtin classes.
    pub fn start(options: Options) -> Box<Thread> {
        let (registry, place) = crate::heap::world::registry(options.stm_config());
        let tx = registry.attach();
        let waker = registry.clone();
        let zeal = options.zeal_gc;
        let config = heap::Config {
            poll: Box::new(move || waker.poll_all(POLL_GC)),
            zeal,
            verify: zeal,
            poison: zeal,
            ..Default::default()
        };
        let heap = Arc::new(Heap::new(config).unwrap_or_else(|| out_of_memory(0)));
        let _ = place.set(heap.clone());
        let vm: &'static Vm = Box::leak(Box::new(Vm {
            registry,
            heap: heap.clone(),
            interned: Interned::new(),
            options,
            jit: OnceLock::new(),
            names: OnceLock::new(),
            characters: OnceLock::new(),
            exceptions: std::iter::repeat_with(|| AtomicU64::new(0))
                .take(EXCEPTIONS.len() + 1)
                .collect(),
            type_version: AtomicU32::new(1),
            recursion_limit: AtomicU32::new(1000),
            int_digits_limit: AtomicU32::new(4300),
            modules: AtomicU64::new(0),
            builtins: AtomicU64::new(0),
            object_new: AtomicU64::new(0),
            object_init: AtomicU64::new(0),
            object_hash: AtomicU64::new(0),
            object_eq: AtomicU64::new(0),
            codecs: AtomicU64::new(0),
            object_ne: AtomicU64::new(0),
            retired: Mutex::default(),
            threads: Default::default(),
            weak: Default::default(),
            finalizers: Default::default(),
            places: Default::default(),
            lines: Default::default(),
            launches: Default::default(),
            handlers: Default::default(),
            forks: Default::default(),
            getsets: Mutex::default(),
            native_classes: Default::default(),
            native_modules: Default::default(),
        }));
        tx.name_track(crate::threads::MAIN);
        let mut th = Thread::attach(vm, tx, crate::threads::MAIN);
        crate::bootstrap::run(&mut th);
        th
    }

    /// The JIT, made when first asked for; `None` if it is off.
    #[inline(always)]
    pub fn jit(&self) -> Option<&crate::record::Jit> {
        match self.jit.get() {
            Some(jit) => jit.as_deref(),
            None if !self.options.jit => None,
            None => self
                .jit
                .get_or_init(|| crate::record::Jit::new(&self.options).map(Box::new))
                .as_deref(),
        }
    }

    /// The JIT, if it was ever needed.
    pub(crate) fn started_jit(&self) -> Option<&crate::record::Jit> {
        self.jit.get()?.as_deref()
    }

    /// A name known to the VM.
    #[inline(always)]
    pub fn name(&self, id: Id) -> Raw {
        self.names
            .get()
            .expect("V3: names are interned at start-up")[id as usize]
    }

    pub(crate) fn intern_names(&self, th: &Thread) {
        let all = IDS.iter().map(|n| th.intern(n).raw()).collect();
        self.names.set(all).expect("V3: start-up runs once");
        let one = |c: u32| {
            th.intern(
                char::from_u32(c)
                    .expect("below 256")
                    .encode_utf8(&mut [0; 4]),
            )
            .raw()
        };
        self.characters
            .set((0..256).map(one).collect())
            .expect("V3: start-up runs once");
    }

    /// A `str` of one code point; those below 256 exist once.
    #[inline(always)]
    pub fn character<'t>(&self, th: &'t Thread, c: char) -> Val<'t> {
        match self.characters.get().and_then(|all| all.get(c as usize)) {
            Some(raw) => raw.val(th),
            None => Str::new(th, c.encode_utf8(&mut [0; 4])).val(),
        }
    }

    #[inline(always)]
    pub fn type_version(&self) -> u32 {
        // ORD: Relaxed; changes with the world stopped only, which orders it.
        self.type_version.load(Ordering::Relaxed)
    }

    /// A class changed: remembered lookups are void. Only with the world stopped, or before a second thread exists.
    pub(crate) fn bump_type_version(&self) {
        if let Some(jit) = self.started_jit() {
            jit.invalidate(crate::record::CLASSES);
        }
        // ORD: Relaxed; as above.
        self.type_version.fetch_add(1, Ordering::Relaxed);
    }

    #[inline(always)]
    pub fn recursion_limit(&self) -> u32 {
        // ORD: Relaxed; a limit, no data hangs on it.
        self.recursion_limit.load(Ordering::Relaxed)
    }

    pub fn set_recursion_limit(&self, n: u32) {
        // ORD: Relaxed; as above.
        self.recursion_limit.store(n, Ordering::Relaxed)
    }

    /// Most digits that an int may have to become a decimal text or be read from one; 0: any number.
    pub fn int_digits_limit(&self) -> u32 {
        // ORD: Relaxed; a limit, no data hangs on it.
        self.int_digits_limit.load(Ordering::Relaxed)
    }

    pub fn set_int_digits_limit(&self, n: u32) {
        // ORD: Relaxed; as above.
        self.int_digits_limit.store(n, Ordering::Relaxed)
    }

    /// Bytes that an object occupies.
    pub fn heap_size(&self, object: Val<'_>) -> usize {
        match std::ptr::NonNull::new(object.bits() as *mut u8) {
            Some(p) if object.is_pointer() => self.heap.usable_size(p),
            _ => 0,
        }
    }

    pub(crate) fn exception_class(&self, e: Exc) -> Raw {
        // ORD: Relaxed; written at start-up, before a second thread exists.
        Raw(self.exceptions[e as usize].load(Ordering::Relaxed))
    }

    pub(crate) fn set_exception_class(&self, e: Exc, class: Raw) {
        // ORD: Relaxed; start-up is single-threaded.
        self.exceptions[e as usize].store(class.0, Ordering::Relaxed)
    }

    /// An inline cache entry that was replaced: freed when the world is next stopped.
    pub(crate) fn retire(&self, entry: Retired) {
        self.retired
            .lock()
            .expect("V7: no panic holds the list")
            .push(entry)
    }

    pub(crate) fn free_retired(&self) {
        self.retired
            .lock()
            .expect("V7: no panic holds the list")
            .clear()
    }

    /// A descriptor for a computed attribute of `owner`.
    pub(crate) fn getset_record<'t>(
        &self,
        th: &'t Thread,
        getset: &'static GetSet,
        owner: Val<'t>,
    ) -> Val<'t> {
        let number = {
            let mut table = self.getsets.lock().expect("V3: no panic holds the table");
            match table.iter().position(|g| std::ptr::eq(*g, getset)) {
                Some(known) => known,
                None => {
                    table.push(getset);
                    table.len() - 1
                }
            }
        };
        let name = th.intern(getset.name);
        th.record(
            crate::class::Builtin::GetSetDescriptor,
            &[Val::small(number as i64), name, owner],
        )
    }

    pub fn getset(&self, record: Ref<'_, Record>) -> &'static GetSet {
        let i = record
            .fixed(0)
            .as_int()
            .expect("V3: a getset record holds its number") as usize;
        self.getsets.lock().expect("V3: no panic holds the table")[i]
    }
}

macro_rules! well_known {
    ($($field:ident, $set:ident, $is:ident;)*) => {
        impl Vm {$(
            /// Remembers the object, at start-up.
            pub(crate) fn $set(&self, v: Val<'_>) {
                // ORD: Relaxed; start-up is single-threaded.
                self.$field.store(v.bits(), Ordering::Relaxed)
            }

            /// Is it that object?
            #[inline(always)]
            pub fn $is(&self, v: Val<'_>) -> bool {
                // ORD: Relaxed; as above.
                self.$field.load(Ordering::Relaxed) == v.bits()
            }
        )*}
    };
}
well_known! {
    object_new, set_object_new, is_object_new;
    object_init, set_object_init, is_idle_init;
    object_hash, set_object_hash, is_object_hash;
    object_eq, set_object_eq, is_object_eq;
    codecs, set_codecs, is_codecs;
    object_ne, set_object_ne, is_object_ne;
    modules, set_modules, is_modules;
    builtins, set_builtins, is_builtins;
}

impl Vm {
    /// The namespace of the `builtins` module.
    pub fn builtins<'t>(&self, th: &'t Thread) -> Option<Ref<'t, Dict>> {
        // ORD: Relaxed; written at start-up, before a second thread exists.
        Raw(self.builtins.load(Ordering::Relaxed))
            .val(th)
            .cast::<Dict>()
    }

    /// The registry of text encodings (see `types::codec`).
    pub fn codecs<'t>(&self, th: &'t Thread) -> Ref<'t, crate::object::Tuple> {
        // ORD: Relaxed; as above.
        Raw(self.codecs.load(Ordering::Relaxed)).val(th).expect()
    }

    /// `sys.modules`.
    pub fn modules<'t>(&self, th: &'t Thread) -> Ref<'t, Dict> {
        // ORD: Relaxed; as above.
        Raw(self.modules.load(Ordering::Relaxed)).val(th).expect()
    }

    /// Everything the VM itself keeps alive.
    pub(crate) fn visit_roots(&self, f: &mut dyn FnMut(Raw)) {
        self.interned.visit(&mut *f);
        if let Some(jit) = self.started_jit() {
            jit.visit_roots(&mut *f);
        }
        crate::object::shape::visit_classes(&mut *f);
        self.launches.visit(&mut *f);
        self.handlers.visit(&mut *f);
        self.forks.visit(&mut *f);
        self.native_classes.visit(&mut *f);
        self.native_modules.visit(&mut *f);
        for a in [
            &self.modules,
            &self.builtins,
            &self.object_new,
            &self.object_init,
            &self.object_hash,
            &self.object_eq,
            &self.codecs,
            &self.object_ne,
        ]
        .into_iter()
        .chain(&self.exceptions)
        {
            // ORD: Relaxed; the world is stopped.
            f(Raw(a.load(Ordering::Relaxed)));
        }
    }
}

/// Poll reason: a collection is due.
pub const POLL_GC: u32 = stm::poll::GC;

/// Waits for an object that a barrier refused.
pub fn resolve(th: &mut Thread, c: stm::Conflict) -> Res<()> {
    th.zeal_at_safepoint();
    th.calm();
    let detail = crate::stm_log::wanted(th);
    let (tx, place) = th.tx_and_place();
    let resolved = tx.resolve(c, &mut place.with_detail(detail));
    th.stir();
    match resolved {
        // The wait also ends when something wants this thread's attention; unattended, the next one would end at once.
        Ok(()) if th.tx().context().poll() != 0 => safepoint(th),
        Ok(()) => Ok(()),
        Err(stm::Break::Abort) => Err(Unwind::Abort),
        Err(stm::Break::Interrupted) => safepoint(th),
    }
}

/// Sleeps as a blocked thread until the time is over or something wants this thread's attention, and attends to it.
pub fn park(th: &mut Thread, limit: Option<std::time::Duration>) -> Res<()> {
    crate::signals::listen(th);
    th.calm();
    th.note_place();
    let (tx, mut place) = th.tx_and_place();
    let parked = tx.park(&mut place, limit);
    th.stir();
    match parked {
        Ok(()) | Err(stm::Break::Interrupted) => safepoint(th),
        Err(stm::Break::Abort) => Err(Unwind::Abort),
    }
}

/// A transaction break.
pub fn safepoint(th: &mut Thread) -> Res<()> {
    th.zeal_at_safepoint();
    let (tx, mut place) = th.tx_and_place();
    if let Err(stm::Break::Abort) = tx.safepoint(&mut place) {
        return Err(Unwind::Abort);
    }
    let reasons = th.tx().take_reasons();
    if th.in_block() {
        th.zeal_in_block();
    }
    if reasons & stm::poll::LARGE != 0 {
        crate::atomic::has_written_much(th)?;
    }
    if reasons & POLL_GC != 0 {
        crate::heap::world::collect_if_due(th);
        if th.tx().in_atomic() == 0 {
            crate::modules::gc::run_due(th)?;
        }
    }
    if reasons & stm::poll::SIGNAL != 0 {
        crate::signals::attend(th)?;
    }
    Ok(())
}

impl Thread {
    /// Binds a name in a module or class namespace, or unbinds it (UNDEF). A constant cell's value changes with the world
    /// stopped; one that is written again, or in an atomic block, becomes an owned cell.
    pub fn set_namespace(&mut self, ns: Slot, name: Slot, value: Slot) -> Res<()> {
        loop {
            let done = self.section(|th| {
                let dict = th.get(ns).expect::<Dict>();
                let Some(cell) = dict.see(th)?.cell(th.get(name)) else {
                    if !th.get(value).is_undef() {
                        let n = th.get(name);
                        dict.own(th)?
                            .append(th, n.expect::<Str>().hash(), n, th.get(value));
                    }
                    return Ok(true);
                };
                Ok(th.store_cell(cell, th.get(value))?.is_some())
            })?;
            if done {
                return Ok(());
            }
            let logged = self.in_block();
            let stored = self.change(|th| {
                let ns = th.get(ns).expect::<Dict>().frozen();
                let cell = ns
                    .cell(th.get(name))
                    .expect("V3: cells stay in their namespace");
                if !cell.is_constant() {
                    return false;
                }
                if logged {
                    own_stopped(th, cell);
                } else {
                    store_stopped(th, cell, th.get(value));
                }
                !logged
            })?;
            if stored {
                return Ok(());
            }
        }
    }

    /// `cls.name = value`, or `del`.
    pub(crate) fn set_class_attr(&mut self, class: Slot, name: Slot, value: Slot) -> Res<()> {
        let info_builtin = self
            .get(class)
            .expect::<Class>()
            .info()
            .has_flag(crate::class::flags::BUILTIN);
        if info_builtin {
            let text = format!(
                "cannot set '{}' attribute of immutable type '{}'",
                self.text_of(name),
                self.get(class).expect::<Class>().name()
            );
            return Err(self.type_error(text));
        }
        let hides = self.section(|th| hides_places(th, class, name, value))?;
        while !self.set_class_data(class, name, value)? {
            if self.in_block() && self.free_class_data(class, name, value)? {
                continue;
            }
            let logged = self.in_block();
            if !self.changing(|th| set_class_stopped(th, class, name, value, logged))? {
                return Err(self.attribute_error(class, name));
            }
            break;
        }
        if hides {
            crate::heap::world::collect_and_forget_places(self);
        }
        Ok(())
    }

    /// Data that is written often lives in an owned cell: no need to stop anybody. True if that was so.
    fn set_class_data(&mut self, class: Slot, name: Slot, value: Slot) -> Res<bool> {
        self.section(|th| {
            let Some(cell) = data_cell(th, class, name, value) else {
                return Ok(false);
            };
            if cell.is_constant() || cell.see(th)?.load().is_pointer() {
                return Ok(false);
            }
            Ok(th.store_cell(cell, th.get(value))?.is_some())
        })
    }

    /// Makes the cell of such data an owned one, whose changes a block can undo. True if there is any.
    fn free_class_data(&mut self, class: Slot, name: Slot, value: Slot) -> Res<bool> {
        self.change(|th| match data_cell(th, class, name, value) {
            Some(cell) if !cell.current().is_pointer() => {
                own_stopped(th, cell);
                true
            }
            _ => false,
        })
    }
}

/// Is there an attribute of instances that would no longer be found in its place, with this value in the class?
fn hides_places(th: &Thread, class: Slot, name: Slot, value: Slot) -> Res<bool> {
    let (class, v) = (th.get(class).expect::<Class>(), th.get(value));
    let Some(text) = th.get(name).unboxed().cast::<crate::object::Str>() else {
        return Ok(false);
    };
    if v.is_undef() || !v.is_pointer() {
        return Ok(false);
    }
    if matches!(text.text(), "__getattribute__" | "__setattr__") {
        return Ok(true);
    }
    if !crate::protocol::attr::descriptor_kind(th, v)?.is_data() {
        return Ok(false);
    }
    let name = th.intern(text.text()).raw();
    Ok(crate::object::shape::is_any(|s| {
        s.class()
            .val(th)
            .cast::<Class>()
            .is_some_and(|c| c.is_subclass(class.val()))
            && s.slot(name).is_some()
    }))
}

/// The cell of a class attribute that has a value, if the new value is no reference.
fn data_cell<'t>(th: &'t Thread, class: Slot, name: Slot, value: Slot) -> Option<Ref<'t, Cell>> {
    let v = th.get(value);
    if v.is_undef() || v.is_pointer() {
        return None;
    }
    let ns = th.get(class).expect::<Class>().dict().frozen();
    ns.cell(th.get(name)).filter(|c| !c.current().is_undef())
}

/// False if there is nothing to delete.
fn set_class_stopped(th: &Thread, class: Slot, name: Slot, value: Slot, logged: bool) -> Res<bool> {
    let ns = th.get(class).expect::<Class>().dict();
    let (n, v) = (th.get(name), th.get(value));
    th.vm.bump_type_version();
    if n.is(th.id(Id::__del__)) && !v.is_undef() {
        let mut all = Vec::new();
        crate::types::class::collect_below(th, th.get(class).expect(), &mut all);
        all.iter()
            .for_each(|c| c.expect::<Class>().info().add_flag(flags::FINALIZER));
    }
    let Some(cell) = ns.frozen().cell(n) else {
        if v.is_undef() {
            return Ok(false);
        }
        ns.own(th)?.append(th, n.expect::<Str>().hash(), n, v);
        return Ok(true);
    };
    if logged {
        own_stopped(th, cell);
    }
    if cell.is_constant() {
        if v.is_undef() && cell.current().is_undef() {
            return Ok(false);
        }
        store_stopped(th, cell, v);
        return Ok(true);
    }
    let own = cell.own(th)?;
    if v.is_undef() && own.load().is_undef() {
        return Ok(false);
    }
    own.store(v);
    Ok(true)
}

/// Makes a constant cell an owned one, with the world stopped: this thread's, whose block may have read it.
fn own_stopped(th: &Thread, cell: Ref<'_, Cell>) {
    if cell.is_constant() {
        forget_constant(th, cell);
        cell.make_owned();
        th.tx().seize(crate::object::word_of(cell.val()));
    }
}

fn forget_constant(th: &Thread, cell: Ref<'_, Cell>) {
    if let Some(jit) = th.vm.started_jit() {
        jit.invalidate(cell.raw().0);
    }
}

/// Stores into a constant cell with the world stopped.
fn store_stopped(th: &Thread, cell: Ref<'_, Cell>, v: Val<'_>) {
    forget_constant(th, cell);
    cell.store_constant(v);
    if cell.count_write() {
        cell.make_owned();
    }
}
