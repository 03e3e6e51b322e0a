# threads share reads
"""Spheres over a plane, traced by rows: all threads read one scene.

Usage: raytrace.py [THREADS [SIZE]]    a picture of SIZE by SIZE points; prints sums over its brightness.
"""

import sys
import threading
from math import sqrt

SIZE = 240
DEPTH = 3


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def minus(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def times(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self.times(1.0 / sqrt(self.dot(self)))


class Sphere:
    def __init__(self, center, radius, mirror):
        self.center = center
        self.radius = radius
        self.mirror = mirror

    def distance(self, origin, direction):
        """How far along the ray the sphere is hit, or None."""
        to_center = self.center.minus(origin)
        along = to_center.dot(direction)
        under = self.radius * self.radius - to_center.dot(to_center) + along * along
        if under < 0.0:
            return None
        root = sqrt(under)
        near = along - root
        if near > 1e-6:
            return near
        far = along + root
        return far if far > 1e-6 else None

    def normal(self, point):
        return point.minus(self.center).unit()

    def colour(self, point):
        return 0.9


class Floor:
    mirror = 0.1

    def distance(self, origin, direction):
        if direction.y >= -1e-6:
            return None
        return -origin.y / direction.y

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)

    def colour(self, point):
        return 0.8 if (int(point.x + 100.0) + int(point.z + 100.0)) % 2 else 0.3


class Scene:
    def __init__(self):
        self.light = Vector(-6.0, 9.0, -5.0)
        self.things = [Floor()]
        for i in range(3):
            for j in range(3):
                center = Vector(i * 2.0 - 2.0, 0.7 + 0.3 * j, j * 2.0 + 2.0)
                self.things.append(Sphere(center, 0.6 + 0.05 * i, 0.2 + 0.1 * j))

    def nearest(self, origin, direction):
        best = None
        hit = None
        for thing in self.things:
            distance = thing.distance(origin, direction)
            if distance is not None and (best is None or distance < best):
                best = distance
                hit = thing
        return best, hit

    def brightness(self, origin, direction, depth):
        distance, thing = self.nearest(origin, direction)
        if thing is None:
            return 0.5 + 0.5 * max(direction.y, 0.0)
        point = origin.plus(direction.times(distance))
        normal = thing.normal(point)
        to_light = self.light.minus(point)
        far = sqrt(to_light.dot(to_light))
        to_light = to_light.times(1.0 / far)
        light = 0.1
        shade, _ = self.nearest(point, to_light)
        if shade is None or shade > far:
            light += max(0.0, normal.dot(to_light))
        light *= thing.colour(point)
        if thing.mirror > 0.0 and depth > 0:
            reflected = direction.minus(normal.times(2.0 * direction.dot(normal)))
            mirrored = self.brightness(point, reflected, depth - 1)
            light = light * (1.0 - thing.mirror) + mirrored * thing.mirror
        return light


def row(scene, number, size):
    eye = Vector(0.0, 1.8, -6.0)
    values = []
    for column in range(size):
        x = 2.0 * column / size - 1.0
        y = 1.0 - 2.0 * number / size
        direction = Vector(x, y - 0.1, 2.0).unit()
        values.append(int(255.0 * min(1.0, scene.brightness(eye, direction, DEPTH))))
    return values


def work(scene, rows, first, threads):
    for number in range(first, len(rows), threads):
        rows[number] = row(scene, number, len(rows))


def main(threads=2, size=SIZE):
    scene = Scene()
    rows = [None] * size
    workers = [
        threading.Thread(target=work, args=(scene, rows, first, threads)) for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    checksum = 0
    for values in rows:
        for value in values:
            checksum = (checksum * 31 + value) % 1_000_000_007
    print("brightness:", sum(map(sum, rows)), "checksum:", checksum)
    print("in range:", all(0 <= value <= 255 for values in rows for value in values))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
