# sys.exit with a number, and finally on the way.
import sys

try:
    sys.exit(3)
finally:
    print("bye")

#: expect
#| bye
#: exit 3
