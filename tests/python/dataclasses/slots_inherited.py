# Slots of dataclasses in classes below them, and what the classes show.
import types
import weakref
from dataclasses import dataclass, field, fields


@dataclass(slots=True)
class Base:
    x: int
    y: list = field(default_factory=list)


@dataclass(slots=True)
class Derived(Base):
    z: int = 5
    x: str = "default"


@dataclass(slots=True)
class Added(Base):
    w: int = 0


print(Derived(), Derived(x=3, z=4), Added(1, [2], 3), [f.name for f in fields(Added)])
print(type(Base.x) is types.MemberDescriptorType, Base.__slots__, Derived.__slots__)


@dataclass(slots=True, weakref_slot=True)
class Weak:
    a: int = 0


w = Weak()
print(w.__weakref__, "__weakref__" in Weak.__slots__)


class Plain:
    pass


class Below(Plain):
    pass


class Text(str):
    pass


class Number(int):
    pass


for c in Plain, Below, Text, Number, Base:
    print(c.__name__, "__weakref__" in vars(c), "__dict__" in vars(c))
p = Plain()
print(p.__weakref__, weakref.ref(p)() is p)
try:
    try:
        raise KeyError(1)
    except KeyError:
        e = ValueError()
        try:
            raise e
        finally:
            e.__context__ = None
except ValueError as e:
    print(repr(e.__context__))
#: expect
#| Derived(x='default', y=[], z=5) Derived(x=3, y=[], z=4) Added(x=1, y=[2], w=3) ['x', 'y', 'w']
#| True ('x', 'y') ('z',)
#| None True
#| Plain True True
#| Below False False
#| Text True True
#| Number False True
#| Base False False
#| None True
#| None
