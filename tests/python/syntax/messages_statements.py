# Messages about statements.
def show(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:40} {type(e).__name__} {e.lineno}:{e.offset} {e.msg}")
    else:
        print(f"{text!r:40} fine")


for text in (
    'if x', 'if x:\npass', 'while True', 'for x in y', 'def f()', 'def f():\nreturn', 'class A',
    'class A:\nx = 1', 'else: pass', 'elif x: pass', 'try:\n pass', 'try\n pass', 'with a', 'import',
    'from a import b,', 'return', 'break', 'continue', 'class A:\n return 1', 'x = 1;; y', '1 2', 'a b c',
    'pass pass', 'except: pass', 'try:\n pass\nexcept:\n pass\nexcept A:\n pass', 'yield', 'def f():\n await x',
    'if x:\n  a\n b', ' x = 1', 'if x:\n a\n  b', 'x = 1 \\ \n', '$', 'a ? b', '1abc', '0777', '1_', '0b12',
    'x := 1', '1 if 2',
):
    show(text)

#: expect
#| 'if x'                                   SyntaxError 1:5 expected ':'
#| 'if x:\npass'                            IndentationError 2:1 expected an indented block after 'if' statement on line 1
#| 'while True'                             SyntaxError 1:11 expected ':'
#| 'for x in y'                             SyntaxError 1:11 expected ':'
#| 'def f()'                                SyntaxError 1:8 expected ':'
#| 'def f():\nreturn'                       IndentationError 2:1 expected an indented block after function definition on line 1
#| 'class A'                                SyntaxError 1:8 expected ':'
#| 'class A:\nx = 1'                        IndentationError 2:1 expected an indented block after class definition on line 1
#| 'else: pass'                             SyntaxError 1:1 invalid syntax
#| 'elif x: pass'                           SyntaxError 1:1 invalid syntax
#| 'try:\n pass'                            SyntaxError 2:6 expected 'except' or 'finally' block
#| 'try\n pass'                             SyntaxError 1:4 expected ':'
#| 'with a'                                 SyntaxError 1:7 expected ':'
#| 'import'                                 SyntaxError 1:7 Expected one or more names after 'import'
#| 'from a import b,'                       SyntaxError 1:17 trailing comma not allowed without surrounding parentheses
#| 'return'                                 SyntaxError 1:1 'return' outside function
#| 'break'                                  SyntaxError 1:1 'break' outside loop
#| 'continue'                               SyntaxError 1:1 'continue' not properly in loop
#| 'class A:\n return 1'                    SyntaxError 2:2 'return' outside function
#| 'x = 1;; y'                              SyntaxError 1:7 invalid syntax
#| '1 2'                                    SyntaxError 1:3 invalid syntax
#| 'a b c'                                  SyntaxError 1:3 invalid syntax
#| 'pass pass'                              SyntaxError 1:6 invalid syntax
#| 'except: pass'                           SyntaxError 1:1 invalid syntax
#| 'try:\n pass\nexcept:\n pass\nexcept A:\n pass' SyntaxError 3:1 default 'except:' must be last
#| 'yield'                                  SyntaxError 1:1 'yield' outside function
#| 'def f():\n await x'                     SyntaxError 2:2 'await' outside async function
#| 'if x:\n  a\n b'                         IndentationError 3:3 unindent does not match any outer indentation level
#| ' x = 1'                                 IndentationError 1:1 unexpected indent
#| 'if x:\n a\n  b'                         IndentationError 3:2 unexpected indent
#| 'x = 1 \\ \n'                            SyntaxError 1:8 unexpected character after line continuation character
#| '$'                                      SyntaxError 1:1 invalid syntax
#| 'a ? b'                                  SyntaxError 1:3 invalid syntax
#| '1abc'                                   SyntaxError 1:1 invalid decimal literal
#| '0777'                                   SyntaxError 1:1 leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers
#| '1_'                                     SyntaxError 1:2 invalid decimal literal
#| '0b12'                                   SyntaxError 1:4 invalid digit '2' in binary literal
#| 'x := 1'                                 SyntaxError 1:3 invalid syntax
#| '1 if 2'                                 SyntaxError 1:1 expected 'else' after 'if' expression
