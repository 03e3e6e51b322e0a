# What is refused at all, and on which line; and what looks wrong but is fine.
def check(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:48} {type(e).__name__} line {e.lineno}")
    else:
        print(f"{text!r:48} fine")


for text in (
    '1 +', 'f(a=b:=1)', '{1: 2, 3}', '{1: *a}', 'lambda (a): 1', 'x = if', 'not', 'a not b', '1.a', '0x', '1__0',
    '*a', 'x = *a', '(*a)', '[*a for a in b]', '{**a for a in b}', 'await x', '(x := 1)', 'f(a := 1)', 'a.',
    'a[]', 'None.x = 1', 'async x', '...', 'a <> b', 'a++', '++a', '!a', 'a && b', 'a || b', '(a) += 1',
    'a = b = 1 = c', 'a if b else c = 1', 'lambda: 0 = 1', 'del (a, b)', 'del *a', 'for x.y in z: pass',
    'import a as 1', 'x: int: str', '(a, b): int', '[a]: int', 'a.b: int', 'f(): int', 'a, *b, c = d', '*a, = b',
    '(a := 1) = 2', '(a.b := 1)', 'def f(None): pass', 'def None(): pass', 'f(None=1)', 'match = 1', 'type = 1',
    'print = 1', 'async = 1', 'await = 1', 'except = 1', '__debug__ = 1', '... = 1',
):
    check(text)

#: expect
#| '1 +'                                            SyntaxError line 1
#| 'f(a=b:=1)'                                      SyntaxError line 1
#| '{1: 2, 3}'                                      SyntaxError line 1
#| '{1: *a}'                                        SyntaxError line 1
#| 'lambda (a): 1'                                  SyntaxError line 1
#| 'x = if'                                         SyntaxError line 1
#| 'not'                                            SyntaxError line 1
#| 'a not b'                                        SyntaxError line 1
#| '1.a'                                            SyntaxError line 1
#| '0x'                                             SyntaxError line 1
#| '1__0'                                           SyntaxError line 1
#| '*a'                                             SyntaxError line 1
#| 'x = *a'                                         SyntaxError line 1
#| '(*a)'                                           SyntaxError line 1
#| '[*a for a in b]'                                SyntaxError line 1
#| '{**a for a in b}'                               SyntaxError line 1
#| 'await x'                                        SyntaxError line 1
#| '(x := 1)'                                       fine
#| 'f(a := 1)'                                      fine
#| 'a.'                                             SyntaxError line 1
#| 'a[]'                                            SyntaxError line 1
#| 'None.x = 1'                                     fine
#| 'async x'                                        SyntaxError line 1
#| '...'                                            fine
#| 'a <> b'                                         SyntaxError line 1
#| 'a++'                                            SyntaxError line 1
#| '++a'                                            fine
#| '!a'                                             SyntaxError line 1
#| 'a && b'                                         SyntaxError line 1
#| 'a || b'                                         SyntaxError line 1
#| '(a) += 1'                                       fine
#| 'a = b = 1 = c'                                  SyntaxError line 1
#| 'a if b else c = 1'                              SyntaxError line 1
#| 'lambda: 0 = 1'                                  SyntaxError line 1
#| 'del (a, b)'                                     fine
#| 'del *a'                                         SyntaxError line 1
#| 'for x.y in z: pass'                             fine
#| 'import a as 1'                                  SyntaxError line 1
#| 'x: int: str'                                    SyntaxError line 1
#| '(a, b): int'                                    SyntaxError line 1
#| '[a]: int'                                       SyntaxError line 1
#| 'a.b: int'                                       fine
#| 'f(): int'                                       SyntaxError line 1
#| 'a, *b, c = d'                                   fine
#| '*a, = b'                                        fine
#| '(a := 1) = 2'                                   SyntaxError line 1
#| '(a.b := 1)'                                     SyntaxError line 1
#| 'def f(None): pass'                              SyntaxError line 1
#| 'def None(): pass'                               SyntaxError line 1
#| 'f(None=1)'                                      SyntaxError line 1
#| 'match = 1'                                      fine
#| 'type = 1'                                       fine
#| 'print = 1'                                      fine
#| 'async = 1'                                      SyntaxError line 1
#| 'await = 1'                                      SyntaxError line 1
#| 'except = 1'                                     SyntaxError line 1
#| '__debug__ = 1'                                  SyntaxError line 1
#| '... = 1'                                        SyntaxError line 1
