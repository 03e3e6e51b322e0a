# What changes and compares by content has no hash, unless a subclass gives it one; classes of native modules exist once.
import array
import functools
import operator
import pickle
import types
from collections import deque

things = [deque(), array.array("i"), functools.cmp_to_key(lambda a, b: 0)(1), bytearray(), {}.keys(), {}.items()]
for thing in things:
    try:
        print(hash(thing))
    except TypeError as e:
        print(e)


class Hashed(set):
    def __hash__(self):
        return 7


h = Hashed([1])
s = {h}
print(h in s, {1} in s)
s.remove(h)
print(s, frozenset([1]) in {frozenset([1])}, {1} in {frozenset([1])})
for subject in array.array("b", b"abc"), memoryview(b"abc"), deque("abc"), b"abc", "abc":
    match subject:
        case (x, y, z):
            print(x, y, z)
        case _:
            print("no sequence")
for m in operator.methodcaller("upper"), operator.methodcaller("split", "a", maxsplit=1):
    print(pickle.loads(pickle.dumps(m))("xaxax"))
print(types.FunctionType.__module__, types.BuiltinFunctionType.__module__, type.__module__, (lambda: 0).__module__)
#: expect
#| unhashable type: 'collections.deque'
#| unhashable type: 'array.array'
#| unhashable type: 'functools.KeyWrapper'
#| unhashable type: 'bytearray'
#| unhashable type: 'dict_keys'
#| unhashable type: 'dict_items'
#| True False
#| set() True True
#| 97 98 99
#| 97 98 99
#| a b c
#| no sequence
#| no sequence
#| XAXAX
#| ['x', 'xax']
#| builtins builtins builtins __main__
