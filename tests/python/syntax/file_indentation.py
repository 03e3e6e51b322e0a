# An unexpected indent.
x = 1
  y = 2

#: stderr
#|   File "$DIR/file_indentation.py", line 3
#|     y = 2
#| IndentationError: unexpected indent
#: exit 1
