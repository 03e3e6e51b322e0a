# What only the compiler can see.
def f():
    return 1


return 2

#: stderr
#|   File "$DIR/file_return.py", line 6
#|     return 2
#|     ^^^^^^^^
#| SyntaxError: 'return' outside function
#: exit 1
