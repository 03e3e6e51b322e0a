//! Files by their descriptors.

use std::ffi::CString;
use std::io::{Error, Result};

/// The result of a system call that answers -1 for failure.
fn checked(r: i64) -> Result<i64> {
    match r {
        -1 => Err(Error::last_os_error()),
        n => Ok(n),
    }
}

/// A path as C wants it.
pub fn c_path(path: &str) -> Result<CString> {
    CString::new(path).map_err(|_| Error::from_raw_os_error(libc::EINVAL))
}

/// Opens a file; the descriptor is not inherited by programs that are run.
pub fn open(path: &str, flags: i32, mode: u32) -> Result<i32> {
    let path = c_path(path)?;
    // SAFETY: the path is a text that ends with a null byte.
    checked(unsafe { libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, mode) }.into())
        .map(|fd| fd as i32)
}

/// Reads at most as much as the buffer holds.
pub fn read(fd: i32, buffer: &mut [u8]) -> Result<usize> {
    // SAFETY: pointer and length are the buffer's.
    checked(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) } as i64)
        .map(|n| n as usize)
}

/// Writes as much as the system takes.
pub fn write(fd: i32, bytes: &[u8]) -> Result<usize> {
    // SAFETY: pointer and length are those of the bytes.
    checked(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) } as i64)
        .map(|n| n as usize)
}

/// Moves the position of the descriptor.
pub fn seek(fd: i32, offset: i64, whence: i32) -> Result<i64> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::lseek(fd, offset, whence) })
}

pub fn close(fd: i32) -> Result<()> {
    // SAFETY: takes a number only; whoever holds this descriptor gives it up.
    checked(unsafe { libc::close(fd) }.into()).map(|_| ())
}

pub fn is_terminal(fd: i32) -> bool {
    // SAFETY: takes a number only.
    unsafe { libc::isatty(fd) == 1 }
}

pub fn truncate(fd: i32, length: i64) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::ftruncate(fd, length) }.into()).map(|_| ())
}

/// What the system knows of a file.
pub fn status(fd: i32) -> Result<libc::stat> {
    // SAFETY: a stat is numbers only.
    let mut s: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a stat of ours.
    checked(unsafe { libc::fstat(fd, &mut s) }.into())?;
    Ok(s)
}

/// The same for a path, and for the link itself if `follow` is false.
pub fn status_of(path: &str, follow: bool) -> Result<libc::stat> {
    let path = c_path(path)?;
    // SAFETY: a stat is numbers only.
    let mut s: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the path ends with a null byte; the pointer is to a stat of ours.
    let r = unsafe {
        match follow {
            true => libc::stat(path.as_ptr(), &mut s),
            false => libc::lstat(path.as_ptr(), &mut s),
        }
    };
    checked(r.into())?;
    Ok(s)
}

/// True if the status is of a folder.
pub fn is_folder(s: &libc::stat) -> bool {
    s.st_mode & libc::S_IFMT == libc::S_IFDIR
}
