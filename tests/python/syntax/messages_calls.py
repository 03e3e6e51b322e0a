# Messages about calls and parameters.
def show(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:40} {type(e).__name__} {e.lineno}:{e.offset} {e.msg}")
    else:
        print(f"{text!r:40} fine")


for text in (
    'f(a b)', 'f(a=1, 2)', 'f(a=1, a=2)', 'f(1=2)', 'f(a.b=1)', 'f(True=1)', 'f(**k, *a)', 'f(x for x in y, 1)',
    'def f(a, a): pass', 'def f(a=1, b): pass', 'def f(*): pass', 'def f(**k, a): pass', 'lambda x, x: 1',
    'print 1', "print 'a'",
):
    show(text)

#: expect
#| 'f(a b)'                                 SyntaxError 1:3 invalid syntax. Perhaps you forgot a comma?
#| 'f(a=1, 2)'                              SyntaxError 1:9 positional argument follows keyword argument
#| 'f(a=1, a=2)'                            SyntaxError 1:8 keyword argument repeated: a
#| 'f(1=2)'                                 SyntaxError 1:3 expression cannot contain assignment, perhaps you meant "=="?
#| 'f(a.b=1)'                               SyntaxError 1:3 expression cannot contain assignment, perhaps you meant "=="?
#| 'f(True=1)'                              SyntaxError 1:3 cannot assign to True
#| 'f(**k, *a)'                             SyntaxError 1:6 iterable argument unpacking follows keyword argument unpacking
#| 'f(x for x in y, 1)'                     SyntaxError 1:3 Generator expression must be parenthesized
#| 'def f(a, a): pass'                      SyntaxError 1:10 duplicate argument 'a' in function definition
#| 'def f(a=1, b): pass'                    SyntaxError 1:12 parameter without a default follows parameter with a default
#| 'def f(*): pass'                         SyntaxError 1:7 named arguments must follow bare *
#| 'def f(**k, a): pass'                    SyntaxError 1:12 arguments cannot follow var-keyword argument
#| 'lambda x, x: 1'                         SyntaxError 1:11 duplicate argument 'x' in function definition
#| 'print 1'                                SyntaxError 1:1 Missing parentheses in call to 'print'. Did you mean print(...)?
#| "print 'a'"                              SyntaxError 1:1 Missing parentheses in call to 'print'. Did you mean print(...)?
