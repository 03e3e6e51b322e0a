//! The memory behind a thread's registers.
//!
//! One mapping per thread that never moves, so that compiled code can hold the address of a frame's registers. All
//! registers below the thread's `top` hold values (V5); the mapping starts as zeros, which is UNDEF.

use crate::thread::Slot;
use crate::value::{Raw, Val};

/// Maps room for `n` registers; untouched pages cost nothing.
pub(crate) fn map_registers(n: usize) -> *mut Raw {
    // SAFETY: an anonymous private mapping at an address of the system's choice touches nothing that exists.
    let p = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            n * 8,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    assert!(
        p != libc::MAP_FAILED,
        "V5: no address space for a register stack"
    );
    p as *mut Raw
}

/// Gives the registers of a thread that ended back.
pub(crate) fn unmap_registers(base: *mut Raw, n: usize) {
    // SAFETY: called by the owner's Drop with what `map_registers` gave.
    unsafe { libc::munmap(base as *mut libc::c_void, n * 8) };
}

/// Makes registers from `top` on UNDEF, of `n` that were mapped: a frame that comes to lie there must not find what an
/// earlier one has left, since the objects may be gone by then.
pub(crate) fn forget_above(base: *mut Raw, top: Slot, n: usize) {
    const PAGE: usize = 4096;
    let start = address(base, top).addr();
    let whole = start.next_multiple_of(PAGE);
    for i in 0..(whole - start) / 8 {
        write(base, top.offset(i), Raw::UNDEF);
    }
    let end = base.addr() + n * 8;
    if whole < end {
        let pages = base.with_addr(whole) as *mut libc::c_void;
        // SAFETY: V5, whole pages of the mapping, in which no frame lies; they read as zeros from then on.
        unsafe { libc::madvise(pages, end - whole, libc::MADV_DONTNEED) };
    }
}

#[inline(always)]
pub(crate) fn address(base: *mut Raw, s: Slot) -> *mut Raw {
    // SAFETY: V5, slots handed out lie in the mapping.
    unsafe { base.add(s.0 as usize) }
}

#[inline(always)]
pub(crate) fn read(base: *mut Raw, s: Slot) -> Raw {
    // SAFETY: V5, as above; registers are initialised.
    unsafe { *address(base, s) }
}

#[inline(always)]
pub(crate) fn write(base: *mut Raw, s: Slot, v: Raw) {
    // SAFETY: V5, as above; only the thread itself writes its registers.
    unsafe { *address(base, s) = v }
}

#[inline(always)]
pub(crate) fn slice<'t>(first: *const Raw, len: usize) -> &'t [Val<'t>] {
    // SAFETY: V5, the registers are initialised, Val is a transparent Raw, and the lifetime is that of a shared borrow
    // of the thread, during which a window of arguments is not written.
    unsafe { std::slice::from_raw_parts(first as *const Val<'t>, len) }
}

/// Lowest address of this OS thread's stack that Python recursion may use; below it a RecursionError is raised.
pub(crate) fn native_stack_floor() -> usize {
    const MARGIN: usize = 256 << 10;
    // SAFETY: the attributes are initialised by pthread_getattr_np before they are read, and destroyed after.
    unsafe {
        let mut attr: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attr) != 0 {
            return 0;
        }
        let (mut low, mut size) = (std::ptr::null_mut(), 0);
        libc::pthread_attr_getstack(&attr, &mut low, &mut size);
        libc::pthread_attr_destroy(&mut attr);
        low as usize + MARGIN
    }
}
