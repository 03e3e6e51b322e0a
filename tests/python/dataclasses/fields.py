# Data classes: fields, order, frozen, slots, inheritance.
from dataclasses import dataclass, field, asdict, astuple, replace, fields, FrozenInstanceError, KW_ONLY, InitVar, make_dataclass
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 2
    tags: list = field(default_factory=list, repr=False)
    count: ClassVar[int] = 0
p = P(1); print(p, p == P(1), p != P(2), P.__match_args__, [f.name for f in fields(P)])
@dataclass(order=True, frozen=True)
class V:
    a: int
    b: str = 'q'
print(V(1) < V(2), sorted([V(3), V(1)]), hash(V(1)) == hash(V(1)), {V(1): 2}[V(1)])
try: V(1).a = 3
except FrozenInstanceError as e: print(type(e).__name__, e)
@dataclass
class C(P):
    z: float = 0.5
    _: KW_ONLY
    k: str = 'kw'
    init: InitVar[int] = 7
    def __post_init__(self, init): self.made = init
c = C(1, 2, [3], 4.0, k='a', init=9); print(c, c.made, asdict(c), astuple(c), replace(c, x=10, init=1))
@dataclass(slots=True)
class S:
    a: int = 1
print(S(), hasattr(S(), '__dict__'), S.__slots__)
try: P()
except TypeError as e: print(e)
try: C(1, 2, [], 1.0, 'pos')
except TypeError as e: print(e)
M = make_dataclass('M', [('a', int), ('b', str, 'x')]); print(M(1))
try:
    @dataclass
    class Bad:
        a: list = []
except ValueError as e: print(e)
@dataclass
class N:
    left: 'N | None' = None
    v: int = 0
print(N(N(None, 1), 2), asdict(N(N())))
match V(1, 'z'):
    case V(a, b): print('matched', a, b)
#: expect
#| P(x=1, y=2) True True ('x', 'y', 'tags') ['x', 'y', 'tags']
#| True [V(a=1, b='q'), V(a=3, b='q')] True 2
#| FrozenInstanceError cannot assign to field 'a'
#| C(x=1, y=2, z=4.0, k='a') 9 {'x': 1, 'y': 2, 'tags': [3], 'z': 4.0, 'k': 'a'} (1, 2, [3], 4.0, 'a') C(x=10, y=2, z=4.0, k='a')
#| S(a=1) False ('a',)
#| P.__init__() missing 1 required positional argument: 'x'
#| C.__init__() takes from 2 to 5 positional arguments but 6 were given
#| M(a=1, b='x')
#| mutable default <class 'list'> for field a is not allowed: use default_factory
#| N(left=N(left=None, v=1), v=2) {'left': {'left': None, 'v': 0}, 'v': 0}
#| matched 1 z
