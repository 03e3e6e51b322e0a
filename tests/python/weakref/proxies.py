# Weak references, proxies, dictionaries, finalizers.
import weakref, gc
class A:
    def __init__(self, n): self.n = n
    def m(self): return self.n
    def __len__(self): return 3
    def __add__(self, o): return self.n + o
a = A(1); r = weakref.ref(a); print(r() is a, weakref.getweakrefcount(a))
p = weakref.proxy(a); print(p.n, p.m(), len(p), p + 4, type(p).__name__, isinstance(p, A)); p.n = 5; print(a.n)
d = weakref.WeakValueDictionary(); d['k'] = a; print(list(d), 'k' in d)
k = weakref.WeakKeyDictionary(); k[a] = 1; s = weakref.WeakSet([a]); print(len(k), len(s))
f = weakref.finalize(a, print, 'finalized', 7); print(f.alive)
wm = weakref.WeakMethod(a.m); print(wm()())
del a; gc.collect(); print(r(), len(d), len(k), len(s), f.alive, wm())
try: p.n
except ReferenceError as e: print(e)
def cb(r): print('callback')
b = A(2); rb = weakref.ref(b, cb); del b; gc.collect(); print(rb())
try: weakref.ref(3)
except TypeError as e: print(e)
#: expect
#| True 1
#| 1 1 3 5 ProxyType True
#| 5
#| ['k'] True
#| 1 1
#| True
#| 5
#| finalized 7
#| None 0 0 0 False None
#| weakly-referenced object no longer exists
#| callback
#| None
#| cannot create weak reference to 'int' object
