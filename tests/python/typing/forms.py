# Types as values: unions, generics, parameters, aliases, protocols, hints.
#: cpython no, it is about the forms of 3.14
import typing
from typing import *
U = type(int|str)
print(U)
try: print(U[int,str])
except Exception as e: print(repr(e))
print(Union[int, str], Optional[int], List[int], Dict[str, List[int]], Callable[[int], str], Literal['a', 1])
T = TypeVar('T')
class Box(Generic[T]):
    def get(self) -> T: ...
print(Box[int], Box.__parameters__, Box[int].__args__)
class C[T, *Ts, **P](list[T]):
    x: T
print(C, C.__type_params__, C.__orig_bases__, C[int, str, [int]])
def f[T: int](x: T) -> T: return x
print(f.__type_params__, f.__type_params__[0].__bound__)
type A[K] = dict[K, int]
print(A, A.__value__, A[str])
class NT(NamedTuple):
    a: int
    b: str = 'x'
print(NT(1), NT._field_defaults)
class TD(TypedDict, total=False):
    a: int
print(TD(a=1), TD.__annotations__, TD.__optional_keys__)
@runtime_checkable
class P(Protocol):
    def go(self): ...
class I:
    def go(self): pass
print(isinstance(I(), P), isinstance(3, P))
def g(a: int, b: 'str' = 'x', *c: float) -> None: ...
print(get_type_hints(g))
print(get_origin(List[int]), get_args(Dict[str,int]))
NTy = NewType('NTy', int); print(NTy(3), NTy)
@overload
def h(x: int): ...
def h(x): ...
print(len(get_overloads(h)))
print(cast(int, 'a'), Annotated[int, 'meta'], Final[int], ClassVar[int])
print(Any, NoReturn, Self, Never, TypeAlias, AnyStr)
#: expect
#| <class 'typing.Union'>
#| int | str
#| int | str int | None typing.List[int] typing.Dict[str, typing.List[int]] typing.Callable[[int], str] typing.Literal['a', 1]
#| __main__.Box[int] (~T,) (<class 'int'>,)
#| <class '__main__.C'> (T, Ts, P) (list[T], typing.Generic[T, typing.Unpack[Ts], P]) __main__.C[int, str, [int]]
#| (T,) <class 'int'>
#| A dict[K, int] A[str]
#| NT(a=1, b='x') {'b': 'x'}
#| {'a': 1} {'a': <class 'int'>} frozenset({'a'})
#| True False
#| {'a': <class 'int'>, 'b': <class 'str'>, 'c': <class 'float'>, 'return': <class 'NoneType'>}
#| <class 'list'> (<class 'str'>, <class 'int'>)
#| 3 __main__.NTy
#| 1
#| a typing.Annotated[int, 'meta'] typing.Final[int] typing.ClassVar[int]
#| typing.Any typing.NoReturn typing.Self typing.Never typing.TypeAlias ~AnyStr
