# threads share writes
"""Producers make jobs, consumers do them, results come back: two queues of the standard library.

Usage: producer_consumer.py [THREADS [SIZE]]    THREADS producers and as many consumers, SIZE jobs in all.
"""

import queue
import sys
import threading

SIZE = 80_000
ROOM = 100


class Job:
    def __init__(self, number):
        self.number = number
        self.steps = None


def steps_to_one(number):
    """Collatz's steps."""
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def produce(jobs, first, threads, size):
    for number in range(first + 1, size + 1, threads):
        jobs.put(Job(number))


def consume(jobs, done):
    while True:
        job = jobs.get()
        if job is None:
            break
        job.steps = steps_to_one(job.number)
        done.put(job)


def main(threads=2, size=SIZE):
    jobs = queue.Queue(ROOM)
    done = queue.Queue()
    producers = [
        threading.Thread(target=produce, args=(jobs, first, threads, size))
        for first in range(threads)
    ]
    consumers = [threading.Thread(target=consume, args=(jobs, done)) for _ in range(threads)]
    for thread in producers + consumers:
        thread.start()
    for thread in producers:
        thread.join()
    for _ in consumers:
        jobs.put(None)
    total = 0
    longest = None
    seen = set()
    for _ in range(size):
        job = done.get()
        seen.add(job.number)
        total += job.steps
        if longest is None or (job.steps, -job.number) > (longest.steps, -longest.number):
            longest = job
    for thread in consumers:
        thread.join()
    print(size, "jobs,", total, "steps; the longest", longest.steps, "from", longest.number)
    print("each once:", len(seen) == size and jobs.empty() and done.empty())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
