//! Where a module is: among the native ones, in a folder of the search path, or in the library in the binary.

use std::path::Path;

use super::library::{self, Packed};
use crate::native::ModuleSpec;

/// A module that exists.
pub enum Found {
    Native(&'static ModuleSpec),
    Source(SourceFile),
    /// A package without an `__init__.py`, with the folders that make it up.
    Namespace(Vec<String>),
}

/// A module's source file.
pub struct SourceFile {
    /// `__file__`
    pub file: String,
    /// The only entry of `__path__`, if it is a package.
    pub folder: Option<String>,
    packed: Option<Packed>,
}

impl SourceFile {
    /// The file's bytes.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        match self.packed {
            Some(p) => Ok(p.bytes()),
            None => std::fs::read(&self.file),
        }
    }

    /// A file of a folder of the system.
    fn plain(file: String, folder: Option<String>) -> SourceFile {
        SourceFile {
            file,
            folder,
            packed: None,
        }
    }
}

/// The native module of this name.
pub fn native(name: &str) -> Option<&'static ModuleSpec> {
    crate::modules::MODULES
        .iter()
        .find(|m| m.name == name)
        .copied()
}

/// Looks for the module `name` (its last part is the name of the file) in folders, in order.
pub fn in_folders(name: &str, folders: &[String]) -> Option<Found> {
    let tail = name.rsplit('.').next().unwrap_or(name);
    let mut portions = Vec::new();
    for folder in folders {
        match in_folder(folder, tail) {
            Some(Found::Namespace(p)) => portions.extend(p),
            None => {}
            found => return found,
        }
    }
    (!portions.is_empty()).then_some(Found::Namespace(portions))
}

fn in_folder(folder: &str, tail: &str) -> Option<Found> {
    if let Some(inside) = folder.strip_prefix(library::ROOT) {
        let prefix = inside.trim_start_matches('/').replace('/', ".");
        let name = match prefix.as_str() {
            "" => tail.to_owned(),
            p => format!("{p}.{tail}"),
        };
        let packed = library::find(&name)?;
        return Some(Found::Source(SourceFile {
            file: packed.path(),
            folder: packed.is_package().then(|| packed.folder()),
            packed: Some(packed),
        }));
    }
    let base = match folder {
        "" => tail.to_owned(),
        f if f.ends_with('/') => format!("{f}{tail}"),
        f => format!("{f}/{tail}"),
    };
    let init = format!("{base}/__init__.py");
    if Path::new(&init).is_file() {
        return Some(Found::Source(SourceFile::plain(init, Some(base))));
    }
    let file = format!("{base}.py");
    if Path::new(&file).is_file() {
        return Some(Found::Source(SourceFile::plain(file, None)));
    }
    Path::new(&base)
        .is_dir()
        .then(|| Found::Namespace(vec![base]))
}

/// A compiled extension of that name, which exists but cannot be loaded.
pub fn extension(name: &str, folders: &[String]) -> Option<String> {
    let tail = name.rsplit('.').next().unwrap_or(name);
    folders.iter().find_map(|folder| {
        let entries = std::fs::read_dir(if folder.is_empty() { "." } else { folder }).ok()?;
        entries.flatten().find_map(|e| {
            let file = e.file_name().into_string().ok()?;
            let rest = file.strip_prefix(tail)?;
            let is_one = rest.starts_with('.') && (rest.ends_with(".so") || rest.ends_with(".pyd"));
            is_one.then(|| format!("{folder}/{file}"))
        })
    })
}
