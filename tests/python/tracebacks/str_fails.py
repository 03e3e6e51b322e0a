# The text of an exception that cannot be printed.
class Bad(Exception):
    def __str__(self):
        raise ValueError("no text")


raise Bad

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/str_fails.py", line 7, in <module>
#|     raise Bad
#| Bad: <exception str() failed>
#: exit 1
