# A syntax error in the program itself: nothing runs.
print("never printed")


def f(x)
    return x

#: stderr
#|   File "$DIR/file_missing_colon.py", line 5
#|     def f(x)
#|             ^
#| SyntaxError: expected ':'
#: exit 1
