# The traceback module and sys.excepthook.
import sys
import traceback


def fail():
    raise ValueError("printed")


try:
    fail()
except ValueError as e:
    print(traceback.format_exc(), end="")
    print(traceback.format_exception_only(e))
    print([f.name for f in traceback.extract_tb(e.__traceback__)])


def hook(kind, value, tb):
    print("hook:", kind.__name__, value)


sys.excepthook = hook
fail()

#: expect
#| Traceback (most recent call last):
#|   File "$DIR/print_exc.py", line 11, in <module>
#|     fail()
#|     ~~~~^^
#|   File "$DIR/print_exc.py", line 7, in fail
#|     raise ValueError("printed")
#| ValueError: printed
#| ['ValueError: printed\n']
#| ['<module>', 'fail']
#| hook: ValueError printed
#: exit 1
