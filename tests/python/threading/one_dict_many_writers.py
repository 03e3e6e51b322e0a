# Threads that overwrite values of one dict, each under keys of its own, while others use it as a whole.
#: threads

import threading

try:
    from transaction import atomic
except ImportError:
    atomic = threading.RLock()


def in_threads(*works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


TURNS = 4000


def under_a_lock():
    lock = threading.Lock()
    counts = {key: 0 for key in range(20)}

    def count(first):
        def work():
            for turn in range(TURNS):
                with lock:
                    counts[first + turn % 5] += 1

        return work

    in_threads(*map(count, (0, 5, 10, 15)))
    print("under a lock:", counts)


def with_inserts_and_removals():
    lock = threading.Lock()
    counts = {"a": 0, "b": 0}

    def count(key):
        def work():
            for turn in range(TURNS):
                with lock:
                    counts[key] += 1
                if turn % 400 == 7:
                    counts[key, turn] = turn
                if turn % 400 == 300:
                    del counts[key, turn - 293]

        return work

    in_threads(count("a"), count("b"))
    print("with inserts and removals:", counts)


def looked_at_as_a_whole():
    values = {"a": 0, "b": 0, "stop": False}
    seen = []

    def write(key):
        def work():
            for turn in range(TURNS):
                values[key] = turn
            values[key] = TURNS

        return work

    def look():
        before = 0
        while not values["stop"]:
            now = sum(value for value in values.copy().values())
            assert now >= before, (now, before)
            before = now
            assert len(values) == 3 and list(values) == ["a", "b", "stop"]
        # The last look may find that it is to stop.
        seen.append(before <= 2 * TURNS + 1)

    looker = threading.Thread(target=look)
    looker.start()
    in_threads(write("a"), write("b"))
    values["stop"] = True
    looker.join()
    print("looked at as a whole:", values, seen)


def blocks_among_them():
    """Blocks move from one key to the other and look at the sum, which plain code does not change."""
    values = {"a": 1000, "b": 1000, "mine": 0, "yours": 0}
    wrong = []

    def move():
        for turn in range(TURNS // 4):
            with atomic:
                values["a"] -= 1
                values["b"] += 1

    def look():
        for turn in range(TURNS // 4):
            with atomic:
                if values["a"] + values["b"] != 2000:
                    wrong.append(turn)

    def plain(key):
        def work():
            for turn in range(TURNS):
                values[key] += 1

        return work

    in_threads(move, look, plain("mine"), plain("yours"))
    print("blocks among them:", values, wrong)


def values_are_objects():
    lists = {key: [] for key in "abcd"}

    def work_on(key):
        def work():
            for turn in range(TURNS):
                lists[key] = [turn, lists[key][:1]]

        return work

    in_threads(*map(work_on, "abcd"))
    print("values are objects:", lists)


def while_others_iterate():
    values = dict.fromkeys(range(50), 0)
    orders = set()

    def iterate():
        for turn in range(200):
            orders.add(tuple(values))
            for key in values:
                values[key] += 0

    def write(first):
        def work():
            for turn in range(TURNS):
                values[first + turn % 10] = turn

        return work

    in_threads(write(10), write(20), iterate)
    print("while others iterate:", len(orders), len(values), values[25])


under_a_lock()
with_inserts_and_removals()
looked_at_as_a_whole()
blocks_among_them()
values_are_objects()
while_others_iterate()

#: expect
#| under a lock: {0: 800, 1: 800, 2: 800, 3: 800, 4: 800, 5: 800, 6: 800, 7: 800, 8: 800, 9: 800, 10: 800, 11: 800, 12: 800, 13: 800, 14: 800, 15: 800, 16: 800, 17: 800, 18: 800, 19: 800}
#| with inserts and removals: {'a': 4000, 'b': 4000}
#| looked at as a whole: {'a': 4000, 'b': 4000, 'stop': True} [True]
#| blocks among them: {'a': 0, 'b': 2000, 'mine': 4000, 'yours': 4000} []
#| values are objects: {'a': [3999, [3998]], 'b': [3999, [3998]], 'c': [3999, [3998]], 'd': [3999, [3998]]}
#| while others iterate: 1 50 3995
