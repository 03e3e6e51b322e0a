# exit code 0 for sys.exit() and sys.exit(None); what was printed is flushed.
import sys

print("flushed", end="")
sys.exit(None)

#: expect
#| flushed
