# Source texts as tokens.
import tokenize, io
src = '''def f(a, b=0x1F):  # comment
    """doc
    more"""
    if a:
        return f"{a!r:>5} and {{x}} {b=}" + 'q' \\
            "r"

    x = [1,
         2.5e-3j]
@deco
class C: pass
'''
for t in tokenize.generate_tokens(io.StringIO(src).readline):
    print(tokenize.tok_name[t.type], repr(t.string), t.start, t.end)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO('x = 1 + 2\n').readline)))
for bad in ('"abc\n', '(1,\n', 'if 1:\n        a\n    b\n', '"""abc\n'):
    try: list(tokenize.generate_tokens(io.StringIO(bad).readline))
    except (tokenize.TokenError, IndentationError) as e: print(type(e).__name__, e.args[0])
print(tokenize.detect_encoding(io.BytesIO(b'# -*- coding: latin-1 -*-\n').readline)[0])
#: expect
#| NAME 'def' (1, 0) (1, 3)
#| NAME 'f' (1, 4) (1, 5)
#| OP '(' (1, 5) (1, 6)
#| NAME 'a' (1, 6) (1, 7)
#| OP ',' (1, 7) (1, 8)
#| NAME 'b' (1, 9) (1, 10)
#| OP '=' (1, 10) (1, 11)
#| NUMBER '0x1F' (1, 11) (1, 15)
#| OP ')' (1, 15) (1, 16)
#| OP ':' (1, 16) (1, 17)
#| COMMENT '# comment' (1, 19) (1, 28)
#| NEWLINE '\n' (1, 28) (1, 29)
#| INDENT '    ' (2, 0) (2, 4)
#| STRING '"""doc\n    more"""' (2, 4) (3, 11)
#| NEWLINE '\n' (3, 11) (3, 12)
#| NAME 'if' (4, 4) (4, 6)
#| NAME 'a' (4, 7) (4, 8)
#| OP ':' (4, 8) (4, 9)
#| NEWLINE '\n' (4, 9) (4, 10)
#| INDENT '        ' (5, 0) (5, 8)
#| NAME 'return' (5, 8) (5, 14)
#| FSTRING_START 'f"' (5, 15) (5, 17)
#| OP '{' (5, 17) (5, 18)
#| NAME 'a' (5, 18) (5, 19)
#| OP '!' (5, 19) (5, 20)
#| NAME 'r' (5, 20) (5, 21)
#| OP ':' (5, 21) (5, 22)
#| FSTRING_MIDDLE '>5' (5, 22) (5, 24)
#| OP '}' (5, 24) (5, 25)
#| FSTRING_MIDDLE ' and {' (5, 25) (5, 31)
#| FSTRING_MIDDLE 'x}' (5, 32) (5, 34)
#| FSTRING_MIDDLE ' ' (5, 35) (5, 36)
#| OP '{' (5, 36) (5, 37)
#| NAME 'b' (5, 37) (5, 38)
#| OP '=' (5, 38) (5, 39)
#| OP '}' (5, 39) (5, 40)
#| FSTRING_END '"' (5, 40) (5, 41)
#| OP '+' (5, 42) (5, 43)
#| STRING "'q'" (5, 44) (5, 47)
#| STRING '"r"' (6, 12) (6, 15)
#| NEWLINE '\n' (6, 15) (6, 16)
#| NL '\n' (7, 0) (7, 1)
#| DEDENT '' (8, 4) (8, 4)
#| NAME 'x' (8, 4) (8, 5)
#| OP '=' (8, 6) (8, 7)
#| OP '[' (8, 8) (8, 9)
#| NUMBER '1' (8, 9) (8, 10)
#| OP ',' (8, 10) (8, 11)
#| NL '\n' (8, 11) (8, 12)
#| NUMBER '2.5e-3j' (9, 9) (9, 16)
#| OP ']' (9, 16) (9, 17)
#| NEWLINE '\n' (9, 17) (9, 18)
#| DEDENT '' (10, 0) (10, 0)
#| OP '@' (10, 0) (10, 1)
#| NAME 'deco' (10, 1) (10, 5)
#| NEWLINE '\n' (10, 5) (10, 6)
#| NAME 'class' (11, 0) (11, 5)
#| NAME 'C' (11, 6) (11, 7)
#| OP ':' (11, 7) (11, 8)
#| NAME 'pass' (11, 9) (11, 13)
#| NEWLINE '\n' (11, 13) (11, 14)
#| ENDMARKER '' (12, 0) (12, 0)
#| x = 1 + 2
#|
#| TokenError unterminated string literal (detected at line 1)
#| TokenError unexpected EOF in multi-line statement
#| IndentationError unindent does not match any outer indentation level
#| TokenError EOF in multi-line string
#| iso-8859-1
