"""Escape times of z -> z*z + c over a grid, in plain float arithmetic.

Usage: mandelbrot.py [WIDTH]    prints a coarse picture, the number of points inside, all steps made.
"""

import sys

DEFAULT = 900
LIMIT = 100
SHADES = " .:-=+*#%@"


def escape(cr, ci, limit):
    """The number of steps after which |z| exceeds 2, or limit."""
    zr = zi = 0.0
    for step in range(limit):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return step
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return limit


def shade(steps):
    return SHADES[-1] if steps == LIMIT else SHADES[min(steps // 2, len(SHADES) - 2)]


def rows(width, height, limit):
    for y in range(height):
        ci = 2.4 * y / height - 1.2
        yield [escape(3.0 * x / width - 2.1, ci, limit) for x in range(width)]


def main(width):
    height = width
    inside = 0
    steps = 0
    picture = []
    for y, row in enumerate(rows(width, height, LIMIT)):
        for n in row:
            steps += n
            if n == LIMIT:
                inside += 1
        if y * 16 // height != (y - 1) * 16 // height:
            picture.append("".join(shade(n) for n in row[:: max(1, width // 40)]).rstrip())
    print("\n".join(picture))
    print("inside:", inside, "of", width * height)
    print("steps:", steps)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
