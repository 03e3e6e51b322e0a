# retry: outside a block and with a timeout.
#: cpython no, it has no retry
from transaction import atomic, retry

try:
    retry()
except RuntimeError:
    print("RuntimeError")
x = [0]
try:
    with atomic:
        x[0] = 1
        if x[0]:
            retry(timeout=0.02)
except TimeoutError:
    print("TimeoutError", x)

#: expect
#| RuntimeError
#| TimeoutError [0]
