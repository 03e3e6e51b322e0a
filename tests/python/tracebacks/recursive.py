# Repeated frames are folded.
def down(n):
    if n == 0:
        raise ValueError("bottom")
    down(n - 1)


down(10)

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/recursive.py", line 8, in <module>
#|     down(10)
#|     ~~~~^^^^
#|   File "$DIR/recursive.py", line 5, in down
#|     down(n - 1)
#|     ~~~~^^^^^^^
#|   File "$DIR/recursive.py", line 5, in down
#|     down(n - 1)
#|     ~~~~^^^^^^^
#|   File "$DIR/recursive.py", line 5, in down
#|     down(n - 1)
#|     ~~~~^^^^^^^
#|   [Previous line repeated 7 more times]
#|   File "$DIR/recursive.py", line 4, in down
#|     raise ValueError("bottom")
#| ValueError: bottom
#: exit 1
