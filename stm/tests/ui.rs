//! What must not compile, with the message that it must give.
//!
//! The first line of each file in `ui/` names the error code, if there is one, and a piece of the message; `compiles` marks
//! the control. The crate has no dependencies, so rustc alone does it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn rustc(source: &Path, kind: &str, out: &Path, more: &[&str]) -> Output {
    Command::new(std::env::var("RUSTC").unwrap_or("rustc".into()))
        .args(["--edition=2024", "--emit=metadata", "--crate-type", kind])
        .arg("--out-dir")
        .arg(out)
        .args(more)
        .arg(source)
        .output()
        .expect("rustc starts")
}

/// What is wrong with this case, if anything.
fn complaint(case: &Path, library: &str, out: &Path) -> Option<String> {
    let text = std::fs::read_to_string(case).expect("the case can be read");
    let first = text.lines().next().unwrap_or_default();
    let expected = first
        .strip_prefix("//~ ")
        .expect("the first line says what to expect");
    let output = rustc(case, "lib", out, &["--extern", library]);
    let errors = String::from_utf8_lossy(&output.stderr);
    let (code, message) = match expected.split_once(' ') {
        Some((code, message)) if code.starts_with('E') => (format!("error[{code}]"), message),
        _ => ("error".into(), expected),
    };
    let right = if expected == "compiles" {
        output.status.success()
    } else {
        let mut coded = errors.lines().filter(|line| line.starts_with("error["));
        errors.contains(&code) && errors.contains(message) && coded.all(|line| line.contains(&code))
    };
    (!right).then(|| format!("{}: expected {expected}\n{errors}", case.display()))
}

#[test]
fn misuse_of_the_token_is_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("ui");
    std::fs::create_dir_all(&out).expect("a folder for the output");
    let built = rustc(
        &root.join("src/lib.rs"),
        "lib",
        &out,
        &["--crate-name", "stm"],
    );
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let library = format!("stm={}", out.join("libstm.rmeta").display());
    let cases = std::fs::read_dir(root.join("tests/ui")).expect("the cases");
    let mut cases: Vec<_> = cases.map(|case| case.expect("a case").path()).collect();
    cases.sort();
    assert!(cases.len() > 10);
    let complaints: Vec<_> = cases
        .iter()
        .filter_map(|case| complaint(case, &library, &out))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
