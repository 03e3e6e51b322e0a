# A bracket that is never closed is the place to look at.
print("never printed")
values = [1, 2, (3, 4]

#: stderr
#|   File "$DIR/file_never_closed.py", line 3
#|     values = [1, 2, (3, 4]
#|                          ^
#| SyntaxError: closing parenthesis ']' does not match opening parenthesis '('
#: exit 1
