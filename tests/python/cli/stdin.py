# - reads the program from standard input.
#: command - one
#: stdin import sys\n
#: stdin print("from stdin", sys.argv)\n
#: stdin print([i for i in range(3)])\n

#: expect
#| from stdin ['-', 'one']
#| [0, 1, 2]
