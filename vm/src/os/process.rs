//! Processes: who we are, children, signals to others, limits of the machine.

use std::ffi::CString;
use std::io::{Error, Result};

/// The result of a system call that answers -1 for failure.
fn checked(r: i64) -> Result<i64> {
    match r {
        -1 => Err(Error::last_os_error()),
        n => Ok(n),
    }
}

/// Numbers of the process, its parent, its group.
pub fn id() -> i32 {
    // SAFETY: takes nothing, cannot fail.
    unsafe { libc::getpid() }
}

pub fn parent() -> i32 {
    // SAFETY: as above.
    unsafe { libc::getppid() }
}

pub fn group() -> i32 {
    // SAFETY: as above.
    unsafe { libc::getpgrp() }
}

pub fn group_of(pid: i32) -> Result<i32> {
    // SAFETY: takes a number only.
    checked(unsafe { libc::getpgid(pid) }.into()).map(|n| n as i32)
}

pub fn set_group(pid: i32, group: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::setpgid(pid, group) }.into()).map(|_| ())
}

pub fn session_of(pid: i32) -> Result<i32> {
    // SAFETY: takes a number only.
    checked(unsafe { libc::getsid(pid) }.into()).map(|n| n as i32)
}

pub fn new_session() -> Result<i32> {
    // SAFETY: takes nothing.
    checked(unsafe { libc::setsid() }.into()).map(|n| n as i32)
}

/// User and group, real and effective.
pub fn user(effective: bool) -> u32 {
    // SAFETY: takes nothing, cannot fail.
    unsafe {
        match effective {
            true => libc::geteuid(),
            false => libc::getuid(),
        }
    }
}

pub fn user_group(effective: bool) -> u32 {
    // SAFETY: as above.
    unsafe {
        match effective {
            true => libc::getegid(),
            false => libc::getgid(),
        }
    }
}

/// Sends a signal to a process or (if `to_group`) a group.
pub fn kill(pid: i32, signal: i32, to_group: bool) -> Result<()> {
    // SAFETY: takes numbers only.
    let r = unsafe {
        match to_group {
            true => libc::killpg(pid, signal),
            false => libc::kill(pid, signal),
        }
    };
    checked(r.into()).map(|_| ())
}

/// Makes a copy of the process with the calling thread in it; 0 in the copy, in the other its number.
///
/// What the copy may do is up to the caller: locks that other threads had are taken in it for ever.
pub fn fork() -> Result<i32> {
    // SAFETY: the C library keeps its own locks whole over this, and the caller those of the VM (`crate::fork`).
    checked(unsafe { libc::fork() }.into()).map(|n| n as i32)
}

/// Waits for a child: its number and how it ended.
pub fn wait(pid: i32, options: i32) -> Result<(i32, i32)> {
    let mut status = 0;
    // SAFETY: the pointer is to a number of ours.
    let r = checked(unsafe { libc::waitpid(pid, &mut status, options) }.into())?;
    Ok((r as i32, status))
}

/// What the status of a child says.
pub fn exited(status: i32) -> bool {
    libc::WIFEXITED(status)
}

pub fn exit_code(status: i32) -> i32 {
    libc::WEXITSTATUS(status)
}

pub fn signaled(status: i32) -> bool {
    libc::WIFSIGNALED(status)
}

pub fn end_signal(status: i32) -> i32 {
    libc::WTERMSIG(status)
}

pub fn stopped(status: i32) -> bool {
    libc::WIFSTOPPED(status)
}

pub fn stop_signal(status: i32) -> i32 {
    libc::WSTOPSIG(status)
}

pub fn continued(status: i32) -> bool {
    libc::WIFCONTINUED(status)
}

pub fn dumped_core(status: i32) -> bool {
    libc::WCOREDUMP(status)
}

/// Ends the process at once.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: does not come back.
    unsafe { libc::_exit(code) }
}

/// Runs a command line in a shell; how it ended.
pub fn shell(command: &str) -> Result<i32> {
    let c = CString::new(command).map_err(|_| Error::from_raw_os_error(libc::EINVAL))?;
    // SAFETY: the text ends with a null byte.
    checked(unsafe { libc::system(c.as_ptr()) }.into()).map(|n| n as i32)
}

/// Texts for C, and the list of pointers to them that ends with null.
struct Texts {
    _texts: Vec<CString>,
    pointers: Vec<*const libc::c_char>,
}

impl Texts {
    fn new(all: &[String]) -> Result<Texts> {
        let texts: Vec<CString> = all
            .iter()
            .map(|t| CString::new(t.as_str()))
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| Error::from_raw_os_error(libc::EINVAL))?;
        let pointers = texts
            .iter()
            .map(|t| t.as_ptr())
            .chain([std::ptr::null()])
            .collect();
        Ok(Texts {
            _texts: texts,
            pointers,
        })
    }
}

