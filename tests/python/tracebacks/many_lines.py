# An expression over several lines.
def add(a,
        b):
    return (
        a
        + b
    )


result = add(
    1,
    "x",
)

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/many_lines.py", line 10, in <module>
#|     result = add(
#|         1,
#|         "x",
#|     )
#|   File "$DIR/many_lines.py", line 5, in add
#|     a
#|     ~
#|     + b
#|     ^~~
#| TypeError: unsupported operand type(s) for +: 'int' and 'str'
#: exit 1
