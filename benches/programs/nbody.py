"""The Sun and four big planets under Newton's law, stepped symplectically.

Usage: nbody.py [STEPS]    prints the energy before and after, and where the first planet is.

Units: astronomical units, years, solar masses; so G is 4 pi^2. The planets begin on
circular, slightly inclined orbits at angles with rational sine and cosine, so the only
function needed to set them up is the square root, which every machine rounds the same way.
"""

import sys
from math import pi, sqrt

DEFAULT = 600_000
DT = 0.01
GRAVITY = 4 * pi * pi

# mass, radius of the orbit, cosine and sine of the starting angle, height above the plane
PLANETS = [
    (9.547919e-4, 5.2026, 3 / 5, -4 / 5, 0.103),
    (2.858860e-4, 9.5549, 12 / 13, 5 / 13, -0.403),
    (4.366244e-5, 19.2184, 15 / 17, -8 / 17, -0.223),
    (5.151389e-5, 30.1104, 24 / 25, -7 / 25, 0.179),
]


class Body:
    def __init__(self, mass, x, y, z, vx, vy, vz):
        self.mass = mass
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz


class System:
    def __init__(self):
        self.bodies = [Body(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
        for mass, radius, cos, sin, height in PLANETS:
            speed = sqrt(GRAVITY * (1.0 + mass) / radius)
            self.bodies.append(
                Body(mass, radius * cos, radius * sin, height, -speed * sin, speed * cos, 0.0)
            )
        self.pairs = [
            (a, b) for i, a in enumerate(self.bodies) for b in self.bodies[i + 1:]
        ]
        self.rest()

    def rest(self):
        """Gives the Sun the speed that leaves the system as a whole at rest."""
        sun = self.bodies[0]
        sun.vx = -sum(b.vx * b.mass for b in self.bodies[1:])
        sun.vy = -sum(b.vy * b.mass for b in self.bodies[1:])
        sun.vz = -sum(b.vz * b.mass for b in self.bodies[1:])

    def advance(self, steps, dt):
        pairs = self.pairs
        bodies = self.bodies
        for _ in range(steps):
            for a, b in pairs:
                dx = a.x - b.x
                dy = a.y - b.y
                dz = a.z - b.z
                square = dx * dx + dy * dy + dz * dz
                pull = GRAVITY * dt / (square * sqrt(square))
                to_a = pull * b.mass
                to_b = pull * a.mass
                a.vx -= dx * to_a
                a.vy -= dy * to_a
                a.vz -= dz * to_a
                b.vx += dx * to_b
                b.vy += dy * to_b
                b.vz += dz * to_b
            for body in bodies:
                body.x += dt * body.vx
                body.y += dt * body.vy
                body.z += dt * body.vz

    def energy(self):
        total = 0.0
        for b in self.bodies:
            total += b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz) / 2
        for a, b in self.pairs:
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            total -= GRAVITY * a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
        return total


def main(steps):
    system = System()
    print("%.12f" % system.energy())
    system.advance(steps, DT)
    print("%.12f" % system.energy())
    planet = system.bodies[1]
    print(planet.x, planet.y, planet.z)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
