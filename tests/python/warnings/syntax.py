# What the compiler warns about, in the words of 3.14.
import re
import warnings

x = 5
print(re.match('\d+', "12").group())
if x is 5:
    print("five")
try:
    assert (x, "always true")
except AssertionError:
    pass


def never():
    return b"\q", f"{x}\w", r"\w", "\x41\N{BULLET}" if 0 else "\101", [(1, 2) (3, 4)], "abc"["d"]


with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        compile("'\z'", "name", "eval")
    except SyntaxError as e:
        print(type(e).__name__, e.msg.split(".")[0], e.filename, e.lineno)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(len(eval("'\z'")))
#: cpython no, words of 3.14
#: expect
#| 12
#| five
#| SyntaxError "\z" is an invalid escape sequence name 1
#| 2
#: stderr
#~ ...syntax.py:6: SyntaxWarning: "\d" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\d"? A raw string is also an option.
#~   print(re.match('\d+', "12").group())
#~ ...syntax.py:16: SyntaxWarning: "\q" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\q"? A raw string is also an option.
#~   return b"\q", f"{x}\w", r"\w", "\x41\N{BULLET}" if 0 else "\101", [(1, 2) (3, 4)], "abc"["d"]
#~ ...syntax.py:16: SyntaxWarning: "\w" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\w"? A raw string is also an option.
#~   return b"\q", f"{x}\w", r"\w", "\x41\N{BULLET}" if 0 else "\101", [(1, 2) (3, 4)], "abc"["d"]
#~ ...syntax.py:22: SyntaxWarning: "\z" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\z"? A raw string is also an option.
#~   compile("'\z'", "name", "eval")
#~ ...syntax.py:27: SyntaxWarning: "\z" is an invalid escape sequence. Such sequences will not work in the future. Did you mean "\\z"? A raw string is also an option.
#~   print(len(eval("'\z'")))
#~ ...syntax.py:7: SyntaxWarning: "is" with 'int' literal. Did you mean "=="?
#~   if x is 5:
#~ ...syntax.py:10: SyntaxWarning: assertion is always true, perhaps remove parentheses?
#~   assert (x, "always true")
#~ ...syntax.py:16: SyntaxWarning: 'tuple' object is not callable; perhaps you missed a comma?
#~   return b"\q", f"{x}\w", r"\w", "\x41\N{BULLET}" if 0 else "\101", [(1, 2) (3, 4)], "abc"["d"]
#~ ...syntax.py:16: SyntaxWarning: str indices must be integers or slices, not str; perhaps you missed a comma?
#~   return b"\q", f"{x}\w", r"\w", "\x41\N{BULLET}" if 0 else "\101", [(1, 2) (3, 4)], "abc"["d"]
