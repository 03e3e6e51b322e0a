# A dedent that fits no outer level.
if True:
        x = 1
    y = 2

#: stderr
#|   File "$DIR/file_dedent.py", line 4
#|     y = 2
#|          ^
#| IndentationError: unindent does not match any outer indentation level
#: exit 1
