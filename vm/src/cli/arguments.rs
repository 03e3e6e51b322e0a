//! Options and environment variables to settings.

use std::ffi::{OsStr, OsString};

use lexopt::prelude::*;

use super::help;
use crate::options::{Barriers, Options, Stats, StmLog, ZealAbort};

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Script(String),
    /// `-c`
    Command(String),
    /// `-m`
    Module(String),
    /// `-`, or no argument at all.
    Stdin,
}

/// What the user asked for.
pub enum Wish {
    /// Print this and go.
    Text(String),
    Run(Box<Run>),
}

/// A program to be run.
pub struct Run {
    pub target: Target,
    pub options: Options,
}

/// Understands the command line; `all` begins with the name of the command.
pub fn parse(all: &[OsString]) -> Result<Wish, String> {
    let mut o = Options::default();
    o.program.command_line = all.iter().map(|a| text(a)).collect();
    let mut parser = lexopt::Parser::from_iter(all);
    let (mut target, mut version, mut rest) = (None, 0, Vec::new());
    while let Some(arg) = parser.next().map_err(|e| e.to_string())? {
        match arg {
            Short('c') => target = Some(Target::Command(value(&mut parser, "-c")?)),
            Short('m') => target = Some(Target::Module(value(&mut parser, "-m")?)),
            Value(v) => {
                target = Some(match text(&v).as_str() {
                    "-" => Target::Stdin,
                    file => Target::Script(file.to_owned()),
                });
            }
            Short('h' | '?') | Long("help") => return Ok(Wish::Text(help::text())),
            Long("help-env" | "help-xoptions" | "help-all") => {
                return Ok(Wish::Text(help::text()));
            }
            Short('V') | Long("version") => version += 1,
            Short(c) => short(&mut o, c, &mut parser)?,
            Long(name) => {
                let name = name.to_owned();
                if let Some(text) = long(&mut o, &name, &mut parser)? {
                    return Ok(Wish::Text(text));
                }
            }
        }
        if target.is_some() {
            rest = parser
                .raw_args()
                .map_err(|e| e.to_string())?
                .map(|a| text(&a))
                .collect();
            break;
        }
    }
    if version > 0 {
        return Ok(Wish::Text(help::version(version)));
    }
    environment(&mut o)?;
    let shown = match &target {
        Some(Target::Script(file)) => file.clone(),
        Some(Target::Command(_)) => "-c".into(),
        Some(Target::Module(_)) => "-m".into(),
        Some(Target::Stdin) => "-".into(),
        None => String::new(),
    };
    o.program.argv = std::iter::once(shown).chain(rest).collect();
    let target = target.unwrap_or(Target::Stdin);
    Ok(Wish::Run(Box::new(Run { target, options: o })))
}

fn text(s: &OsStr) -> String {
    s.to_string_lossy().into_owned()
}

fn value(parser: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    match parser.value() {
        Ok(v) => Ok(text(&v)),
        Err(_) => Err(format!("option {option} needs an argument")),
    }
}

fn short(o: &mut Options, c: char, parser: &mut lexopt::Parser) -> Result<(), String> {
    let p = &mut o.program;
    match c {
        'i' => {
            p.inspect = true;
            p.interactive = true;
        }
        'u' => p.unbuffered = true,
        'O' => o.optimize = (o.optimize + 1).min(2),
        'E' => p.ignore_environment = true,
        'I' => {
            p.isolated = true;
            p.ignore_environment = true;
            p.no_user_site = true;
            p.safe_path = true;
        }
        'S' => p.no_site = true,
        's' => p.no_user_site = true,
        'P' => p.safe_path = true,
        'B' => p.dont_write_bytecode = true,
        'q' => p.quiet = true,
        'v' => p.verbose = p.verbose.saturating_add(1),
        'b' => p.bytes_warning = p.bytes_warning.saturating_add(1),
        'd' => p.debug = true,
        'x' => {}
        'W' => p.warnings.push(value(parser, "-W")?),
        'X' => {
            let given = value(parser, "-X")?;
            extended(o, &given)?;
        }
        c => return Err(format!("unknown option -{c}")),
    }
    Ok(())
}

