//! The binary under test, and the CPython beside it.

use crate::tree;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The release binary of Typhon, brought up to date. `TYPHON_BIN` names another one.
///
/// Cargo builds the binaries of a package for that package's own tests only, so the runner asks
/// cargo itself, in the same target folder.
pub fn binary() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("TYPHON_BIN") {
        return Ok(path.into());
    }
    let target = target_folder()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "typhon",
            "--bin",
            "typhon",
        ])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(tree::root())
        .status()
        .map_err(|e| format!("cargo does not start: {e}"))?;
    if !status.success() {
        return Err("typhon does not build".into());
    }
    let path = target
        .join("release")
        .join(format!("typhon{}", env::consts::EXE_SUFFIX));
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("{} is missing", path.display()))
    }
}

/// `target/`, found from where this test itself lies: `target/<profile>/deps/<test>`.
fn target_folder() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|e| e.to_string())?;
    own.ancestors()
        .find(|folder| folder.ends_with("deps"))
        .and_then(|deps| deps.parent()?.parent())
        .map(PathBuf::from)
        .ok_or_else(|| format!("{} does not lie in a target folder", own.display()))
}

/// A CPython to record from, if one is installed: `TYPHON_TEST_PYTHON`, or python3.14, or python3.13.
pub fn cpython() -> Option<PathBuf> {
    let names = match env::var("TYPHON_TEST_PYTHON") {
        Ok(name) => vec![name],
        Err(_) => vec!["python3.14".to_string(), "python3.13".to_string()],
    };
    // The name on PATH may be a launcher, so the interpreter is asked where it really is.
    let ask = "import sys; print(sys.executable if sys.implementation.name == 'cpython' else '')";
    names.iter().find_map(|name| {
        let output = Command::new(name)
            .args(["-I", "-S", "-c", ask])
            .output()
            .ok()?;
        let path = String::from_utf8(output.stdout).ok()?;
        let path = path.trim();
        (output.status.success() && !path.is_empty()).then(|| PathBuf::from(path))
    })
}
