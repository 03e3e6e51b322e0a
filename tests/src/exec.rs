//! Runs a program with a limit in time and takes its output.

use crate::case::Case;
use crate::mode::Mode;
use crate::tree;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    /// What ended it.
    pub end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Exit(i32),
    Signal(i32),
    Timeout,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            End::Exit(code) => write!(f, "exit code {code}"),
            End::Signal(number) => write!(f, "killed by signal {number}"),
            End::Timeout => write!(f, "took too long"),
        }
    }
}

pub fn run(command: &mut Command, stdin: &str, limit: Duration) -> std::io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().expect("stdin is a pipe");
    let text = stdin.to_string();
    // A program that does not read its input is no failure.
    let writer = thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let stdout = collect(child.stdout.take().expect("stdout is a pipe"));
    let stderr = collect(child.stderr.take().expect("stderr is a pipe"));
    let end = wait(&mut child, limit)?;
    writer.join().expect("the writer does not panic");
    Ok(Output {
        stdout: stdout.join().expect("the reader does not panic"),
        stderr: stderr.join().expect("the reader does not panic"),
        end,
    })
}

fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is still worth showing.
        drop(pipe.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut std::process::Child, limit: Duration) -> std::io::Result<End> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            use std::os::unix::process::ExitStatusExt;
            return Ok(match status.signal() {
                Some(number) => End::Signal(number),
                None => End::Exit(status.code().unwrap_or(-1)),
            });
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(End::Timeout);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

/// Runs a case in an interpreter: Typhon in a mode, or CPython when there is none. The folder of the
/// program reads `$DIR` in what comes back.
pub fn case(interpreter: &Path, mode: Option<&Mode>, case: &Case) -> std::io::Result<Output> {
    let program = match &case.run {
        Some(path) => tree::root().join(path),
        None => case.path.clone(),
    };
    let folder = program.parent().expect("a program lies in a folder");
    let mut command = Command::new(interpreter);
    for name in [
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "PYTHONOPTIMIZE",
        "TYPHON_ZEAL",
        "TYPHON_DUMP",
    ] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NO_COLOR", "1")
        .env("RUST_BACKTRACE", "0");
    let limit = match mode {
        Some(mode) => {
            command.args(mode.flags);
            if !mode.zeal.is_empty() {
                command.env("TYPHON_ZEAL", mode.zeal);
            }
            mode.timeout(case.timeout)
        }
        None => {
            command.env("PYTHONPATH", tree::tests().join("shim"));
            case.timeout
        }
    };
    command.envs(case.env.iter().map(|(name, value)| (name, value)));
    let path = program.to_string_lossy();
    match &case.command {
        Some(words) => command.args(words.iter().map(|word| word.replace("{case}", &path))),
        None => command.arg(&program).args(&case.args),
    };
    let mut output = run(&mut command, &case.stdin, limit)?;
    let folder = folder.to_string_lossy();
    output.stdout = output.stdout.replace(&*folder, "$DIR");
    output.stderr = output.stderr.replace(&*folder, "$DIR");
    Ok(output)
}
