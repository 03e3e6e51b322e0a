# No special words, just wrong.
x = 5
y = x + * 2

#: stderr
#|   File "$DIR/file_invalid.py", line 3
#|     y = x + * 2
#|             ^
#| SyntaxError: invalid syntax
#: exit 1
