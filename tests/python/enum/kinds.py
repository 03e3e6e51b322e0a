# Enumerations of all kinds.
import enum
from enum import Enum, IntEnum, Flag, IntFlag, StrEnum, auto, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    def describe(self): return self.name.lower()
print(Color.RED, repr(Color.RED), Color(2), Color['GREEN'], list(Color), Color.CRIMSON is Color.RED, Color.RED.describe())
print(Color.__members__, len(Color), Color.RED in Color, Color.RED.name, Color.RED.value, {Color.RED: 1})
try: Color(9)
except ValueError as e: print(e)
try: Color['X']
except KeyError as e: print('KeyError', e)
try: Color.RED = 3
except AttributeError as e: print(e)
class I(IntEnum):
    A = auto(); B = auto()
print(I.A + 1, I.B > I.A, I.A == 1, f'{I.A}', I.A, repr(I.B))
class F(Flag):
    R = auto(); W = auto(); X = auto(); RW = R | W
print(F.R | F.X, F.RW, repr(F.R | F.W), F.R in F.RW, ~F.R, F(0), bool(F(0)), list(F.RW), F.RW & F.W)
class IF(IntFlag):
    A = 1; B = 2
print(IF.A | 4, IF(3), IF.A | IF.B == 3, repr(IF(7)))
class S(StrEnum):
    HELLO = auto(); W = 'world'
print(S.HELLO, S.W.upper(), S('hello'))
class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def g(self): return round(6.67e-11 * self.mass / self.radius**2, 2)
print(Planet.EARTH.g, Planet.EARTH.value)
try:
    @unique
    class U(Enum):
        A = 1; B = 1
except ValueError as e: print(e)
class Auto(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last): return name.lower()
    ONE = auto(); TWO = auto()
print([m.value for m in Auto])
class M(Enum):
    A = 1
    @classmethod
    def _missing_(cls, v): return cls.A
print(M(77))
print(Enum('Dyn', 'X Y').Y, Enum('D2', {'p': 1}).p.value)
try:
    class Sub(Color): pass
except TypeError as e: print(e)
import pickle, copy
print(pickle.loads(pickle.dumps(Color.RED)) is Color.RED, copy.deepcopy(Color.RED) is Color.RED)
#: expect
#| Color.RED <Color.RED: 1> Color.GREEN Color.GREEN [<Color.RED: 1>, <Color.GREEN: 2>] True red
#| {'RED': <Color.RED: 1>, 'GREEN': <Color.GREEN: 2>, 'CRIMSON': <Color.RED: 1>} 2 True RED 1 {<Color.RED: 1>: 1}
#| 9 is not a valid Color
#| KeyError 'X'
#| cannot reassign member 'RED'
#| 2 True True 1 1 <I.B: 2>
#| F.R|X F.RW <F.RW: 3> True F.W|X F(0) False [<F.R: 1>, <F.W: 2>] F.W
#| 5 3 True <IF.A|B|4: 7>
#| hello WORLD hello
#| 9.81 (5.97e+24, 6370000.0)
#| duplicate values found in <enum 'U'>: B -> A
#| ['one', 'two']
#| M.A
#| Dyn.Y 1
#| <enum 'Sub'> cannot extend <enum 'Color'>
#| True True
