"""What the races share: threads that start together, and hunting for outcomes for a given time.

A race is given the seconds to hunt for as its first argument.
"""

import sys
import threading
import time

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 0.2


def together(*bodies):
    """Runs each function in a thread of its own, all let go at once; raises what any of them raised."""
    waiting = []
    errors = []

    def start(body):
        waiting.append(1)
        while len(waiting) < len(bodies):
            pass
        try:
            body()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=start, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def hunt(attempt):
    """Calls attempt, which returns the outcomes it saw, until the time is over; prints each outcome once."""
    seen = set()
    end = time.monotonic() + SECONDS
    while True:
        seen.update(attempt())
        if time.monotonic() >= end:
            break
    for outcome in sorted(seen, key=str):
        if isinstance(outcome, tuple):
            print(*outcome)
        else:
            print(outcome)


class Cell:
    """Two places in an object of their own."""

    def __init__(self, x=0, y=0):
        self.x = x
        self.y = y
