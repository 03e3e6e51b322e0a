# Generators that nobody refers to any more are closed when they are collected, those that are left at the end of the program.
import gc


def numbers(name):
    try:
        for i in range(10):
            yield i
    finally:
        print(name, "is cleaned up")


def first(name):
    for n in numbers(name):
        return n


n = first("one")
gc.collect()
print(n)


def guarded():
    with open(__file__) as f:
        yield f


g = guarded()
f = next(g)
print(f.closed)
del g
gc.collect()
print(f.closed)


def started_never():
    try:
        yield
    finally:
        print("never")


started_never()
gc.collect()


def inner():
    try:
        yield 1
    finally:
        print("inner")


def outer():
    try:
        yield from inner()
    finally:
        print("outer")


def drop():
    next(outer())


drop()
gc.collect()
kept = numbers("kept")
print(next(kept))
#: expect
#| one is cleaned up
#| 0
#| False
#| True
#| inner
#| outer
#| 0
#| kept is cleaned up
