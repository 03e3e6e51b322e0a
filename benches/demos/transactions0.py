"""An atomic block: several threads move things between shelves, and nothing gets lost or doubled.

Usage: transactions0.py [MOVES [THREADS]]    each thread makes MOVES moves.
"""

import sys
import threading

from __pypy__.thread import atomic

MOVES = 20_000
THREADS = 4
SHELVES = 8


def move(shelves, moves, start):
    place = start
    for step in range(moves):
        with atomic:
            taken = shelves[place % SHELVES]
            target = (place * 3 + step) % SHELVES
            amount = min(taken, step % 3)
            shelves[place % SHELVES] -= amount
            shelves[target] += amount
        place += 1


def main(moves=MOVES, workers=THREADS):
    shelves = [100] * SHELVES
    threads = [
        threading.Thread(target=move, args=(shelves, moves, start)) for start in range(workers)
    ]
    for thread in threads:
        thread.start()
    checks = 0
    sums = set()
    while checks < 100 or any(thread.is_alive() for thread in threads):
        with atomic:
            sums.add(sum(shelves))
        checks += 1
    for thread in threads:
        thread.join()
    print("on all shelves:", sum(shelves))
    print("seen on the way:", sorted(sums))
    print("none below zero:", min(shelves) >= 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
