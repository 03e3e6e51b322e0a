# Objects pickled in every protocol and back.
import pickle, io, collections, datetime
class P:
    def __init__(s, x): s.x = x
    def __eq__(s, o): return s.x == o.x
class Q(P):
    __slots__ = ('y',)
    def __reduce__(s): return (Q, (s.x,))
class G:
    def __init__(s): s.a, s.b = 1, 2
    def __getstate__(s): return {'a': s.a}
    def __setstate__(s, d): s.__dict__.update(d); s.b = 'restored'
objs = [None, True, 1, -1, 2**70, 1.5, 'é', b'b', [1, [2]], (1,), (1, 2, 3, 4), {'a': 1}, {1, 2}, frozenset([1]), P(3), Q(4), 3+4j, range(5), collections.OrderedDict(a=1), collections.deque([1, 2]), collections.Counter('aab'), print, len, P, bytearray(b'x'), Ellipsis, slice(1, 2), collections.defaultdict(list, a=[1])]
for proto in range(6):
    for o in objs:
        v = pickle.loads(pickle.dumps(o, proto))
        if v != o: print('differs', proto, o, v)
g = pickle.loads(pickle.dumps(G())); print(g.a, g.b)
l = [1]; l.append(l); m = pickle.loads(pickle.dumps(l)); print(m[1] is m)
s = 'shared' * 3; a, b = pickle.loads(pickle.dumps((s, s))); print(a is b)
try: pickle.dumps(lambda: 0)
except Exception as e: print(type(e).__name__)
f = io.BytesIO(); pk = pickle.Pickler(f, 2); pk.dump([1]); pk.dump('two'); f.seek(0); u = pickle.Unpickler(f); print(u.load(), u.load())
print(pickle.dumps([1, 'a'], 0), pickle.HIGHEST_PROTOCOL >= 5)
#: expect
#| 1 restored
#| True
#| True
#| PicklingError
#| [1] two
#| b'(lp0\nI1\naVa\np1\na.' True
