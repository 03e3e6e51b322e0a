# Random transactions over objects, a list, a dict and a deque: there is an order in which one after the other would have read
# the same values and left the same state.
#: threads
#: must agree
import random
from collections import deque

from _race import hunt, together
from transaction import atomic, or_else, retry

THREADS, BLOCKS, STEPS = 3, 8, 5
next_seed = iter(range(1, 1 << 60))


class Cell:
    def __init__(self):
        self.value = 0
        self.version = 0


# Each kind of place: how to make it, and to read and write what it holds and how often it was written.
KINDS = {
    "cell": (Cell, lambda o: (o.value, o.version), lambda o, v, n: (setattr(o, "value", v), setattr(o, "version", n))),
    "list": (lambda: [0, 0] + [9] * 300, lambda o: (o[0], o[1]), lambda o, v, n: (o.__setitem__(0, v), o.__setitem__(1, n))),
    "dict": (lambda: {"value": 0, "version": 0}, lambda o: (o["value"], o["version"]),
             lambda o, v, n: o.update(value=v, version=n)),
    "deque": (lambda: deque([0, 0]), lambda o: (o[0], o[1]),
              lambda o, v, n: (o.popleft(), o.popleft(), o.appendleft(n), o.appendleft(v))),
}
PLACES = ["cell", "cell", "cell", "list", "dict", "deque"]


def programs(rng):
    """For each thread its blocks, for each block its steps: read one place, or write the sum of all read so far to it."""
    def block():
        steps = [(rng.choice("rrw"), rng.randrange(len(PLACES))) for _ in range(rng.randint(1, STEPS))]
        return rng.choice(["plain", "plain", "nested", "choice", "undone"]), steps, rng.choice([0, 0, 20, 200])

    return [[block() for _ in range(BLOCKS)] for _ in range(THREADS)]


def run_steps(places, steps, number, pause):
    seen, total = [], number
    for what, at in steps:
        _, read, write = KINDS[PLACES[at]]
        value, version = read(places[at])
        total = (total * 31 + value) % 1000003
        seen.append((at, version, value, what))
        if what == "w":
            write(places[at], total, version + 1)
        for _ in range(pause):
            pass
    return seen


def run_block(places, kind, steps, number, pause):
    """What it has seen; None if it is to be as if it had never been."""
    if kind == "undone":
        try:
            with atomic(rollback=True):
                run_steps(places, steps, number, pause)
                raise ValueError
        except ValueError:
            return None
    if kind == "choice":
        def lost():
            run_steps(places, steps[::-1], number + 1, 0)
            retry()

        with atomic:
            return or_else(lost, lambda: run_steps(places, steps, number, pause))
    with atomic:
        if kind == "nested":
            with atomic:
                return run_steps(places, steps, number, pause)
        return run_steps(places, steps, number, pause)


def order_of(blocks):
    """Blocks, each a list of what it saw, so that each comes after whom it has read from and before whom it has not seen."""
    writers = {}
    for name, seen in blocks.items():
        for at, version, _, what in seen:
            if what == "w":
                if (at, version + 1) in writers:
                    raise AssertionError("one version was written twice")
                writers[at, version + 1] = name
    before = {name: set() for name in blocks}
    for name, seen in blocks.items():
        for at, version, _, _ in seen:
            earlier, later = writers.get((at, version)), writers.get((at, version + 1))
            if earlier is not None and earlier != name:
                before[name].add(earlier)
            if later is not None and later != name:
                before[later].add(name)
    order = []
    while before:
        free = [name for name, waits in before.items() if not waits]
        if not free:
            raise AssertionError("no order explains what was read")
        for name in free:
            del before[name]
        for waits in before.values():
            waits.difference_update(free)
        order += free
    return order


def attempt():
    seed = next(next_seed)
    plan = programs(random.Random(seed))
    places = [KINDS[kind][0]() for kind in PLACES]
    seen = {}

    def live(me):
        def body():
            for n, (kind, steps, pause) in enumerate(plan[me]):
                result = run_block(places, kind, steps, me * 1000 + n, pause)
                if result is not None:
                    mine[me, n] = result
        mine = logs[me]
        return body

    logs = [{} for _ in range(THREADS)]
    together(*[live(me) for me in range(THREADS)])
    for log in logs:
        seen.update(log)
    try:
        again = [KINDS[kind][0]() for kind in PLACES]
        for me, n in order_of(seen):
            _, steps, _ = plan[me][n]
            if run_steps(again, steps, me * 1000 + n, 0) != seen[me, n]:
                raise AssertionError(f"block {n} of thread {me} has read something else")
        ends = [[KINDS[kind][1](o) for kind, o in zip(PLACES, all)] for all in (places, again)]
        if ends[0] != ends[1]:
            raise AssertionError("the state at the end is another one")
    except AssertionError as error:
        return [f"seed {seed}: {error}"]
    return ["agree"]


hunt(attempt)
