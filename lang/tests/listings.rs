//! Each file under `listings` is compiled; its listing must be the one in its trailing comments. `BLESS=1` rewrites
//! them. The code must verify, and its listing must read back to a code with the same listing.

use std::path::Path;

use lang::{CompileError, Mode, Options, assemble, compile, disasm, verify};

/// Begins the expected listing.
const MARK: &str = "# ---- listing ----";

#[test]
fn listings_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/listings");
    let bless = std::env::var_os("BLESS").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("source");
        let (source, expected) = text.split_once(MARK).unwrap_or((&text, ""));
        let listing = listing(source.trim_end());
        let commented: String = listing
            .lines()
            .map(|line| format!("# {line}").trim_end().to_owned() + "\n")
            .collect();
        if commented.trim() == expected.trim() {
            continue;
        }
        if bless {
            let whole = format!("{}\n\n{MARK}\n{commented}", source.trim_end());
            std::fs::write(&file, whole).expect("write");
        } else {
            wrong.push(format!("{}:\n{commented}", file.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "listings differ (BLESS=1 accepts them):\n{}",
        wrong.join("\n")
    );
}

/// The listing of a source, or its error.
fn listing(source: &str) -> String {
    match compile(source, "case.py", Mode::Exec, Options::default()) {
        Ok(code) => {
            verify::verify(&code)
                .unwrap_or_else(|error| panic!("{error}\n{}", disasm::disassemble(&code)));
            let text = disasm::disassemble(&code);
            let again = assemble::assemble(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(
                disasm::disassemble(&again),
                text,
                "listing does not survive the assembler"
            );
            text
        }
        Err(CompileError {
            kind,
            message,
            line,
            column,
            ..
        }) => {
            format!("{} at {line}:{column}: {message}\n", kind.class_name())
        }
    }
}
