//! Where things are: the repository, the cases in it.

use crate::case::Case;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder `tests/` of the repository.
pub fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn root() -> &'static Path {
    tests().parent().expect("tests/ lies in the repository")
}

/// All cases below `tests/<folder>`, by name. A folder whose name begins with an underscore holds
/// modules that cases import, and so does any file that states no expectation and whose name
/// begins with one.
pub fn cases(folder: &str) -> Result<Vec<Case>, String> {
    let mut files = Vec::new();
    collect(&tests().join(folder), &mut files).map_err(|e| format!("{folder}: {e}"))?;
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let below = path.strip_prefix(tests()).expect("found below tests/");
            let name = below.to_string_lossy().replace('\\', "/");
            Case::read(&path, name)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with('_') {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if name.ends_with(".py") {
            files.push(path);
        }
    }
    Ok(())
}
