# threads share nothing
"""Counting, graphs of objects, words in dictionaries, lists: what threads do that have nothing to do with one another.

Usage: independent.py [THREADS [SIZE [WHAT]]]    SIZE rounds in all, of everything or of one of the four; prints what came out.
"""

import sys
import threading

SIZE = 48
PARTS = 24


class Node:
    def __init__(self, depth):
        self.depth = depth
        self.left = None
        self.right = None


def tree(depth):
    node = Node(depth)
    if depth:
        node.left = tree(depth - 1)
        node.right = tree(depth - 1)
    return node


def total(node):
    if node.left is None:
        return node.depth
    return node.depth + total(node.left) + total(node.right)


def counting(rounds):
    count = 0
    for number in range(rounds * 1_500_000):
        count += number & 7
    return count


def graphs(rounds):
    return sum(total(tree(9)) for _ in range(rounds * 60))


def words(rounds):
    counts = {}
    for number in range(rounds * 20_000):
        word = "w%d" % (number % 500)
        counts[word] = counts.get(word, 0) + len(word)
    return sum(counts.values())


def lists(rounds):
    result = 0
    for number in range(rounds * 250):
        row = [place * 2 for place in range(300)]
        row.append(number)
        even = [item + 1 for item in row if item & 1 == 0]
        even.sort()
        result += len(even) + even[-1]
    return result


WHAT = {"counting": counting, "graphs": graphs, "words": words, "lists": lists}


def work(what, results, first, threads, rounds):
    for part in range(first, PARTS, threads):
        results[part] = [one(rounds) for one in what]


def main(threads=2, size=SIZE, name=None):
    what = [WHAT[name]] if name else list(WHAT.values())
    rounds = max(1, size // PARTS)
    results = [None] * PARTS
    workers = [
        threading.Thread(target=work, args=(what, results, first, threads, rounds))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(*map(sum, zip(*results)))
    print("all parts alike:", all(result == results[0] for result in results))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
