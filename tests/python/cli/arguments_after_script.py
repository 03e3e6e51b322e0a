# What follows the script belongs to the script.
#: args -c --no-jit x --help -
import sys

print(sys.argv[1:])
print(__name__, __file__ == sys.argv[0] or sys.argv[0])

#: expect
#| ['-c', '--no-jit', 'x', '--help', '-']
#| __main__ True
