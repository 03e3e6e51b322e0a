# Objects of native classes, and methods of builtin types, through pickle and copy.
import copy
import functools
import io
import pickle
import time

b = io.BytesIO(b"some bytes")
b.seek(4)
s = io.StringIO("some text\nmore", newline="")
s.seek(5)
for stream in b, s:
    for twin in pickle.loads(pickle.dumps(stream)), copy.copy(stream):
        print(type(twin).__name__, twin.tell(), repr(twin.read()), repr(twin.getvalue()))
print(b.__getstate__(), s.__getstate__())
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    items = [].append, str.maketrans, str.join, "a-b".split, len, dict.fromkeys
    twins = pickle.loads(pickle.dumps(items, protocol))
    print(protocol, twins[3]("-"), twins[4]("abc"), twins[2](",", "xy"), twins[1]("a", "b"), twins[5]("k"))


class NewWithKeywords:
    def __new__(cls, a, *, b):
        o = super().__new__(cls)
        o.parts = a, b
        return o

    def __getnewargs_ex__(self):
        return (self.parts[0],), {"b": self.parts[1]}


for protocol in 2, 3, 4:
    print(pickle.loads(pickle.dumps(NewWithKeywords(1, b=2), protocol)).parts)
t = time.gmtime(0)
twin = pickle.loads(pickle.dumps(t))
print(twin == t, twin.tm_zone, twin.tm_gmtoff)
p = functools.partial(print)
p.__setstate__((p, (), {}, {}))
print(repr(p))
p.__setstate__((print, (p,), {}, {}))
print(repr(p).replace(repr(print), "print"))


@functools.wraps(type)
def wrapper():
    pass


print(wrapper.__name__, wrapper.__module__, wrapper.__type_params__)
#: expect
#| BytesIO 4 b' bytes' b'some bytes'
#| BytesIO 4 b' bytes' b'some bytes'
#| StringIO 5 'text\nmore' 'some text\nmore'
#| StringIO 5 'text\nmore' 'some text\nmore'
#| (b'some bytes', 4, None) ('some text\nmore', '', 5, None)
#| 0 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| 1 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| 2 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| 3 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| 4 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| 5 ['a', 'b'] 3 x,y {97: 98} {'k': None}
#| (1, 2)
#| (1, 2)
#| (1, 2)
#| True GMT 0
#| functools.partial(...)
#| functools.partial(print, ...)
#| type builtins ()
