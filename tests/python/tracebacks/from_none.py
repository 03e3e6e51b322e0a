# `from None` hides the context.
try:
    int("x")
except ValueError:
    raise RuntimeError("shown alone") from None

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/from_none.py", line 5, in <module>
#|     raise RuntimeError("shown alone") from None
#| RuntimeError: shown alone
#: exit 1
