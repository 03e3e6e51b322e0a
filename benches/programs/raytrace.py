"""A ray tracer: spheres over a chequered floor, shadows, reflections.

Usage: raytrace.py [WIDTH]    draws WIDTH x WIDTH * 3 / 4 points; prints a small picture and sums of colours.
"""

import sys
from math import sqrt

DEFAULT = 360
DEPTH = 3
TINY = 1e-6
SHADES = " .:-=+*#%@"


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y, -self.z)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self):
        return sqrt(self.dot(self))

    def unit(self):
        return self * (1.0 / self.length())

    def mirrored(self, normal):
        """This direction after bouncing off a surface with that normal."""
        return self - normal * (2.0 * self.dot(normal))


class Colour(Vector):
    __slots__ = ()

    def brightness(self):
        return 0.3 * self.x + 0.59 * self.y + 0.11 * self.z

    def blend(self, other, share):
        return Colour(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            self.z + (other.z - self.z) * share,
        )

    def dimmed(self, factor):
        return Colour(self.x * factor, self.y * factor, self.z * factor)

    def bytes(self):
        return tuple(min(255, int(part * 255.0 + 0.5)) for part in (self.x, self.y, self.z))


class Ray:
    __slots__ = ("origin", "direction")

    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.unit()

    def at(self, distance):
        return self.origin + self.direction * distance


class Surface:
    """How a thing looks; a thing's shape is in the subclass of Thing."""

    def __init__(self, colour, shine=0.0):
        self.colour = colour
        self.shine = shine

    def colour_at(self, point):
        return self.colour


class Chequered(Surface):
    def __init__(self, colour, other, size, shine=0.0):
        super().__init__(colour, shine)
        self.other = other
        self.size = size

    def colour_at(self, point):
        even = (point.x // self.size + point.z // self.size) % 2 == 0
        return self.colour if even else self.other


class Thing:
    def __init__(self, surface):
        self.surface = surface

    def hit(self, ray):
        """The distance along the ray, or None."""
        raise NotImplementedError

    def normal(self, point):
        raise NotImplementedError


class Sphere(Thing):
    def __init__(self, centre, radius, surface):
        super().__init__(surface)
        self.centre = centre
        self.radius = radius

    def hit(self, ray):
        to_centre = self.centre - ray.origin
        along = to_centre.dot(ray.direction)
        rest = self.radius * self.radius - (to_centre.dot(to_centre) - along * along)
        if rest < 0.0:
            return None
        half = sqrt(rest)
        if along - half > TINY:
            return along - half
        if along + half > TINY:
            return along + half
        return None

    def normal(self, point):
        return (point - self.centre).unit()


class Floor(Thing):
    def __init__(self, height, surface):
        super().__init__(surface)
        self.height = height
        self.up = Vector(0.0, 1.0, 0.0)

    def hit(self, ray):
        slope = ray.direction.y
        if slope == 0.0:
            return None
        distance = (self.height - ray.origin.y) / slope
        return distance if distance > TINY else None

    def normal(self, point):
        return self.up


class Scene:
    def __init__(self, things, lights, background):
        self.things = things
        self.lights = lights
        self.background = background
        self.rays = 0

    def nearest(self, ray):
        self.rays += 1
        found, least = None, None
        for thing in self.things:
            distance = thing.hit(ray)
            if distance is not None and (least is None or distance < least):
                found, least = thing, distance
        return found, least

    def lit(self, point, light):
        to_light = light - point
        thing, distance = self.nearest(Ray(point, to_light))
        return thing is None or distance > to_light.length()

    def colour(self, ray, depth=DEPTH):
        thing, distance = self.nearest(ray)
        if thing is None:
            return self.background.blend(Colour(1.0, 1.0, 1.0), max(0.0, ray.direction.y))
        point = ray.at(distance)
        normal = thing.normal(point)
        light = 0.15
        for source in self.lights:
            slant = (source - point).unit().dot(normal)
            if slant > 0.0 and self.lit(point + normal * TINY, source):
                light += 0.85 * slant / len(self.lights)
        colour = thing.surface.colour_at(point).dimmed(light)
        shine = thing.surface.shine
        if shine and depth:
            bounced = Ray(point + normal * TINY, ray.direction.mirrored(normal))
            colour = colour.blend(self.colour(bounced, depth - 1), shine)
        return colour


def make_scene():
    things = [Floor(-1.0, Chequered(Colour(0.9, 0.9, 0.8), Colour(0.1, 0.2, 0.3), 1.0, 0.2))]
    for i in range(5):
        surface = Surface(Colour(0.2 + 0.15 * i, 0.9 - 0.15 * i, 0.5), 0.1 * i)
        things.append(Sphere(Vector(-3.0 + 1.5 * i, -0.4 + 0.3 * (i % 2), 6.0 - (i - 2) ** 2 * 0.4), 0.7, surface))
    things.append(Sphere(Vector(0.0, 1.2, 9.0), 2.0, Surface(Colour(0.8, 0.8, 0.9), 0.7)))
    return Scene(things, [Vector(-6.0, 8.0, -2.0), Vector(5.0, 6.0, 0.0)], Colour(0.4, 0.6, 0.9))


def render(scene, width, height):
    """Yields the points of the picture row by row."""
    eye = Vector(0.0, 0.8, -4.0)
    for row in range(height):
        y = (0.5 - (row + 0.5) / height) * 1.5
        line = []
        for column in range(width):
            x = ((column + 0.5) / width - 0.5) * 2.0
            line.append(scene.colour(Ray(eye, Vector(x, y - 0.1, 2.0))))
        yield line


def main(width):
    height = max(1, width * 3 // 4)
    scene = make_scene()
    red = green = blue = 0
    for row, line in enumerate(render(scene, width, height)):
        for colour in line:
            r, g, b = colour.bytes()
            red += r
            green += g
            blue += b
        if row * 12 // height != (row - 1) * 12 // height:
            shades = (c.brightness() for c in line[:: max(1, width // 40)])
            print("".join(SHADES[min(9, int(shade * 10))] for shade in shades).rstrip())
    print("sums:", red, green, blue)
    print("rays:", scene.rays)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
