# Messages about brackets and strings that do not end.
def show(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:40} {type(e).__name__} {e.lineno}:{e.offset} {e.msg}")
    else:
        print(f"{text!r:40} fine")


for text in (
    '(1, 2', '[1, 2', '{1: 2', 'x = (1, 2]', ')', 'a = }', 'f(', 'a[1', "'abc", '"abc', "'''abc",
    "x = '''abc\ndef", "b'é'", "f'{a'", "f'}'", "f'{}'", '[1, 2\nx = 3',
):
    show(text)

#: expect
#| '(1, 2'                                  SyntaxError 1:1 '(' was never closed
#| '[1, 2'                                  SyntaxError 1:1 '[' was never closed
#| '{1: 2'                                  SyntaxError 1:1 '{' was never closed
#| 'x = (1, 2]'                             SyntaxError 1:10 closing parenthesis ']' does not match opening parenthesis '('
#| ')'                                      SyntaxError 1:1 unmatched ')'
#| 'a = }'                                  SyntaxError 1:5 unmatched '}'
#| 'f('                                     SyntaxError 1:2 '(' was never closed
#| 'a[1'                                    SyntaxError 1:2 '[' was never closed
#| "'abc"                                   SyntaxError 1:1 unterminated string literal (detected at line 1)
#| '"abc'                                   SyntaxError 1:1 unterminated string literal (detected at line 1)
#| "'''abc"                                 SyntaxError 1:1 unterminated triple-quoted string literal (detected at line 1)
#| "x = '''abc\ndef"                        SyntaxError 1:5 unterminated triple-quoted string literal (detected at line 2)
#| "b'é'"                                   SyntaxError 1:1 bytes can only contain ASCII literal characters
#| "f'{a'"                                  SyntaxError 1:5 f-string: expecting '}'
#| "f'}'"                                   SyntaxError 1:3 f-string: single '}' is not allowed
#| "f'{}'"                                  SyntaxError 1:4 f-string: valid expression required before '}'
#| '[1, 2\nx = 3'                           SyntaxError 1:1 '[' was never closed