/// `-X name` or `-X name=value`; unknown ones are kept for `sys._xoptions`.
fn extended(o: &mut Options, given: &str) -> Result<(), String> {
    let (name, value) = match given.split_once('=') {
        Some((n, v)) => (n, Some(v)),
        None => (given, None),
    };
    match (name, value) {
        ("dev", _) => o.program.dev_mode = true,
        ("jit", Some(v)) => jit(o, v)?,
        _ => {}
    }
    o.program
        .extended
        .push((name.to_owned(), value.map(str::to_owned)));
    Ok(())
}

/// Our own options. The text is there if it is all that was asked for.
fn long(
    o: &mut Options,
    name: &str,
    parser: &mut lexopt::Parser,
) -> Result<Option<String>, String> {
    match name {
        "jit" => match parser.optional_value() {
            None => o.jit = true,
            Some(v) if v == "help" => return Ok(Some(help::jit())),
            Some(v) => jit(o, &text(&v))?,
        },
        "licenses" => return Ok(Some(help::licenses())),
        "no-jit" => o.jit = false,
        "barriers" => {
            o.barriers = match value(parser, "--barriers")?.as_str() {
                "full" => Barriers::Full,
                "plain" => Barriers::Plain,
                "off" => Barriers::Off,
                other => {
                    return Err(format!(
                        "--barriers is one of full, plain, off; not '{other}'"
                    ));
                }
            }
        }
        "stats" => o.stats = Some(stats(parser.optional_value().map(|v| text(&v)))?),
        "dump" => o.dump = Some(value(parser, "--dump")?),
        "stm-log" => {
            o.stm_log = Some(match parser.optional_value() {
                None => StmLog::Report,
                Some(file) => StmLog::File(text(&file)),
            });
        }
        "check-hash-based-pycs" => {
            value(parser, "--check-hash-based-pycs")?;
        }
        other => return Err(format!("unknown option --{other}")),
    }
    Ok(None)
}

/// `--stats`, `--stats=json`, `--stats=json:FILE`.
fn stats(given: Option<String>) -> Result<Stats, String> {
    match given.as_deref() {
        None | Some("text") => Ok(Stats::Text),
        Some("json") => Ok(Stats::Json(None)),
        Some(other) => match other.strip_prefix("json:") {
            Some(file) => Ok(Stats::Json(Some(file.to_owned()))),
            None => Err(format!(
                "--stats is one of text, json, json:FILE; not '{other}'"
            )),
        },
    }
}

/// `--jit=off`, `--jit=threshold=N` and so on, several between commas.
fn jit(o: &mut Options, given: &str) -> Result<(), String> {
    for part in given.split(',').filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            None if part == "on" => o.jit = true,
            None if part == "off" => o.jit = false,
            None if part == "census" => o.jit_census = true,
            Some(("threshold", n)) => {
                let n = n
                    .parse()
                    .map_err(|_| format!("--jit: threshold needs a number, not '{n}'"))?;
                o.jit_threshold = n;
                o.jit_at_once = n == 0;
            }
            _ => return Err(format!("--jit: unknown setting '{part}'; see --jit=help")),
        }
    }
    Ok(())
}

fn zeal_abort(words: &str) -> Result<ZealAbort, String> {
    let (number, file) = match words.split_once('@') {
        Some((number, file)) => (number, Some(file.to_owned())),
        None => (words, None),
    };
    Ok(ZealAbort {
        at: number
            .parse()
            .map_err(|_| format!("TYPHON_ZEAL: '{number}' is no number"))?,
        told_in: file,
    })
}

