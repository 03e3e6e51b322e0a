//! One process: started, watched, waited for, with the kernel's account of what it used.
//!
//! The child has a process group of its own, so that Ctrl-C reaches this tool alone; whoever stops the tool has the child
//! killed by the guard, as does a timeout. The time ends when the child has ended and not when its end was noticed: the
//! main thread sleeps in the kernel meanwhile.
//!
//! Unsafe: this module calls the C library. **B1** a pid is killed only while the child has not been reaped, so it is not
//! another process's: reaping happens under the lock of `done`.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What is to be run, and where its output goes.
pub struct Job<'a> {
    pub command: &'a [String],
    pub env: &'a [(String, String)],
    pub timeout: Duration,
    /// A folder for the output, of this tool's own.
    pub scratch: &'a Path,
    pub stop: &'a Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Exit(i32),
    Signal(i32),
    Timeout,
    /// The tool is being stopped.
    Stopped,
}

pub struct Outcome {
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    pub memory_kib: u64,
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Whether the child was reaped, and the bell that tells the guard.
#[derive(Default)]
struct Watch {
    done: Mutex<bool>,
    bell: Condvar,
    killed: Mutex<Option<End>>,
}

pub fn run(job: &Job) -> io::Result<Outcome> {
    let (out, err) = (job.scratch.join("stdout"), job.scratch.join("stderr"));
    let mut command = Command::new(&job.command[0]);
    command
        .args(&job.command[1..])
        .envs(job.env.iter().map(|(k, v)| (k, v)))
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .process_group(0);
    let started = Instant::now();
    let child = command.spawn()?;
    let pid = child.id() as libc::pid_t;
    let watch = Arc::new(Watch::default());
    let guard = {
        let (watch, stop, timeout) = (watch.clone(), job.stop.clone(), job.timeout);
        std::thread::spawn(move || guard(pid, &watch, &stop, started + timeout))
    };
    until_ended(pid)?;
    let wall = started.elapsed().as_secs_f64();
    let (status, usage) = {
        let mut done = watch.done.lock().expect("the guard does not panic");
        *done = true;
        reap(pid)?
    };
    watch.bell.notify_all();
    guard.join().expect("the guard does not panic");
    let killed = *watch.killed.lock().expect("the guard does not panic");
    let end = match killed {
        Some(end) => end,
        None if libc::WIFSIGNALED(status) => End::Signal(libc::WTERMSIG(status)),
        None => End::Exit(libc::WEXITSTATUS(status)),
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    Ok(Outcome {
        wall,
        user: seconds(usage.ru_utime),
        system: seconds(usage.ru_stime),
        memory_kib: usage.ru_maxrss as u64,
        end,
        stdout: fs::read(&out)?,
        stderr: fs::read(&err)?,
    })
}

/// Sleeps until the child has ended, and leaves it to be reaped.
fn until_ended(pid: libc::pid_t) -> io::Result<()> {
    loop {
        // SAFETY: an all-zero siginfo_t is valid.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        let flags = libc::WEXITED | libc::WNOWAIT;
        // SAFETY: `info` is ours and lives through the call.
        if unsafe { libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, flags) } == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// The status and resources of a child that has ended.
fn reap(pid: libc::pid_t) -> io::Result<(libc::c_int, libc::rusage)> {
    let mut status = 0;
    // SAFETY: an all-zero rusage is valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both are ours and live through the call.
    match unsafe { libc::wait4(pid, &mut status, 0, &mut usage) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok((status, usage)),
    }
}

/// Kills the child's group when its time is over or the tool is stopped.
fn guard(pid: libc::pid_t, watch: &Watch, stop: &AtomicBool, until: Instant) {
    const LOOK: Duration = Duration::from_millis(50);
    let mut done = watch.done.lock().expect("the main thread does not panic");
    loop {
        if *done {
            return;
        }
        // ORD: Relaxed; a switch.
        let why = if stop.load(Ordering::Relaxed) {
            Some(End::Stopped)
        } else if Instant::now() >= until {
            Some(End::Timeout)
        } else {
            None
        };
        let mut killed = watch.killed.lock().expect("the main thread does not panic");
        if why.is_some() && killed.is_none() {
            *killed = why;
            // SAFETY: B1, `done` is locked and false.
            unsafe { libc::kill(-pid, libc::SIGKILL) };
        }
        drop(killed);
        let waited = watch.bell.wait_timeout(done, LOOK);
        done = waited.expect("the main thread does not panic").0;
    }
}

/// The processors this process may use.
pub fn processors() -> Vec<usize> {
    // SAFETY: an all-zero cpu_set_t is valid, and the call writes no more than its size.
    let set = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &mut set);
        set
    };
    let has = |cpu: &usize| {
        // SAFETY: the number is below the set's size.
        unsafe { libc::CPU_ISSET(*cpu, &set) }
    };
    (0..libc::CPU_SETSIZE as usize).filter(has).collect()
}

/// Keeps this thread, and the processes it will start, on these processors. Whether that is permitted.
pub fn pin(cpus: &[usize]) -> bool {
    // SAFETY: an all-zero cpu_set_t is valid; the numbers come from `processors` or are checked by the kernel, and
    // CPU_SET panics beyond the set.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for &cpu in cpus {
            libc::CPU_SET(cpu, &mut set);
        }
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set) == 0
    }
}

/// The processor time of this thread, in seconds.
pub fn thread_time() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is ours and lives through the call; this clock is always there.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(text: &str, timeout: Duration, stop: bool) -> Outcome {
        let scratch = std::env::temp_dir().join(format!(
            "typhon-child-{}-{stop}-{}",
            std::process::id(),
            text.len()
        ));
        fs::create_dir_all(&scratch).expect("a folder");
        let command = ["sh", "-c", text].map(str::to_owned);
        let outcome = run(&Job {
            command: &command,
            env: &[("GREETING".into(), "hello".into())],
            timeout,
            scratch: &scratch,
            stop: &Arc::new(AtomicBool::new(stop)),
        });
        let _ = fs::remove_dir_all(&scratch);
        outcome.expect("sh runs")
    }

    #[test]
    fn output_status_and_resources_are_told() {
        let o = shell(
            "echo $GREETING; echo no >&2; exit 3",
            Duration::from_secs(20),
            false,
        );
        assert_eq!(
            (o.stdout.as_slice(), o.stderr.as_slice()),
            (&b"hello\n"[..], &b"no\n"[..])
        );
        assert_eq!(o.end, End::Exit(3));
        assert!(o.wall > 0.0 && o.memory_kib > 0);
        assert_eq!(
            shell("kill -9 $$", Duration::from_secs(20), false).end,
            End::Signal(9)
        );
    }

    #[test]
    fn what_takes_too_long_is_killed() {
        let o = shell("sleep 30", Duration::from_millis(100), false);
        assert_eq!(o.end, End::Timeout);
        assert!(o.wall < 20.0);
        assert_eq!(
            shell("sleep 31 ", Duration::from_secs(60), true).end,
            End::Stopped
        );
    }
}
