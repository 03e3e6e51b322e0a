# In a module that is imported.
try:
    import _wrong
except SyntaxError as e:
    print(type(e).__name__, e.msg, e.lineno, e.offset, e.text, e.filename.endswith("_wrong.py"))
import _wrong

#: expect
#| SyntaxError expected ':' 2 18 for x in range(3)
#|  True
#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/in_imported.py", line 6, in <module>
#|     import _wrong
#|   File "$DIR/_wrong.py", line 2
#|     for x in range(3)
#|                      ^
#| SyntaxError: expected ':'
#: exit 1
