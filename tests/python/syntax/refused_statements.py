# Statements that are refused, and some that are fine.
def check(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:48} {type(e).__name__} line {e.lineno}")
    else:
        print(f"{text!r:48} fine")


for text in (
    'if:\n pass', 'if x:', 'while True:\n', 'for x y:\n pass', 'for in x: pass', 'def f(:\n pass',
    'def ():\n pass', 'class', 'class A:\n', 'finally: pass', 'try:\n pass\nx = 1',
    'try:\n pass\nexcept A as 1:\n pass', 'try:\n pass\nexcept* A:\n pass\nexcept B:\n pass', 'with: pass',
    'import a.', 'from', 'from a', 'from a import', 'from . import *, a', 'def f():\n return',
    'while 1:\n break', 'def f():\n break', 'for x in y:\n def g():\n  continue', 'global x', 'pass; pass', ';',
    'raise from x', 'assert', 'del', 'match x:\n case 1:\n  pass',
    'match x:\n case a:\n  pass\n case b:\n  pass', 'match x:\n case 1 | a:\n  pass',
    'match x:\n case [*a, *b]:\n  pass', 'match x:\n case A(x=1, x=2):\n  pass', '@a\nx = 1',
    '@a.b[1](2)\ndef f(): pass', 'async for x in y: pass', 'async def f():\n yield from x',
    'async def f():\n return 1\n yield', 'def f(*, **k): pass', 'def f(*a, *b): pass', 'def f(a, /, b, /): pass',
    'def f(/, a): pass', 'def f(a, /, *, b): pass', 'def f(a,): pass', 'def f():\n global x, y\n x = y = 1',
    'x = 1\nglobal x', 'def f():\n x: int\n global x', '[y := 1 for x in y]', '[x for x in (y := z)]',
    'def f():\n [i := 0 for j in x if (i := 1)]', 'lambda: (yield)', 'def f[T](x: T): pass',
    'def f[T, T](): pass', 'type X[T] = list[T]', 'class A[T]: pass',
):
    check(text)

#: expect
#| 'if:\n pass'                                     SyntaxError line 1
#| 'if x:'                                          IndentationError line 1
#| 'while True:\n'                                  IndentationError line 1
#| 'for x y:\n pass'                                SyntaxError line 1
#| 'for in x: pass'                                 SyntaxError line 1
#| 'def f(:\n pass'                                 SyntaxError line 1
#| 'def ():\n pass'                                 SyntaxError line 1
#| 'class'                                          SyntaxError line 1
#| 'class A:\n'                                     IndentationError line 1
#| 'finally: pass'                                  SyntaxError line 1
#| 'try:\n pass\nx = 1'                             SyntaxError line 3
#| 'try:\n pass\nexcept A as 1:\n pass'             SyntaxError line 3
#| 'try:\n pass\nexcept* A:\n pass\nexcept B:\n pass' SyntaxError line 5
#| 'with: pass'                                     SyntaxError line 1
#| 'import a.'                                      SyntaxError line 1
#| 'from'                                           SyntaxError line 1
#| 'from a'                                         SyntaxError line 1
#| 'from a import'                                  SyntaxError line 1
#| 'from . import *, a'                             SyntaxError line 1
#| 'def f():\n return'                              fine
#| 'while 1:\n break'                               fine
#| 'def f():\n break'                               SyntaxError line 2
#| 'for x in y:\n def g():\n  continue'             SyntaxError line 3
#| 'global x'                                       fine
#| 'pass; pass'                                     fine
#| ';'                                              SyntaxError line 1
#| 'raise from x'                                   SyntaxError line 1
#| 'assert'                                         SyntaxError line 1
#| 'del'                                            SyntaxError line 1
#| 'match x:\n case 1:\n  pass'                     fine
#| 'match x:\n case a:\n  pass\n case b:\n  pass'   SyntaxError line 2
#| 'match x:\n case 1 | a:\n  pass'                 SyntaxError line 2
#| 'match x:\n case [*a, *b]:\n  pass'              SyntaxError line 2
#| 'match x:\n case A(x=1, x=2):\n  pass'           SyntaxError line 2
#| '@a\nx = 1'                                      SyntaxError line 2
#| '@a.b[1](2)\ndef f(): pass'                      fine
#| 'async for x in y: pass'                         SyntaxError line 1
#| 'async def f():\n yield from x'                  SyntaxError line 2
#| 'async def f():\n return 1\n yield'              SyntaxError line 2
#| 'def f(*, **k): pass'                            SyntaxError line 1
#| 'def f(*a, *b): pass'                            SyntaxError line 1
#| 'def f(a, /, b, /): pass'                        SyntaxError line 1
#| 'def f(/, a): pass'                              SyntaxError line 1
#| 'def f(a, /, *, b): pass'                        fine
#| 'def f(a,): pass'                                fine
#| 'def f():\n global x, y\n x = y = 1'             fine
#| 'x = 1\nglobal x'                                SyntaxError line 2
#| 'def f():\n x: int\n global x'                   SyntaxError line 3
#| '[y := 1 for x in y]'                            fine
#| '[x for x in (y := z)]'                          SyntaxError line 1
#| 'def f():\n [i := 0 for j in x if (i := 1)]'     fine
#| 'lambda: (yield)'                                fine
#| 'def f[T](x: T): pass'                           fine
#| 'def f[T, T](): pass'                            SyntaxError line 1
#| 'type X[T] = list[T]'                            fine
#| 'class A[T]: pass'                               fine
