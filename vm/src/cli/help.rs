//! Texts of the command line.

use crate::modules::sys::version_text;

/// `--help`.
pub fn text() -> String {
    "\
usage: typhon [option] ... [-c command | -m module | file | -] [argument] ...
       typhon stm-report FILE [--html PAGE]

Runs Python 3.14 programs. Threads run in parallel; loops are compiled.

  file             the program; a folder with a __main__.py will do
  -c command       program given as text (ends the options)
  -m module        runs a module of the search path as a program (ends the options)
  -                program read from standard input (the default; a prompt if that is a terminal)
  argument ...     left to the program in sys.argv[1:]

  -B               do not write .pyc files (none are written anyway)
  -E               ignore PYTHON* environment variables
  -h, --help       this text
  --licenses       of Typhon and of what is built into it
  -i               go on with a prompt after the program
  -I               isolated: implies -E -P -s
  -O               drop assert statements; -OO drops docstrings as well
  -P               do not put the program's folder into sys.path
  -q               no banner before the prompt
  -s, -S           no user folder, no site module (none is used anyway)
  -u               unbuffered standard output and standard error
  -V, --version    version; -VV says more
  -W setting       which warnings are shown
  -X name[=value]  extended settings; unknown ones are kept in sys._xoptions

  --jit[=SETTINGS]           compile hot loops (the default); --jit=help lists the settings
  --no-jit                   interpret only
  --barriers=full|plain|off  how transactions guard objects: fused and elided, one at each access,
                             or not at all (for measuring: one thread only, and what compiled code has
                             written in a block is not undone)
  --dump=STAGE,...[:FILE]    show stages of compilation; code, trace, opt, clif, asm, exits, ends
  --stats[=json[:FILE]]      at exit, say what compiler, collector and transactions did
  --stm-log[=FILE]           what threads lose time to, with the source lines of both sides: a report at exit,
                             or a file for `typhon stm-report FILE [--html PAGE]`

environment: PYTHONPATH PYTHONUNBUFFERED PYTHONOPTIMIZE PYTHONINSPECT PYTHONWARNINGS PYTHONSAFEPATH
  PYTHONHASHSEED PYTHON_JIT=0, as in CPython; TYPHON_LIB=DIR takes the library from a folder;
  TYPHON_DUMP as --dump; TYPHON_ZEAL=gc,conflict,exit makes rare events common, for tests.
"
    .into()
}

/// `--licenses`: ours, the library's, and where those of the crates are.
pub fn licenses() -> String {
    [
        "Typhon: MIT or Apache-2.0, at your choice.\n\n",
        include_str!("../../../LICENSE-MIT"),
        "\n",
        include_str!("../../../LICENSE-APACHE"),
        "\nThe Rust crates that are built in have permissive licences of their own; `cargo tree --format '{p} {l}'` lists them.\n\n",
        "The standard library that is built in is CPython's:\n\n",
        include_str!(concat!(env!("OUT_DIR"), "/PSF-LICENSE")),
    ]
    .concat()
}

/// `-V`; `-VV` says what it was made with.
pub fn version(times: u32) -> String {
    match times {
        1 => {
            let short = version_text();
            format!("Python {}\n", short.split(" [").next().unwrap_or(&short))
        }
        _ => format!("Python {}\n", version_text()),
    }
}

/// `--jit=help`.
pub fn jit() -> String {
    "\
--jit=SETTING[,SETTING...]
  on, off        compile hot loops, or interpret only
  threshold=N    turns of a loop before it is traced; with 0, compiling is waited for, too
  census         compiled code counts the barriers it executes, for --stats (slower)
"
    .into()
}
