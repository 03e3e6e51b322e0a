"""What CPython needs to run programs that use Typhon's `transaction`: the same names over one lock.

Only for recording what such programs print. One lock serialises the blocks among themselves, and
nothing is undone, so `retry` and `rollback` are not here.
"""

import collections
import threading


class _Atomic:
    def __init__(self):
        self._lock = threading.RLock()
        self._local = threading.local()

    def __enter__(self):
        self._lock.acquire()
        self._local.hooks = getattr(self._local, "hooks", [])
        self._local.depth = getattr(self._local, "depth", 0) + 1
        return self

    def __exit__(self, *error):
        if not getattr(self._local, "depth", 0):
            raise RuntimeError("exit from an atomic block that was not entered")
        self._local.depth -= 1
        self._lock.release()
        if not self._local.depth:
            hooks, self._local.hooks = self._local.hooks, []
            for hook in hooks:
                hook()


atomic = _Atomic()


def on_commit(function):
    if getattr(atomic._local, "depth", 0):
        atomic._local.hooks.append(function)
    else:
        function()


def on_abort(function):
    """Nothing is ever aborted here."""


def last_abort_info():
    return None


def hint_commit_soon():
    pass


class TransactionQueue:
    def __init__(self):
        self._waiting = collections.deque()
        self._executed = 0

    def add(self, function, *args, **keywords):
        self._waiting.append((function, args, keywords))

    def run(self):
        if getattr(atomic._local, "depth", 0):
            raise RuntimeError("run() inside an atomic block")
        self._executed = 0
        while self._waiting:
            function, args, keywords = self._waiting.popleft()
            with atomic:
                function(*args, **keywords)
            self._executed += 1

    def number_of_transactions_executed(self):
        return self._executed


_default = TransactionQueue()
add = _default.add
run = _default.run