/// What the environment says, unless it is to be ignored.
fn environment(o: &mut Options) -> Result<(), String> {
    if let Ok(zeal) = std::env::var("TYPHON_ZEAL") {
        for name in zeal.split(',').filter(|n| !n.is_empty()) {
            match name {
                "gc" => o.zeal_gc = true,
                "conflict" => o.zeal_conflict = true,
                "exit" => o.zeal_exit = true,
                other => match other.strip_prefix("abort=") {
                    Some(words) => o.zeal_abort = Some(zeal_abort(words)?),
                    None => return Err(format!("TYPHON_ZEAL: unknown mode '{other}'")),
                },
            }
        }
    }
    if o.dump.is_none() {
        o.dump = std::env::var("TYPHON_DUMP").ok();
    }
    if o.program.ignore_environment {
        return Ok(());
    }
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let p = &mut o.program;
    if let Some(folders) = set("PYTHONPATH") {
        p.search = folders.split(':').map(str::to_owned).collect();
    }
    if let Some(n) = set("PYTHONOPTIMIZE") {
        o.optimize = o.optimize.max(n.parse().unwrap_or(1).min(2));
    }
    p.unbuffered |= set("PYTHONUNBUFFERED").is_some();
    p.dont_write_bytecode |= set("PYTHONDONTWRITEBYTECODE").is_some();
    p.inspect |= set("PYTHONINSPECT").is_some();
    p.no_user_site |= set("PYTHONNOUSERSITE").is_some();
    p.safe_path |= set("PYTHONSAFEPATH").is_some();
    p.dev_mode |= set("PYTHONDEVMODE").is_some();
    if set("PYTHON_JIT").as_deref() == Some("0") {
        o.jit = false;
    }
    if let Some(w) = set("PYTHONWARNINGS") {
        let from_environment = w.split(',').map(str::to_owned);
        p.warnings = from_environment.chain(p.warnings.drain(..)).collect();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(args: &[&str]) -> Run {
        let all: Vec<OsString> = std::iter::once("typhon")
            .chain(args.iter().copied())
            .map(OsString::from)
            .collect();
        match parse(&all) {
            Ok(Wish::Run(r)) => *r,
            Ok(Wish::Text(t)) => panic!("only text: {t}"),
            Err(e) => panic!("{e}"),
        }
    }

    #[test]
    fn what_follows_the_program_belongs_to_it() {
        let r = run(&["-Bu", "x.py", "-c", "--no-jit", "-"]);
        assert_eq!(r.target, Target::Script("x.py".into()));
        assert_eq!(r.options.program.argv, ["x.py", "-c", "--no-jit", "-"]);
        assert!(r.options.jit && r.options.program.unbuffered);
        let r = run(&["--no-jit", "-cpass", "-O"]);
        assert_eq!(r.target, Target::Command("pass".into()));
        assert!(!r.options.jit && r.options.optimize == 0);
    }

    #[test]
    fn jit_settings_come_after_an_equals_sign() {
        let r = run(&["--jit=threshold=7", "-m", "this"]);
        assert_eq!(r.options.jit_threshold, 7);
        assert_eq!(r.target, Target::Module("this".into()));
        assert!(run(&["--jit", "x.py"]).options.jit);
    }

    #[test]
    fn counters_are_told_in_words_or_as_json() {
        assert_eq!(run(&["x.py"]).options.stats, None);
        let r = run(&["--stats", "x.py"]);
        assert_eq!(r.options.stats, Some(Stats::Text));
        assert_eq!(r.target, Target::Script("x.py".into()));
        let r = run(&["--stats=json:a:b", "--jit=census", "x.py"]);
        assert_eq!(r.options.stats, Some(Stats::Json(Some("a:b".into()))));
        assert!(r.options.jit_census && r.options.jit);
    }

    #[test]
    fn unknown_options_are_named() {
        for bad in ["--frobnicate", "-Z", "--jit=fast", "--stats=xml"] {
            let all = [OsString::from("typhon"), bad.into()];
            assert!(parse(&all).is_err(), "{bad}");
        }
    }
}