/// Becomes another program; comes back only with an error.
pub fn execute(path: &str, args: &[String], environment: Option<&[String]>) -> Error {
    let run = || -> Result<std::convert::Infallible> {
        let path = super::file::c_path(path)?;
        let args = Texts::new(args)?;
        let environment = environment.map(Texts::new).transpose()?;
        // SAFETY: all texts end with null bytes, all lists with null.
        unsafe {
            match &environment {
                Some(e) => libc::execve(path.as_ptr(), args.pointers.as_ptr(), e.pointers.as_ptr()),
                None => libc::execv(path.as_ptr(), args.pointers.as_ptr()),
            }
        };
        Err(Error::last_os_error())
    };
    match run() {
        Err(e) => e,
        Ok(never) => match never {},
    }
}

/// What `_posixsubprocess.fork_exec` is asked.
#[derive(Default)]
pub struct Child {
    pub args: Vec<String>,
    /// Paths to try, in order.
    pub programs: Vec<String>,
    pub folder: Option<String>,
    pub environment: Option<Vec<String>>,
    /// Descriptors that become 0, 1, 2 in the child; -1 to leave one alone.
    pub streams: [i32; 3],
    pub keep: Vec<i32>,
    pub close_others: bool,
    /// Where an error before the program runs is told.
    pub errors: i32,
    pub restore_signals: bool,
    pub new_session: bool,
    pub group: Option<i32>,
    pub mask: Option<u32>,
}

/// Starts a program in a child process; its number.
pub fn spawn(child: &Child) -> Result<i32> {
    let args = Texts::new(&child.args)?;
    let environment = child.environment.as_deref().map(Texts::new).transpose()?;
    let programs = Texts::new(&child.programs)?;
    let folder = child
        .folder
        .as_deref()
        .map(super::file::c_path)
        .transpose()?;
    let most = open_limit();
    // SAFETY: the child calls nothing but functions that are safe after a fork, on memory prepared before it.
    unsafe {
        let pid = libc::fork();
        if pid != 0 {
            return checked(pid.into()).map(|n| n as i32);
        }
        let problem = become_child(
            child,
            &args,
            environment.as_ref(),
            &programs,
            folder.as_ref(),
            most,
        );
        tell_error(child.errors, problem);
        libc::_exit(255)
    }
}

/// The second half of [`spawn`], in a child that was made by [`fork`].
pub fn become_program(child: &Child) -> ! {
    let prepared = || -> Result<_> {
        let args = Texts::new(&child.args)?;
        let environment = child.environment.as_deref().map(Texts::new).transpose()?;
        let programs = Texts::new(&child.programs)?;
        let folder = child.folder.as_deref().map(super::file::c_path);
        Ok((args, environment, programs, folder.transpose()?))
    };
    let problem = match prepared() {
        // SAFETY: this is a child that has one thread.
        Ok((args, environment, programs, folder)) => unsafe {
            become_child(
                child,
                &args,
                environment.as_ref(),
                &programs,
                folder.as_ref(),
                open_limit(),
            )
        },
        Err(_) => (libc::EINVAL, false),
    };
    tell_error(child.errors, problem);
    exit_now(255)
}

/// The function that was to prepare the child has failed.
pub fn refuse_to_become(child: &Child) -> ! {
    let _ = super::file::write(
        child.errors,
        b"SubprocessError:0:Exception occurred in preexec_fn.",
    );
    exit_now(255)
}

/// Prepares the child and runs the program; the number of the error if that fails, negative if it was `chdir`.
///
/// # Safety
/// Only in a child that was just forked.
unsafe fn become_child(
    child: &Child,
    args: &Texts,
    environment: Option<&Texts>,
    programs: &Texts,
    folder: Option<&CString>,
    most: i32,
) -> (i32, bool) {
    // SAFETY: system calls on numbers and on texts that end with null bytes; the caller's promise for the rest.
    unsafe {
        let mut streams = child.streams;
        // A descriptor that is to be 1 or 2 must not be overwritten before it is moved.
        for i in 0..3 {
            if streams[i] >= 0 && streams[i] < i as i32 {
                streams[i] = libc::fcntl(streams[i], libc::F_DUPFD, 3);
                if streams[i] < 0 {
                    return (errno(), false);
                }
            }
        }
        for (i, fd) in streams.iter().enumerate() {
            let i = i as i32;
            let r = match *fd {
                -1 => 0,
                fd if fd == i => libc::fcntl(fd, libc::F_SETFD, 0),
                fd => libc::dup2(fd, i),
            };
            if r < 0 {
                return (errno(), false);
            }
        }
        if let Some(f) = folder
            && libc::chdir(f.as_ptr()) < 0
        {
            return (errno(), true);
        }
        if let Some(mask) = child.mask {
            libc::umask(mask);
        }
        if child.restore_signals {
            libc::signal(libc::SIGPIPE, libc::SIG_DFL);
            libc::signal(libc::SIGXFSZ, libc::SIG_DFL);
        }
        if child.new_session {
            libc::setsid();
        }
        if let Some(g) = child.group {
            libc::setpgid(0, g);
        }
        for fd in child.keep.iter().filter(|fd| **fd != child.errors) {
            libc::fcntl(*fd, libc::F_SETFD, 0);
        }
        if child.close_others {
            for fd in 3..most {
                if fd != child.errors && !child.keep.contains(&fd) {
                    libc::close(fd);
                }
            }
        }
        let mut problem = libc::ENOENT;
        for program in &programs.pointers[..programs.pointers.len() - 1] {
            match environment {
                Some(e) => libc::execve(*program, args.pointers.as_ptr(), e.pointers.as_ptr()),
                None => libc::execv(*program, args.pointers.as_ptr()),
            };
            match errno() {
                libc::ENOENT | libc::ENOTDIR => {}
                e => problem = e,
            }
        }
        (problem, false)
    }
}

