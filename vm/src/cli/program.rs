//! Running the program that the command line names, as the module `__main__`.

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

use super::arguments::{Run, Target};
use super::{ending, repl};
use crate::import::{load, source};
use crate::modules::support::set_attr;
use crate::protocol::attr;
use crate::run;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::vm::Vm;

/// A program whose text is known.
struct Program {
    text: String,
    /// The file name that tracebacks show.
    filename: String,
    /// `__file__`, if it has one.
    file: Option<String>,
}

/// Runs it; the exit code of the process.
pub fn run(mut run: Run) -> ExitCode {
    let prompt = run.target == Target::Stdin && std::io::stdin().is_terminal();
    let program = match read(&run.target, prompt) {
        Ok(p) => p,
        Err(problem) => {
            eprintln!("typhon: {problem}");
            return ExitCode::from(ending::USAGE);
        }
    };
    let p = &mut run.options.program;
    p.folder = first_folder(&run.target).filter(|_| !p.safe_path);
    let stay = p.inspect;
    let stats = run.options.stats.clone();
    let stm_log = run.options.stm_log.clone();
    if let Err(problem) = crate::report::open_dump(&run.options) {
        eprintln!("typhon: {problem}");
        return ExitCode::from(ending::USAGE);
    }
    let mut th = Vm::start(run.options);
    let th = &mut *th;
    crate::signals::start(th);
    let main = main_module(th);
    th.start_zeal();
    // The standard streams are there from the first print on.
    let ready = crate::import::import_absolute(th, "sys").map(|_| ());
    let result = match (program, &run.target) {
        _ if ready.is_err() => ready,
        (Some(program), _) => execute(th, main, &program),
        (None, Target::Module(name)) => run_module(th, name),
        (None, _) => Ok(()),
    };
    let mut code = ending::code_of(th, result);
    if prompt || stay {
        code = repl::run(th, main);
    }
    let code = ending::finish(th, code);
    if let Some(wish) = stm_log
        && let Err(problem) = crate::stm_log::tell(th.vm, &wish)
    {
        eprintln!("typhon: --stm-log: {problem}");
    }
    crate::zeal::tell(&th.vm.options);
    th.tally.flush(th.vm);
    if let Some(form) = stats
        && let Err(problem) = crate::report::tell(th.vm, &form)
    {
        eprintln!("typhon: --stats: {problem}");
    }
    ending::die_if_interrupted(th);
    code
}

/// The program's text, if it is one; nothing for a module or a prompt.
fn read(target: &Target, prompt: bool) -> Result<Option<Program>, String> {
    Ok(match target {
        Target::Command(text) => {
            source::remember("<string>", text);
            Some(Program {
                text: text.clone(),
                filename: "<string>".into(),
                file: None,
            })
        }
        Target::Stdin if prompt => None,
        Target::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|e| format!("cannot read standard input: {e}"))?;
            let text = source::decode(&bytes).map_err(|e| e.message("<stdin>"))?;
            source::remember("<stdin>", &text);
            Some(Program {
                text,
                filename: "<stdin>".into(),
                file: None,
            })
        }
        Target::Module(_) => None,
        Target::Script(file) => {
            let inside = format!("{}/__main__.py", file.trim_end_matches('/'));
            let is_folder = Path::new(file).is_dir();
            let path = if is_folder { &inside } else { file };
            if is_folder && !Path::new(path).exists() {
                return Err(format!("can't find '__main__' module in '{file}'"));
            }
            let bytes = std::fs::read(path).map_err(|e| {
                let (n, text) = (e.raw_os_error().unwrap_or(0), e.to_string());
                format!("can't open file '{file}': [Errno {n}] {}", strip(&text))
            })?;
            let text = source::decode(&bytes).map_err(|e| e.message(path))?;
            Some(Program {
                text,
                filename: path.clone(),
                file: Some(path.clone()),
            })
        }
    })
}

/// The words of an error of the system without its number.
fn strip(text: &str) -> &str {
    text.split(" (os error").next().unwrap_or(text)
}

/// First entry of `sys.path`: the script's folder, or the current one.
fn first_folder(target: &Target) -> Option<String> {
    match target {
        Target::Script(file) => {
            let path = std::fs::canonicalize(file).ok()?;
            let folder = if path.is_dir() {
                Some(path.as_path())
            } else {
                path.parent()
            };
            folder.map(|f| f.to_string_lossy().into_owned())
        }
        Target::Module(_) => Some(std::env::current_dir().ok()?.to_string_lossy().into_owned()),
        Target::Command(_) | Target::Stdin => Some(String::new()),
    }
}

/// The module `__main__`, entered in `sys.modules`.
fn main_module(th: &mut Thread) -> Slot {
    let main = th.root(load::new_empty(th, "__main__"));
    load::enter(th, "__main__", main).unwrap_or_else(|_| panic!("V3: start-up owns sys.modules"));
    main
}

fn execute(th: &mut Thread, main: Slot, program: &Program) -> Res<()> {
    if let Some(file) = &program.file {
        let f = th.root(th.str(file));
        set_attr(th, main, "__file__", f)?;
    }
    let ns = namespace(th, main);
    run::run_source(th, &program.text, &program.filename, ns)
}

/// The namespace of a module in a register.
pub fn namespace(th: &Thread, module: Slot) -> Slot {
    let ns = attr::module_dict(th, th.get(module)).expect("V3: made as a module");
    th.root(ns.val())
}

/// `-m`: what `runpy` does.
fn run_module(th: &mut Thread, name: &str) -> Res<()> {
    let f = crate::import::import_object(th, "runpy", "_run_module_as_main")?;
    let n = th.root(th.str(name));
    th.call(f, &[n]).map(|_| ())
}
