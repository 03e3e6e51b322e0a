# Why a block was undone, with the lines of both sides; counters.
#: threads
#: cpython no, nothing is undone there
#: not conflict
import threading
import time

from transaction import (atomic, counters, last_abort_info, longest_abort_info, on_abort, reset_longest_abort_info,
                         retry)


class Account:
    def __init__(self):
        self.balance = 0


account = Account()
before = counters()
print(last_abort_info(), sorted(before)[:2], type(before["commits"]).__name__)
told = []


def holds():
    undone = []
    with atomic:
        # Only the first try takes long.
        on_abort(lambda: undone.append(1))
        account.balance += 1
        end = time.perf_counter() + (0 if undone else 10)
        while time.perf_counter() < end:
            pass
    told.append(longest_abort_info())


def wants():
    while not told:
        account.balance += 100


def run(t, u):
    t.start()
    time.sleep(0.02)
    u.start()
    t.join()
    u.join()


run(threading.Thread(target=holds), threading.Thread(target=wants))
info = told[0]
print(info.reason)
print(0 < info.seconds < 10)
print(info.own[1] in range(24, 31), info.own[2])
print(info.other[1:])
print(info.own[3] in ("while time.perf_counter() < end:", "pass", "account.balance += 1"))

try:
    with atomic:
        retry(0.01)
except TimeoutError:
    print(last_abort_info().reason, last_abort_info().other)
reset_longest_abort_info()
print(longest_abort_info())
after = counters()
print(after["aborts"] > before["aborts"], after["commits"] > before["commits"])
#: expect
#| None ['aborts', 'claims'] int
#| code outside any block had waited too long for the object
#| True
#| True holds
#| (37, 'wants', 'account.balance += 100')
#| True
#| retry() was called None
#| None
#| True True
