# Instances, class attributes, methods, repr, attribute errors.
class Point:
    """A place."""

    dimensions = 2
    made = []

    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.made.append(self)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def move(self, dx, dy=0):
        self.x += dx
        self.y += dy
        return self


p, q = Point(1), Point(2, 3)
print(p, q, p.move(5).move(1, 1), Point.made, p.dimensions, Point.dimensions)
p.dimensions = 3
print(p.dimensions, q.dimensions, Point.dimensions, p.__dict__, vars(q))
Point.dimensions = 4
print(p.dimensions, q.dimensions)
del p.dimensions
print(p.dimensions)
for f in (lambda: p.z, lambda: Point.w, lambda: Point(), lambda: p.move(), lambda: Point.move(1), lambda: p()):
    try:
        f()
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)
try:
    del p.nothing
except AttributeError as e:
    print(e)
print(Point.__name__, Point.__doc__, Point.__module__, Point.__bases__, type(p) is Point, type(Point) is type)
bound = p.move
bound(100)
print(p, Point.move(q, 1), bound.__self__ is p)
print(getattr(p, "x"), getattr(p, "no", "default"), hasattr(p, "y"), hasattr(p, "no"))
setattr(p, "x", "set")
delattr(p, "y")
print(p.__dict__, isinstance(p, Point), isinstance(p, object), isinstance(1, (str, Point)))


class Empty:
    pass


e = Empty()
e.anything = 1
Empty.later = lambda self: self.anything
print(e.later(), repr(e).startswith("<__main__.Empty object at 0x"), Empty)
try:
    object().x = 1
except AttributeError as err:
    print(err)

#: expect
#| Point(7, 1) Point(2, 3) Point(7, 1) [Point(7, 1), Point(2, 3)] 2 2
#| 3 2 2 {'x': 7, 'y': 1, 'dimensions': 3} {'x': 2, 'y': 3}
#| 3 4
#| 4
#| AttributeError 'Point' object has no attribute 'z'
#| AttributeError type object 'Point' has no attribute 'w'
#| TypeError Point.__init__() missing 1 required positional argument: 'x'
#| TypeError Point.move() missing 1 required positional argument: 'dx'
#| TypeError Point.move() missing 1 required positional argument: 'dx'
#| TypeError 'Point' object is not callable
#| 'Point' object has no attribute 'nothing'
#| Point A place. __main__ (<class 'object'>,) True True
#| Point(107, 1) Point(3, 3) True
#| 107 default True False
#| {'x': 'set'} True True False
#| 1 True <class '__main__.Empty'>
#| 'object' object has no attribute 'x' and no __dict__ for setting new attributes
