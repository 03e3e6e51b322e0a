# Messages about global, nonlocal and names in comprehensions.
def show(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:40} {type(e).__name__} {e.lineno}:{e.offset} {e.msg}")
    else:
        print(f"{text!r:40} fine")


for text in (
    'def f():\n x = 1\n global x', 'def f():\n print(x)\n global x', 'def f(x):\n global x',
    'def f():\n global x\n nonlocal x', 'def f():\n nonlocal x', 'nonlocal x', 'def f(x):\n nonlocal x',
    '[x := 1 for x in y]', 'class A:\n [y := 1 for x in z]', '[(yield) for x in y]',
    'def f():\n from a import *', 'from __future__ import nothing', 'x = 1\nfrom __future__ import annotations',
):
    show(text)

#: expect
#| 'def f():\n x = 1\n global x'            SyntaxError 3:2 name 'x' is assigned to before global declaration
#| 'def f():\n print(x)\n global x'         SyntaxError 3:2 name 'x' is used prior to global declaration
#| 'def f(x):\n global x'                   SyntaxError 2:2 name 'x' is parameter and global
#| 'def f():\n global x\n nonlocal x'       SyntaxError 2:2 name 'x' is nonlocal and global
#| 'def f():\n nonlocal x'                  SyntaxError 2:2 no binding for nonlocal 'x' found
#| 'nonlocal x'                             SyntaxError 1:1 nonlocal declaration not allowed at module level
#| 'def f(x):\n nonlocal x'                 SyntaxError 2:2 name 'x' is parameter and nonlocal
#| '[x := 1 for x in y]'                    SyntaxError 1:2 assignment expression cannot rebind comprehension iteration variable 'x'
#| 'class A:\n [y := 1 for x in z]'         SyntaxError 2:3 assignment expression within a comprehension cannot be used in a class body
#| '[(yield) for x in y]'                   SyntaxError 1:3 'yield' inside list comprehension
#| 'def f():\n from a import *'             SyntaxError 2:16 import * only allowed at module level
#| 'from __future__ import nothing'         SyntaxError 1:1 future feature nothing is not defined
#| 'x = 1\nfrom __future__ import annotations' SyntaxError 2:1 from __future__ imports must occur at the beginning of the file
