"""Ten threads that count, and add to a global, unprotected, once in a million steps.

Usage: multithreading2.py [COUNT [THREADS]]    each thread counts to COUNT.

`num += 1` reads and then writes; nobody keeps another thread from writing in between. So an
addition may get lost, but the number is never more than the additions made, never torn, never 0.
"""

import sys
import threading

COUNT = 3_000_000
THREADS = 10

num = 0


def count(limit, every, results, place):
    global num
    number = 0
    added = 0
    while number < limit:
        number += 1
        if number % every == 0:
            num += 1
            added += 1
    results[place] = added


def main(limit=COUNT, workers=THREADS):
    every = max(1, min(1_000_000, limit // 3))
    results = [0] * workers
    threads = [
        threading.Thread(target=count, args=(limit, every, results, place))
        for place in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = sum(results)
    print(workers, "threads added", added, "times")
    print("the number is possible:", 1 <= num <= added)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
