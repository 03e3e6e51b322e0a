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

/// A system call on a path that answers 0 or -1.
fn on_path(path: &str, call: impl FnOnce(*const libc::c_char) -> i32) -> Result<()> {
    let path = c_path(path)?;
    checked(call(path.as_ptr()).into()).map(|_| ())
}

/// May the process do this with the file?
pub fn access(path: &str, mode: i32) -> Result<()> {
    // SAFETY: the path ends with a null byte.
    on_path(path, |p| unsafe { libc::access(p, mode) })
}

pub fn change_mode(path: &str, mode: u32) -> Result<()> {
    // SAFETY: as above.
    on_path(path, |p| unsafe { libc::chmod(p, mode) })
}

pub fn change_mode_of(fd: i32, mode: u32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fchmod(fd, mode) }.into()).map(|_| ())
}

pub fn change_owner(path: &str, user: u32, group: u32, follow: bool) -> Result<()> {
    // SAFETY: the path ends with a null byte.
    on_path(path, |p| unsafe {
        match follow {
            true => libc::chown(p, user, group),
            false => libc::lchown(p, user, group),
        }
    })
}

pub fn make_folder(path: &str, mode: u32) -> Result<()> {
    // SAFETY: as above.
    on_path(path, |p| unsafe { libc::mkdir(p, mode) })
}

pub fn make_fifo(path: &str, mode: u32) -> Result<()> {
    // SAFETY: as above.
    on_path(path, |p| unsafe { libc::mkfifo(p, mode) })
}

pub fn change_folder_to(fd: i32) -> Result<()> {
    // SAFETY: takes a number only.
    checked(unsafe { libc::fchdir(fd) }.into()).map(|_| ())
}

/// Sets the times of a file: seconds and nanoseconds of last access and last change, or now.
pub fn set_times(path: &str, times: Option<[(i64, i64); 2]>, follow: bool) -> Result<()> {
    let times = times.map(|t| {
        t.map(|(s, n)| libc::timespec {
            tv_sec: s,
            tv_nsec: n,
        })
    });
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let pointer = times.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
    // SAFETY: the path ends with a null byte; the pointer is null or to two timespecs of ours.
    on_path(path, |p| unsafe {
        libc::utimensat(libc::AT_FDCWD, p, pointer, flags)
    })
}

/// The reading and the writing end of a pipe.
pub fn pipe(flags: i32) -> Result<(i32, i32)> {
    let mut ends = [0; 2];
    // SAFETY: the pointer is to two numbers of ours.
    checked(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) }.into())?;
    Ok((ends[0], ends[1]))
}

/// A new terminal: the descriptor of who plays the user, and the program's; not inherited.
pub fn open_terminal() -> Result<(i32, i32)> {
    let (mut user, mut program) = (-1, -1);
    let (none, as_is, size) = (std::ptr::null_mut(), std::ptr::null(), std::ptr::null());
    // SAFETY: the pointers are to two numbers of ours; null ones are not looked at.
    checked(unsafe { libc::openpty(&mut user, &mut program, none, as_is, size) }.into())?;
    for fd in [user, program] {
        // SAFETY: takes numbers only.
        checked(unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) }.into())?;
    }
    Ok((user, program))
}

/// A new descriptor of the same file, not inherited.
pub fn duplicate(fd: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) }.into()).map(|n| n as i32)
}

/// Makes `to` a descriptor of the same file.
pub fn duplicate_to(fd: i32, to: i32, inherited: bool) -> Result<i32> {
    let flags = if inherited { 0 } else { libc::O_CLOEXEC };
    if fd == to {
        set_inherited(fd, inherited)?;
        return Ok(to);
    }
    // SAFETY: takes numbers only.
    checked(unsafe { libc::dup3(fd, to, flags) }.into()).map(|n| n as i32)
}

/// Is the descriptor handed to programs that are run?
pub fn is_inherited(fd: i32) -> Result<bool> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_GETFD) }.into())
        .map(|f| f as i32 & libc::FD_CLOEXEC == 0)
}

pub fn set_inherited(fd: i32, inherited: bool) -> Result<()> {
    // SAFETY: takes numbers only.
    let flags = checked(unsafe { libc::fcntl(fd, libc::F_GETFD) }.into())? as i32;
    let flags = match inherited {
        true => flags & !libc::FD_CLOEXEC,
        false => flags | libc::FD_CLOEXEC,
    };
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_SETFD, flags) }.into()).map(|_| ())
}

/// Does reading and writing wait?
pub fn is_blocking(fd: i32) -> Result<bool> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_GETFL) }.into())
        .map(|f| f as i32 & libc::O_NONBLOCK == 0)
}

pub fn set_blocking(fd: i32, blocking: bool) -> Result<()> {
    // SAFETY: takes numbers only.
    let flags = checked(unsafe { libc::fcntl(fd, libc::F_GETFL) }.into())? as i32;
    let flags = match blocking {
        true => flags & !libc::O_NONBLOCK,
        false => flags | libc::O_NONBLOCK,
    };
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_SETFL, flags) }.into()).map(|_| ())
}

/// Writes what the system still holds of the file to the disk.
pub fn sync(fd: i32, data_only: bool) -> Result<()> {
    // SAFETY: takes a number only.
    let r = unsafe {
        match data_only {
            true => libc::fdatasync(fd),
            false => libc::fsync(fd),
        }
    };
    checked(r.into()).map(|_| ())
}

/// Columns and lines of a terminal.
pub fn terminal_size(fd: i32) -> Result<(u16, u16)> {
    // SAFETY: a winsize is numbers only.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: this request writes a winsize, which the pointer is to.
    checked(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) }.into())?;
    Ok((size.ws_col, size.ws_row))
}

/// What the system knows of a file system.
pub fn file_system(path: &str) -> Result<libc::statvfs> {
    // SAFETY: a statvfs is numbers only.
    let mut s: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: the path ends with a null byte; the pointer is to a statvfs of ours.
    on_path(path, |p| unsafe { libc::statvfs(p, &mut s) })?;
    Ok(s)
}
