//! Sources that must be refused, with the words and the place that CPython gives.

use lang::{Mode, Options, compile};

/// Source, exception, message, line, column.
type Case = (&'static str, &'static str, &'static str, u32, u32);

const CASES: &[Case] = &[
    // Names and targets.
    (
        "f() = 1",
        "SyntaxError",
        "cannot assign to function call here. Maybe you meant '==' instead of '='?",
        1,
        1,
    ),
    ("None = 1", "SyntaxError", "cannot assign to None", 1, 1),
    (
        "a, b + 1 = 2",
        "SyntaxError",
        "cannot assign to expression",
        1,
        4,
    ),
    (
        "for f() in x: pass",
        "SyntaxError",
        "cannot assign to function call",
        1,
        5,
    ),
    ("del 1", "SyntaxError", "cannot delete literal", 1, 5),
    (
        "f() += 1",
        "SyntaxError",
        "'function call' is an illegal expression for augmented assignment",
        1,
        1,
    ),
    (
        "(a.b := 1)",
        "SyntaxError",
        "cannot use assignment expressions with attribute",
        1,
        2,
    ),
    (
        "a, *b, *c = d",
        "SyntaxError",
        "multiple starred expressions in assignment",
        1,
        1,
    ),
    (
        "x.__debug__ = 1",
        "SyntaxError",
        "cannot assign to __debug__",
        1,
        1,
    ),
    // Where statements may stand.
    ("return", "SyntaxError", "'return' outside function", 1, 1),
    ("break", "SyntaxError", "'break' outside loop", 1, 1),
    (
        "class A:\n    yield 1",
        "SyntaxError",
        "'yield' outside function",
        2,
        5,
    ),
    (
        "def f():\n    await x",
        "SyntaxError",
        "'await' outside async function",
        2,
        5,
    ),
    (
        "import os\nfrom __future__ import annotations",
        "SyntaxError",
        "from __future__ imports must occur at the beginning of the file",
        2,
        1,
    ),
    (
        "def f():\n    from x import *",
        "SyntaxError",
        "import * only allowed at module level",
        2,
        19,
    ),
    (
        "try:\n    pass\nexcept:\n    pass\nexcept X:\n    pass",
        "SyntaxError",
        "default 'except:' must be last",
        3,
        1,
    ),
    // Scopes.
    (
        "nonlocal x",
        "SyntaxError",
        "nonlocal declaration not allowed at module level",
        1,
        1,
    ),
    (
        "def f():\n    nonlocal x",
        "SyntaxError",
        "no binding for nonlocal 'x' found",
        2,
        5,
    ),
    (
        "def f(x):\n    global x",
        "SyntaxError",
        "name 'x' is parameter and global",
        2,
        5,
    ),
    (
        "def f():\n    print(x)\n    global x",
        "SyntaxError",
        "name 'x' is used prior to global declaration",
        3,
        5,
    ),
    (
        "def f(a, a): pass",
        "SyntaxError",
        "duplicate argument 'a' in function definition",
        1,
        10,
    ),
    (
        "[i := 0 for i in x]",
        "SyntaxError",
        "assignment expression cannot rebind comprehension iteration variable 'i'",
        1,
        2,
    ),
    // Parameters and arguments.
    (
        "def f(a=1, b): pass",
        "SyntaxError",
        "parameter without a default follows parameter with a default",
        1,
        12,
    ),
    (
        "def f(*): pass",
        "SyntaxError",
        "named arguments must follow bare *",
        1,
        7,
    ),
    (
        "f(a=1, 2)",
        "SyntaxError",
        "positional argument follows keyword argument",
        1,
        9,
    ),
    (
        "f(a=1, a=2)",
        "SyntaxError",
        "keyword argument repeated: a",
        1,
        8,
    ),
    (
        "f(x for x in y, 1)",
        "SyntaxError",
        "Generator expression must be parenthesized",
        1,
        3,
    ),
    (
        "f(x()=1)",
        "SyntaxError",
        "expression cannot contain assignment, perhaps you meant \"==\"?",
        1,
        3,
    ),
    // What the author may have meant.
    (
        "if x = 3: pass",
        "SyntaxError",
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        1,
        4,
    ),
    (
        "print 'x'",
        "SyntaxError",
        "Missing parentheses in call to 'print'. Did you mean print(...)?",
        1,
        1,
    ),
    (
        "[1, 2 3]",
        "SyntaxError",
        "invalid syntax. Perhaps you forgot a comma?",
        1,
        5,
    ),
    (
        "import a from b",
        "SyntaxError",
        "Did you mean to use 'from ... import ...' instead?",
        1,
        1,
    ),
    ("def f()\n    pass", "SyntaxError", "expected ':'", 1, 8),
    (
        "x = 1 if y",
        "SyntaxError",
        "expected 'else' after 'if' expression",
        1,
        5,
    ),
    ("x = 5 5", "SyntaxError", "invalid syntax", 1, 7),
    // Brackets, strings, numbers, characters.
    ("x = (1 +", "SyntaxError", "'(' was never closed", 1, 5),
    (
        "x = (1]",
        "SyntaxError",
        "closing parenthesis ']' does not match opening parenthesis '('",
        1,
        7,
    ),
    ("x = )", "SyntaxError", "unmatched ')'", 1, 5),
    (
        "x = 'abc",
        "SyntaxError",
        "unterminated string literal (detected at line 1)",
        1,
        5,
    ),
    (
        "'\\x4'",
        "SyntaxError",
        "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape",
        1,
        1,
    ),
    (
        "0777",
        "SyntaxError",
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        1,
        1,
    ),
    (
        "0b12",
        "SyntaxError",
        "invalid digit '2' in binary literal",
        1,
        4,
    ),
    ("1__0", "SyntaxError", "invalid decimal literal", 1, 2),
    (
        "x = €",
        "SyntaxError",
        "invalid character '€' (U+20AC)",
        1,
        5,
    ),
    (
        "f'{}'",
        "SyntaxError",
        "f-string: valid expression required before '}'",
        1,
        4,
    ),
    (
        "f'{x!z}'",
        "SyntaxError",
        "f-string: invalid conversion character 'z': expected 's', 'r', or 'a'",
        1,
        6,
    ),
    (
        "match x:\n    case _ | 1: pass",
        "SyntaxError",
        "wildcard makes remaining patterns unreachable",
        2,
        10,
    ),
    (
        "match x:\n    case f'': pass",
        "SyntaxError",
        "patterns may only match literals and attribute lookups",
        2,
        10,
    ),
    (
        "try: pass\nexcept* A:\n    return",
        "SyntaxError",
        "'break', 'continue' and 'return' cannot appear in an except* block",
        3,
        5,
    ),
    // Indentation.
    (
        "if x:\ny",
        "IndentationError",
        "expected an indented block after 'if' statement on line 1",
        2,
        1,
    ),
    ("x\n  y", "IndentationError", "unexpected indent", 2, 2),
    (
        "if 1:\n    a\n  b",
        "IndentationError",
        "unindent does not match any outer indentation level",
        3,
        4,
    ),
    (
        "def f():\n\tx\n        y",
        "TabError",
        "inconsistent use of tabs and spaces in indentation",
        3,
        9,
    ),
];

#[test]
fn messages_are_those_of_cpython() {
    let mut wrong = Vec::new();
    for (source, class, message, line, column) in CASES {
        let source = format!("{source}\n");
        let found = match compile(&source, "case.py", Mode::Exec, Options::default()) {
            Ok(_) => "no error".to_owned(),
            Err(error) => {
                format!(
                    "{} {}:{} {}",
                    error.kind.class_name(),
                    error.line,
                    error.column,
                    error.message
                )
            }
        };
        let expected = format!("{class} {line}:{column} {message}");
        if found != expected {
            wrong.push(format!("{source}  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unfinished_input_is_incomplete() {
    for source in [
        "if x:\n",
        "x = (1,\n",
        "def f():\n",
        "'''abc\n",
        "for x in y:\n    pass\nelse:\n",
    ] {
        let error =
            compile(source, "<stdin>", Mode::Single, Options::default()).expect_err("unfinished");
        assert!(error.incomplete, "{source:?}: {error}");
    }
    for source in ["x = )\n", "return\n", "x = 5 5\ny = 1\n"] {
        let error =
            compile(source, "<stdin>", Mode::Single, Options::default()).expect_err("wrong");
        assert!(!error.incomplete, "{source:?}: {error}");
    }
}
