# A block that is undone takes back what it did to decimal contexts: flags, precision, which one is current.
#: cpython no, nothing is undone there
from decimal import Context, Decimal, Inexact, getcontext, setcontext

from transaction import atomic, retry

own = getcontext()
own.clear_flags()
try:
    with atomic:
        own.prec = 5
        two_thirds = Decimal(2) / 3
        own.traps[Inexact] = True
        setcontext(Context(prec=3))
        retry(timeout=0)
except TimeoutError:
    pass
print(getcontext() is own, own.prec, own.flags[Inexact], own.traps[Inexact], Decimal(2) / 3)
with atomic:
    own.prec = 6
    third = Decimal(1) / 3
print(third, own.prec, own.flags[Inexact])
#: expect
#| True 28 False False 0.6666666666666666666666666667
#| 0.333333 6 True