fn errno() -> i32 {
    Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Tells the parent in the words that `subprocess` reads: class, number in hex, where.
fn tell_error(fd: i32, (number, in_folder): (i32, bool)) {
    let mut text = *b"OSError:                        ";
    let digits = b"0123456789ABCDEF";
    for (i, place) in text[8..16].iter_mut().enumerate() {
        *place = digits[(number as u32 >> (28 - 4 * i) & 15) as usize];
    }
    let tail: &[u8] = if in_folder { b":noexec:chdir" } else { b":" };
    let end = 16 + tail.len();
    text[16..end].copy_from_slice(tail);
    let _ = super::file::write(fd, &text[..end]);
}

/// No descriptor is as great as this.
fn open_limit() -> i32 {
    let listed = std::fs::read_dir("/proc/self/fd").ok().and_then(|all| {
        all.flatten()
            .filter_map(|e| e.file_name().to_str()?.parse::<i32>().ok())
            .max()
    });
    listed.map_or(1024, |n| n + 1)
}

/// Sets which permissions new files do not get; the former setting.
pub fn set_mask(mask: u32) -> u32 {
    // SAFETY: takes a number only, cannot fail.
    unsafe { libc::umask(mask) }
}

pub fn nice(increment: i32) -> Result<i32> {
    // SAFETY: takes a number only.
    checked(unsafe { libc::nice(increment) }.into()).map(|n| n as i32)
}

/// Load of the machine over 1, 5 and 15 minutes.
pub fn load() -> Option<[f64; 3]> {
    let mut all = [0.0; 3];
    // SAFETY: the pointer is to three numbers of ours.
    (unsafe { libc::getloadavg(all.as_mut_ptr(), 3) } == 3).then_some(all)
}

/// A setting of the system.
pub fn setting(name: i32) -> Result<i64> {
    // SAFETY: takes a number only.
    checked(unsafe { libc::sysconf(name) })
}

/// CPU times of the process and its children in clock ticks, and the time since some moment.
pub fn times() -> [i64; 5] {
    // SAFETY: a tms is numbers only.
    let mut t: libc::tms = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a tms of ours.
    let elapsed = unsafe { libc::times(&mut t) };
    [
        t.tms_utime,
        t.tms_stime,
        t.tms_cutime,
        t.tms_cstime,
        elapsed,
    ]
}

/// Names of system, machine, release, version, hardware.
pub fn system_names() -> Option<[String; 5]> {
    // SAFETY: a utsname is texts of a fixed size.
    let mut u: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a utsname of ours.
    if unsafe { libc::uname(&mut u) } != 0 {
        return None;
    }
    let text = |field: &[libc::c_char]| {
        let bytes: Vec<u8> = field
            .iter()
            .take_while(|c| **c != 0)
            .map(|c| *c as u8)
            .collect();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Some([
        text(&u.sysname),
        text(&u.nodename),
        text(&u.release),
        text(&u.version),
        text(&u.machine),
    ])
}

/// The cores that the process may run on.
pub fn cores(pid: i32) -> Result<Vec<usize>> {
    // SAFETY: a cpu_set_t is numbers only.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: size and pointer are those of a set of ours.
    checked(
        // SAFETY: the set is ours and as large as said.
        unsafe { libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), &mut set) }.into(),
    )?;
    // SAFETY: numbers below CPU_SETSIZE are in the set's range.
    Ok((0..libc::CPU_SETSIZE as usize)
        .filter(|i| unsafe { libc::CPU_ISSET(*i, &set) })
        .collect())
}

/// Changes a variable of the environment for programs that are run; `None` takes it away.
pub fn set_variable(name: &str, value: Option<&str>) -> Result<()> {
    let n = CString::new(name).map_err(|_| Error::from_raw_os_error(libc::EINVAL))?;
    let v = value
        .map(CString::new)
        .transpose()
        .map_err(|_| Error::from_raw_os_error(libc::EINVAL))?;
    // SAFETY: texts that end with null bytes; std::env takes no lock against C code, but nobody here keeps a pointer into
    // the environment, and the C library guards its own list.
    let r = unsafe {
        match &v {
            Some(v) => libc::setenv(n.as_ptr(), v.as_ptr(), 1),
            None => libc::unsetenv(n.as_ptr()),
        }
    };
    checked(r.into()).map(|_| ())
}
