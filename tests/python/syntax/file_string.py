# A string that ends with its line.
x = 1
name = 'abc

#: stderr
#|   File "$DIR/file_string.py", line 3
#|     name = 'abc
#|            ^
#| SyntaxError: unterminated string literal (detected at line 3)
#: exit 1
