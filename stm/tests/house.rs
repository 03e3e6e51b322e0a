//! Rules of the house that a compiler does not know.

use std::path::Path;

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = std::fs::read_dir(folder).expect("the sources");
    files
        .map(|file| {
            let path = file.expect("a source").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).expect("text"))
        })
        .collect()
}

/// How far above a use its argument may stand.
const NEAR: usize = 9;

#[test]
fn every_ordering_is_argued() {
    for (name, text) in sources() {
        let lines: Vec<_> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let near = &lines[number.saturating_sub(NEAR)..number];
            let argued = near.iter().any(|line| line.contains("ORD:"));
            let ordering = line.contains("Ordering::") && !line.trim_start().starts_with("use ");
            assert!(
                !ordering || argued,
                "{name}:{}: no ORD: above {line}",
                number + 1
            );
        }
    }
}

#[test]
fn one_module_names_the_standard_atomics() {
    for (name, text) in sources() {
        let uses = text.contains("std::sync::") || text.contains("std::thread::yield_now");
        assert!(!uses || name == "sync.rs", "{name} names std::sync");
    }
}

#[test]
fn unsafe_is_only_where_the_crate_page_says() {
    let allowed = ["own.rs", "safepoint.rs", "sync.rs"];
    for (name, text) in sources() {
        let uses = text.contains("unsafe {") || text.contains("unsafe impl");
        assert!(!uses || allowed.contains(&&*name), "{name} has unsafe code");
    }
}

#[test]
fn every_invariant_that_is_quoted_is_stated() {
    let sources = sources();
    let page = &sources
        .iter()
        .find(|(name, _)| name == "lib.rs")
        .expect("lib.rs")
        .1;
    for (name, text) in &sources {
        for number in 1..100 {
            let quoted = [
                format!("S{number})"),
                format!("S{number}:"),
                format!("S{number};"),
                format!("S{number},"),
            ];
            if quoted.iter().any(|quote| text.contains(quote)) {
                let stated = page.contains(&format!("**S{number}**"));
                assert!(
                    stated,
                    "{name} quotes S{number}, which the crate page does not state"
                );
            }
        }
    }
}
