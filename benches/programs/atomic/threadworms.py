# threads share writes
"""Worms on a grid: each moves a cell at a time, a cell holds one worm, who meets another turns.

Usage: threadworms.py [THREADS [SIZE]]    SIZE moves in all; prints that nobody bit anybody.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 600_000
SIDE = 40
WORMS = 24
LENGTH = 8
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


class Worm:
    def __init__(self, number, grid):
        self.number = number
        self.heading = 0
        self.state = number * 7919 + 17
        row = number * SIDE // WORMS
        self.cells = [(column, row) for column in range(LENGTH)]
        self.moved = self.turned = 0
        for column, row in self.cells:
            grid[row][column] = number

    def move(self, grid):
        """One cell on, or a turn if there is somebody."""
        self.state = (self.state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        if self.state % 97 < 10:
            self.heading = (self.heading + 1) % 4
        across, down = STEPS[self.heading]
        column, row = self.cells[-1]
        column = (column + across) % SIDE
        row = (row + down) % SIDE
        with atomic:
            if grid[row][column] is not None:
                self.heading = (self.heading + 3) % 4
                self.turned += 1
                return
            grid[row][column] = self.number
            last_column, last_row = self.cells.pop(0)
            grid[last_row][last_column] = None
            self.cells.append((column, row))
            self.moved += 1


def work(worms, grid, first, threads, moves):
    mine = worms[first::threads]
    for _ in range(moves):
        for worm in mine:
            worm.move(grid)


def main(threads=2, size=SIZE):
    grid = [[None] * SIDE for _ in range(SIDE)]
    worms = [Worm(number, grid) for number in range(WORMS)]
    moves = size // WORMS
    workers = [
        threading.Thread(target=work, args=(worms, grid, first, threads, moves))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    whole = all(
        len(worm.cells) == LENGTH and all(grid[row][column] == worm.number for column, row in worm.cells)
        for worm in worms
    )
    taken = sum(cell is not None for row in grid for cell in row)
    print(len(worms), "worms,", sum(worm.moved + worm.turned for worm in worms), "moves and turns")
    print("whole worms:", whole and taken == WORMS * LENGTH)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
