//! Sources at the edge: nested deeply, long, or with text that is not Unicode proper.

use lang::code::Text;
use lang::{Code, Const, ErrorKind, Mode, Options, compile, verify};

fn compiled(source: &str) -> std::sync::Arc<Code> {
    let code = compile(source, "case.py", Mode::Exec, Options::default()).expect("compiles");
    verify::verify(&code).expect("verifies");
    code
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    let deep =
        |n: usize, open: &str, close: &str| format!("{}x{}\n", open.repeat(n), close.repeat(n));
    for source in [
        deep(15_000, "-", ""),
        deep(15_000, "(-", ")"),
        deep(15_000, "[", "]"),
        deep(15_000, "f(", ")"),
    ] {
        let error =
            compile(&source, "case.py", Mode::Exec, Options::default()).expect_err("too deep");
        assert_eq!(error.kind, ErrorKind::Recursion);
    }
    let chain = format!("{}x\n", "x + ".repeat(15_000));
    let error = compile(&chain, "case.py", Mode::Exec, Options::default()).expect_err("too deep");
    assert_eq!(error.kind, ErrorKind::Recursion);
}

#[test]
fn moderate_nesting_compiles() {
    compiled(&format!("{}x\n", "x + ".repeat(3_000)));
    compiled(&format!("x{}\n", ".a(1)".repeat(3_000)));
    let mut source = String::new();
    for depth in 0..90 {
        source.push_str(&format!("{}if x:\n", " ".repeat(depth)));
    }
    source.push_str(&format!("{}pass\n", " ".repeat(90)));
    compiled(&source);
}

#[test]
fn long_displays_and_argument_lists_compile() {
    let items: Vec<String> = (0..70_000).map(|i| format!("x{}", i % 100)).collect();
    compiled(&format!("a = [{}]\n", items.join(", ")));
    compiled(&format!("f({})\n", items.join(", ")));
    let constants: Vec<String> = (0..70_000).map(|i| i.to_string()).collect();
    compiled(&format!("a = [{}]\n", constants.join(", ")));
}

#[test]
fn too_many_names_are_refused() {
    let names: Vec<String> = (0..70_000).map(|i| format!("x{i}")).collect();
    let source = format!("f({})\n", names.join(", "));
    let error = compile(&source, "case.py", Mode::Exec, Options::default()).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::Overflow);
}

#[test]
fn lone_surrogates_survive() {
    let code = compiled("x = 'a\\ud800b', '\\ufffd\\udfff', '\\U0001F600'\n");
    let Some(Const::Tuple(items)) = code
        .consts
        .iter()
        .find(|value| matches!(value, Const::Tuple(_)))
    else {
        panic!("no tuple among the constants");
    };
    let texts: Vec<&Text> = items
        .iter()
        .filter_map(|item| {
            if let Const::Str(text) = item {
                Some(text)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(*texts[0], Text::Wtf8((*b"a\xed\xa0\x80b").into()));
    assert_eq!(*texts[1], Text::Wtf8((*b"\xef\xbf\xbd\xed\xbf\xbf").into()));
    assert_eq!(*texts[2], Text::from("\u{1F600}"));
}

#[test]
fn dead_registers_are_known() {
    let code = compiled("def f(a, b):\n    c = a + b\n    d = c * 2\n    return d\n");
    let f = code.consts.iter().find_map(|value| {
        if let Const::Code(code) = value {
            Some(code)
        } else {
            None
        }
    });
    let f = f.expect("code of f");
    let live: Vec<Vec<usize>> = f
        .insns()
        .map(|insn| f.live_in(insn.pc).iter().collect())
        .collect();
    assert_eq!(live[0], [0, 1], "both parameters");
    assert_eq!(
        live.last().expect("an instruction").as_slice(),
        [3],
        "only d at the return"
    );
}
