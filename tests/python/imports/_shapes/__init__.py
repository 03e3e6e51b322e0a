"""Shapes."""
loads = 0
loads += 1

from .round import circle
from . import corners
from .corners import area as _area


def square(n):
    return _area(n, n)


def area_of(kind, n):
    return globals()[kind](n)
