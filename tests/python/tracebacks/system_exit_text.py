# sys.exit with a text prints it to stderr.
import sys

sys.exit("went wrong")

#: stderr
#| went wrong
#: exit 1
