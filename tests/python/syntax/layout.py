# Indentation, tabs, continuation lines, comments.
def check(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:48} {type(e).__name__} line {e.lineno}")
    else:
        print(f"{text!r:48} fine")


for text in (
    'if x:\n\ta\n        b', 'if x:\n        a\n\tb', 'if x:\n \ta\n \tb', 'for x in y:\n\n# comment\nz',
    'if x:\n # only a comment\n', 'if x: pass\n else: pass', 'x = (1 +\n2)', 'x = \\\n 1', 'x = \\',
    'if x:\n a\n\n \n b', 'if x:\n\n  a\n', 'while x:\n  a\nelse:\n b', 'if x: a; b\nelse: c',
    'try:\n a\nfinally:\nb', "def f():\n '''doc\nstring'''\n return", 'with x:\npass',
    'match x:\n case 1:\n pass', 'if 1:\n if 2:\n  if 3:\n   x\n  y\n z', '\x0cx = 1', 'x = 1\n\n\n', '',
    '\n \n', '# c', 'x\n  # strange\ny', '(\n  1,\n\n 2)', 'if x:\n  a = (1,\n2)\n  b',
):
    check(text)

#: expect
#| 'if x:\n\ta\n        b'                          TabError line 3
#| 'if x:\n        a\n\tb'                          TabError line 3
#| 'if x:\n \ta\n \tb'                              fine
#| 'for x in y:\n\n# comment\nz'                    IndentationError line 4
#| 'if x:\n # only a comment\n'                     IndentationError line 2
#| 'if x: pass\n else: pass'                        IndentationError line 2
#| 'x = (1 +\n2)'                                   fine
#| 'x = \\\n 1'                                     fine
#| 'x = \\'                                         SyntaxError line 1
#| 'if x:\n a\n\n \n b'                             fine
#| 'if x:\n\n  a\n'                                 fine
#| 'while x:\n  a\nelse:\n b'                       fine
#| 'if x: a; b\nelse: c'                            fine
#| 'try:\n a\nfinally:\nb'                          IndentationError line 4
#| "def f():\n '''doc\nstring'''\n return"          fine
#| 'with x:\npass'                                  IndentationError line 2
#| 'match x:\n case 1:\n pass'                      IndentationError line 3
#| 'if 1:\n if 2:\n  if 3:\n   x\n  y\n z'          fine
#| '\x0cx = 1'                                      fine
#| 'x = 1\n\n\n'                                    fine
#| ''                                               fine
#| '\n \n'                                          fine
#| '# c'                                            fine
#| 'x\n  # strange\ny'                              fine
#| '(\n  1,\n\n 2)'                                 fine
#| 'if x:\n  a = (1,\n2)\n  b'                      fine
