# sys.exit with things other than small numbers.
import sys

sys.exit(0x1FF)

#: exit 255
