"""A loop made parallel: do_stuff for every element of a list, each call a transaction.

Usage: transactions2.py [ELEMENTS]    prints what the loop would have printed.

Written as `for element in elements: do_stuff(element)`, it would run in one thread. With `add`
and `run` it may use all cores, and still behaves as if the calls came one after the other.
"""

import sys

import transaction

ELEMENTS = 30_000


class Statistics:
    total = 0
    calls = 0


def steps_to_one(number):
    """Collatz's steps."""
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def do_stuff(element):
    element["steps"] = steps = steps_to_one(element["number"])
    Statistics.total += steps
    Statistics.calls += 1


def main(size=ELEMENTS):
    elements = [{"number": number} for number in range(1, size + 1)]
    for element in elements:
        transaction.add(do_stuff, element)
    transaction.run()
    longest = max(elements, key=lambda element: element["steps"])
    print(Statistics.calls, "calls,", Statistics.total, "steps")
    print("longest:", longest["number"], "with", longest["steps"])
    print("each once:", Statistics.total == sum(element["steps"] for element in elements))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
