//! The pure Python part of the standard library, packed into the binary by the build script.
//!
//! A file is unpacked when its module is imported, and again when a traceback wants a line of it.

use std::io::Read;

/// The folder under which the files of the library seem to lie.
pub const ROOT: &str = "<stdlib>";

/// One module: where its frame lies in the pack.
struct Entry {
    name: &'static str,
    package: bool,
    start: usize,
    end: usize,
    size: usize,
}

static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.pack"));
static INDEX: &[Entry] = include!(concat!(env!("OUT_DIR"), "/stdlib_index.rs"));

/// A module of the library.
#[derive(Clone, Copy)]
pub struct Packed(&'static Entry);

/// The module with this dotted name.
pub fn find(name: &str) -> Option<Packed> {
    let i = INDEX.binary_search_by(|e| e.name.cmp(name)).ok()?;
    Some(Packed(&INDEX[i]))
}

/// The module that a path below [`ROOT`] names.
pub fn find_path(path: &str) -> Option<Packed> {
    let inside = path.strip_prefix(ROOT)?.strip_prefix('/')?;
    let stem = inside.strip_suffix(".py")?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    find(&stem.replace('/', ".")).filter(|p| p.path() == path)
}

/// Names of all modules of the library that are not in a package.
pub fn top_level_names() -> impl Iterator<Item = &'static str> {
    INDEX.iter().map(|e| e.name).filter(|n| !n.contains('.'))
}

impl Packed {
    pub fn is_package(self) -> bool {
        self.0.package
    }

    /// `__file__` of the module.
    pub fn path(self) -> String {
        let inside = self.0.name.replace('.', "/");
        match self.0.package {
            true => format!("{ROOT}/{inside}/__init__.py"),
            false => format!("{ROOT}/{inside}.py"),
        }
    }

    /// `__path__` of the package.
    pub fn folder(self) -> String {
        format!("{ROOT}/{}", self.0.name.replace('.', "/"))
    }

    /// The file's bytes.
    pub fn bytes(self) -> Vec<u8> {
        let mut frame = &PACK[self.0.start..self.0.end];
        let mut out = Vec::with_capacity(self.0.size);
        ruzstd::decoding::StreamingDecoder::new(&mut frame)
            .ok()
            .and_then(|mut d| d.read_to_end(&mut out).ok())
            .expect("the pack is as the build script made it");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_out_as_they_went_in() {
        let queue = find("queue").unwrap();
        assert!(!queue.is_package());
        assert_eq!(queue.path(), "<stdlib>/queue.py");
        assert_eq!(queue.bytes().len(), queue.0.size);
        let decoder = find_path("<stdlib>/json/decoder.py").unwrap();
        assert_eq!(decoder.path(), "<stdlib>/json/decoder.py");
        let json = find_path("<stdlib>/json/__init__.py").unwrap();
        assert!(json.is_package());
        assert_eq!(json.folder(), "<stdlib>/json");
        assert!(find("no_such_module").is_none() && find_path("<stdlib>/json.py").is_none());
    }
}
