# Type variables in aliases of builtins: which there are, and what replaces them.
import types
from typing import Any, Callable, Generic, ParamSpec, TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
U = TypeVar("U")
Ts = TypeVarTuple("Ts")
P = ParamSpec("P")


class A(Generic[Unpack[Ts]]):
    pass


class B(Generic[T, Unpack[Ts]]):
    pass


print(tuple[*Ts].__parameters__, list[Unpack[Ts]].__parameters__, dict[T, list[U]].__parameters__, list[int].__parameters__)
print(tuple[*Ts][int, str], tuple[T, *Ts][int, str, float], tuple[*tuple[*Ts]][int, str], tuple[Unpack[Ts]][()])
print(dict[T, list[U]][int, str], dict[T, T][int], list[list[T]][int], type[T][U])
print(A[int, str], A[*tuple[int, ...]], B[int, *tuple[str, ...]], B[int])
print(next(iter(tuple[int, ...])).__typing_unpacked_tuple_args__, tuple[int].__typing_unpacked_tuple_args__)
print(tuple[T, *tuple[U, ...]][int, str], tuple[T, U][*tuple[int, str]])
print(types.GenericAlias(int, (T,))[str], Callable[[*Ts], T][int, str, float])
for wrong in (
    lambda: list[int][str],
    lambda: dict[T, U][int],
    lambda: list[T][int, str],
    lambda: tuple[T, *Ts][()],
    lambda: list[T][3],
):
    try:
        print(wrong())
    except TypeError as e:
        print("TypeError", str(e).split(" for ")[0])
#: expect
#| (Ts,) (Ts,) (~T, ~U) ()
#| tuple[int, str] tuple[int, str, float] tuple[*tuple[int, str]] tuple[()]
#| dict[int, list[str]] dict[int, int] list[list[int]] type[~U]
#| __main__.A[int, str] __main__.A[*tuple[int, ...]] __main__.B[int, *tuple[str, ...]] __main__.B[int]
#| (<class 'int'>, Ellipsis) None
#| tuple[int, *tuple[str, ...]] tuple[int, str]
#| int[str] typing.Callable[[int, str], float]
#| TypeError list[int] is not a generic class
#| TypeError Too few arguments
#| TypeError Too many arguments
#| TypeError Too few arguments
#| list[3]
