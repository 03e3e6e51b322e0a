# on_commit and on_abort: order, nesting, outside a block, after an exception.
#: not conflict
#: cpython no, its stand-in has no rollback
from transaction import atomic, on_abort, on_commit

on_commit(lambda: print("at once"))
with atomic:
    on_commit(lambda: print("one"))
    with atomic:
        on_commit(lambda: print("two"))
    on_abort(lambda: print("never"))
    saved = "in the block"
print("after", saved)
try:
    with atomic:
        on_commit(lambda: print("also when it raises"))
        raise ValueError
except ValueError:
    print("caught")
try:
    with atomic(rollback=True):
        on_commit(lambda: print("never either"))
        on_abort(lambda: print("undone"))
        raise KeyError
except KeyError:
    print("caught too")

#: expect
#| at once
#| one
#| two
#| after in the block
#| also when it raises
#| caught
#| undone
#| caught too
