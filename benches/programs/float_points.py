"""Makes points on a curve, scales each to unit length, takes the greatest of each coordinate.

Usage: float_points.py [POINTS]    prints the greatest coordinates.
"""

import sys
from math import cos, sin, sqrt

DEFAULT = 2_500_000


class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, number):
        self.x = x = sin(number)
        self.y = cos(number) * 3
        self.z = (x * x) / 2

    def __repr__(self):
        return f"<Point: x={self.x}, y={self.y}, z={self.z}>"

    def normalize(self):
        length = sqrt(self.x ** 2 + self.y ** 2 + self.z ** 2)
        self.x /= length
        self.y /= length
        self.z /= length

    def maximize(self, other):
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def maximum(points):
    greatest = points[0]
    for point in points[1:]:
        greatest = greatest.maximize(point)
    return greatest


def main(size):
    points = [Point(i) for i in range(max(size, 1))]
    for point in points:
        point.normalize()
    greatest = maximum(points)
    print(f"x={greatest.x:.9f} y={greatest.y:.9f} z={greatest.z:.9f}")
    print(points[len(points) // 2])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
