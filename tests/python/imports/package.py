# Packages beside the program: plain, relative, as, from, star, circular, once only.
import sys

import _shapes
import _shapes.round
import _shapes.round as r
from _shapes import square, area_of
from _shapes.round import circle, PI as pi

print(_shapes.__name__, _shapes.round.__name__, r is _shapes.round, r.__package__)
print(square(3), circle(1), pi, area_of("square", 2))
print(sorted(m for m in sys.modules if m.startswith("_shapes")))
import _shapes.round

print(_shapes.loads, _shapes.__doc__)
from _shapes.stars import *

print(visible, "_hidden" in globals(), "not_listed" in globals())
import _circular_a

print(_circular_a.value())
for text in ("import _nothing_there", "import _shapes.nothing", "from _shapes import nothing", "import _broken"):
    try:
        exec(text)
    except ImportError as e:
        print(type(e).__name__, str(e).replace(_shapes.__path__[0], "PATH"), e.name)
    except ZeroDivisionError as e:
        print("ZeroDivisionError", "_broken" in sys.modules)


def inside():
    import _shapes.corners as c
    from _shapes import corners

    return c is corners, c.COUNT


print(inside(), "corners" in globals())
print(__name__, _shapes.__file__.endswith("__init__.py"), _shapes.__spec__.name)
mod = __import__("_shapes.round")
print(mod.__name__)
import importlib

print(importlib.import_module("_shapes.round") is r, importlib.import_module(".corners", "_shapes").COUNT)

#: expect
#| _shapes _shapes.round True _shapes
#| 9 3 3 4
#| ['_shapes', '_shapes.corners', '_shapes.round']
#| 1 Shapes.
#| seen False False
#| aba
#| ModuleNotFoundError No module named '_nothing_there' _nothing_there
#| ModuleNotFoundError No module named '_shapes.nothing' _shapes.nothing
#| ImportError cannot import name 'nothing' from '_shapes' (PATH/__init__.py) _shapes
#| ZeroDivisionError False
#| (True, 4) False
#| __main__ True _shapes
#| _shapes
#| True 4
