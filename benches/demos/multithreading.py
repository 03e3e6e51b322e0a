"""Ten threads that count, each for itself: the work that a GIL does not let run in parallel.

Usage: multithreading.py [COUNT [THREADS]]    each thread counts to COUNT.
"""

import sys
import threading

COUNT = 3_000_000
THREADS = 10


def count(limit, results, place):
    number = 0
    while number < limit:
        number += 1
    results[place] = number


def main(limit=COUNT, workers=THREADS):
    results = [0] * workers
    threads = [
        threading.Thread(target=count, args=(limit, results, place)) for place in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(workers, "threads counted to", sum(results))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
