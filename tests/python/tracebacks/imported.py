# Frames in another module of the user's.
import _helper

_helper.twice(lambda: 1 / 0)

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/imported.py", line 4, in <module>
#|     _helper.twice(lambda: 1 / 0)
#|     ~~~~~~~~~~~~~^^^^^^^^^^^^^^^
#|   File "$DIR/_helper.py", line 2, in twice
#|     f()
#|     ~^^
#|   File "$DIR/imported.py", line 4, in <lambda>
#|     _helper.twice(lambda: 1 / 0)
#|                           ~~^~~
#| ZeroDivisionError: division by zero
#: exit 1
