# threads share writes
"""Points are put into clusters, in the manner of STAMP's kmeans: all threads add to the clusters' sums.

Usage: kmeans.py [THREADS [SIZE]]    SIZE points; prints the centres found after some rounds.

Coordinates are whole numbers, so that sums do not depend on their order.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 60_000
CLUSTERS = 12
ROUNDS = 4
PARTS = 24


class Cluster:
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.clear()

    def clear(self):
        self.sum_x = self.sum_y = self.count = 0

    def settle(self):
        """Moves the centre to the middle of its points."""
        if self.count:
            self.x = self.sum_x // self.count
            self.y = self.sum_y // self.count


def make_points(size):
    state = 42
    points = []
    for number in range(size):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        near = number % CLUSTERS * 1000
        points.append((near + (state >> 8) % 700, near * 7 % 9000 + (state >> 16) % 700))
    return points


def nearest(clusters, x, y):
    best = None
    least = 0
    for cluster in clusters:
        dx = cluster.x - x
        dy = cluster.y - y
        distance = dx * dx + dy * dy
        if best is None or distance < least:
            best = cluster
            least = distance
    return best


def assign(points, centers, clusters):
    """Adds each point to the cluster whose centre is nearest."""
    for x, y in points:
        cluster = clusters[nearest(centers, x, y).number]
        with atomic:
            cluster.sum_x += x
            cluster.sum_y += y
            cluster.count += 1


class Center:
    def __init__(self, number, cluster):
        self.number = number
        self.x = cluster.x
        self.y = cluster.y


def work(parts, centers, clusters, first, threads):
    for number in range(first, PARTS, threads):
        assign(parts[number], centers, clusters)


def one_round(parts, clusters, threads):
    centers = [Center(number, cluster) for number, cluster in enumerate(clusters)]
    for cluster in clusters:
        cluster.clear()
    workers = [
        threading.Thread(target=work, args=(parts, centers, clusters, first, threads))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    whole = sum(cluster.count for cluster in clusters)
    for cluster in clusters:
        cluster.settle()
    return whole


def main(threads=2, size=SIZE):
    points = make_points(size)
    parts = [points[number::PARTS] for number in range(PARTS)]
    clusters = [Cluster(*points[n * 5 % size]) for n in range(CLUSTERS)]
    counts = {one_round(parts, clusters, threads) for _ in range(ROUNDS)}
    for cluster in clusters:
        print(cluster.x, cluster.y, cluster.count)
    sums = sum(c.sum_x for c in clusters), sum(c.sum_y for c in clusters)
    print("every point once:", counts == {size} and sums == tuple(map(sum, zip(*points))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
