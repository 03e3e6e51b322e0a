from .corners import COUNT

PI = 3


def circle(r):
    return PI * r * r + 0 * COUNT
