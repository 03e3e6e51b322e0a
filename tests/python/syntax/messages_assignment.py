# Messages about targets of assignment.
def show(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:40} {type(e).__name__} {e.lineno}:{e.offset} {e.msg}")
    else:
        print(f"{text!r:40} fine")


for text in (
    '1 = x', 'f() = 1', 'a + b = 1', 'None = 1', 'True = 1', "'a' = 1", 'if x = 1: pass', 'while x = 1: pass',
    'del f()', 'del 1', 'for 1 in x: pass', 'with a as 1: pass', 'a, b += 1', 'f() += 1', '*a = b', '*a, *b = c',
    '-a = 1', '[x for x in y] = 1', '(a, 1) = x', 'a < b = 1',
):
    show(text)

#: expect
#| '1 = x'                                  SyntaxError 1:1 cannot assign to literal here. Maybe you meant '==' instead of '='?
#| 'f() = 1'                                SyntaxError 1:1 cannot assign to function call here. Maybe you meant '==' instead of '='?
#| 'a + b = 1'                              SyntaxError 1:1 cannot assign to expression here. Maybe you meant '==' instead of '='?
#| 'None = 1'                               SyntaxError 1:1 cannot assign to None
#| 'True = 1'                               SyntaxError 1:1 cannot assign to True
#| "'a' = 1"                                SyntaxError 1:1 cannot assign to literal here. Maybe you meant '==' instead of '='?
#| 'if x = 1: pass'                         SyntaxError 1:4 invalid syntax. Maybe you meant '==' or ':=' instead of '='?
#| 'while x = 1: pass'                      SyntaxError 1:7 invalid syntax. Maybe you meant '==' or ':=' instead of '='?
#| 'del f()'                                SyntaxError 1:5 cannot delete function call
#| 'del 1'                                  SyntaxError 1:5 cannot delete literal
#| 'for 1 in x: pass'                       SyntaxError 1:5 cannot assign to literal
#| 'with a as 1: pass'                      SyntaxError 1:11 cannot assign to literal
#| 'a, b += 1'                              SyntaxError 1:1 'tuple' is an illegal expression for augmented assignment
#| 'f() += 1'                               SyntaxError 1:1 'function call' is an illegal expression for augmented assignment
#| '*a = b'                                 SyntaxError 1:1 starred assignment target must be in a list or tuple
#| '*a, *b = c'                             SyntaxError 1:1 multiple starred expressions in assignment
#| '-a = 1'                                 SyntaxError 1:1 cannot assign to expression here. Maybe you meant '==' instead of '='?
#| '[x for x in y] = 1'                     SyntaxError 1:1 cannot assign to list comprehension here. Maybe you meant '==' instead of '='?
#| '(a, 1) = x'                             SyntaxError 1:5 cannot assign to literal
#| 'a < b = 1'                              SyntaxError 1:1 cannot assign to comparison
