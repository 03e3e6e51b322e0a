# Generators that are left in their middle, again and again in a hot loop: what has to be cleaned up is.
import gc


def numbers(log):
    try:
        yield 1
        yield 2
    finally:
        log.append(1)


class Manager:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.log.append(1)


def managed(log):
    with Manager(log):
        yield 1
        yield 2


def leave_early(make, n):
    log = []
    total = 0
    for i in range(n):
        for x in make(log):
            total += x
            if i % 3:
                break
    return total, log


for make in (numbers, managed):
    total, log = leave_early(make, 3000)
    gc.collect()
    # The last ones may still be held by a register.
    print(total, len(log) > 2900)
#: expect
#| 5000 True
#| 5000 True
