# What tells the code module that a statement goes on.
import code
import codeop
import contextlib
import io

texts = ["1 +", "if 1:", "if 1:\n  x = 2", "if 1:\n  x = 2\n", "def f(\n", "'''open", "x = 3", "(1,\n 2)", "x =", "if 1:\n  y\nelse:", "while 1:\n  pass\n"]
for text in texts:
    try:
        print(repr(text), codeop.compile_command(text) is not None)
    except SyntaxError as e:
        print(repr(text), type(e).__name__)
console = code.InteractiveConsole()
out = io.StringIO()
with contextlib.redirect_stdout(out):
    more = [console.push(line) for line in ["def f(x):", "    return x * 2", "", "f(21)", "for i in range(2):", "    print(i)", ""]]
print(more)
print(out.getvalue(), end="")
#: expect
#| '1 +' SyntaxError
#| 'if 1:' False
#| 'if 1:\n  x = 2' False
#| 'if 1:\n  x = 2\n' True
#| 'def f(\n' False
#| "'''open" False
#| 'x = 3' True
#| '(1,\n 2)' True
#| 'x =' SyntaxError
#| 'if 1:\n  y\nelse:' False
#| 'while 1:\n  pass\n' True
#| [True, True, False, False, True, True, False]
#| 42
#| 0
#| 1
