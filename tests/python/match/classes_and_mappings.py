# match on mappings, classes, attributes, dotted names.
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = 1
    BLUE = 2


def what(v):
    match v:
        case Point(0, 0):
            return "origin"
        case Point(x, y=0):
            return f"on x at {x}"
        case Point(x=0, y=y):
            return f"on y at {y}"
        case Point(Point() as p, _):
            return f"point in point {p.x}"
        case Point():
            return "point"
        case Color.RED:
            return "red"
        case {"kind": "circle", "r": r}:
            return f"circle {r}"
        case {"kind": kind, **rest}:
            return f"{kind} with {sorted(rest.items())}"
        case {}:
            return "mapping"
        case int(n) | float(n):
            return f"number {n}"
        case [Point(x, y), *_]:
            return f"list with {x},{y}"
        case bool():
            return "never: bool is int"
        case _:
            return "other"


for v in (Point(0, 0), Point(3, 0), Point(0, 4), Point(1, 1), Point(Point(7, 7), 1), 1, 2, 2.5, True, {"kind": "circle", "r": 2},
          {"kind": "box", "w": 1, "h": 2}, {}, {"x": 1}, [Point(5, 6), 1], "str", None):
    print(what(v))


class Two:
    __match_args__ = ("a",)
    a = 1


try:
    match Two():
        case Two(1, 2):
            pass
except TypeError as e:
    print(e)

#: expect
#| origin
#| on x at 3
#| on y at 4
#| point
#| point in point 7
#| red
#| number 2
#| number 2.5
#| red
#| circle 2
#| box with [('h', 2), ('w', 1)]
#| mapping
#| mapping
#| list with 5,6
#| other
#| other
#| Two() accepts 1 positional sub-pattern (2 given)
