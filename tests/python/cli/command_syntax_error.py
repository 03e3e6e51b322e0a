# A syntax error in -c.
#: command -c "x = = 1"

#: stderr
#|   File "<string>", line 1
#|     x = = 1
#|         ^
#| SyntaxError: invalid syntax
#: exit 1
