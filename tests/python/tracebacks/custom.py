# A class of the user's, notes, several lines.
class Outer:
    class Error(Exception):
        pass


def fail():
    error = Outer.Error("first line\nsecond line")
    error.add_note("a note")
    error.add_note("another\nnote")
    raise error


fail()

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/custom.py", line 14, in <module>
#|     fail()
#|     ~~~~^^
#|   File "$DIR/custom.py", line 11, in fail
#|     raise error
#| Outer.Error: first line
#| second line
#| a note
#| another
#| note
#: exit 1
