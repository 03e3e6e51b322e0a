# Loops outside functions: names are globals, the code may run in several modules.
t = 0
for i in range(3000):
    t += i & 3
    if i % 7 == 0: t -= 1
print(t)
s = 0.0
i = 0
while i < 2000:
    s += i * 0.5
    i += 1
print(s)
code = compile("for i in range(2000): acc = acc + k", "<c>", "exec")
import types
a = types.ModuleType("a"); a.acc = 0; a.k = 1
b = types.ModuleType("b"); b.acc = 0; b.k = 10
for m in (a, b, a, b):
    exec(code, m.__dict__)
print(a.acc, b.acc)
d = {"acc": 5, "k": 2}
exec(code, d); print(d["acc"])
l = {"acc": 1}
exec(code, {"k": 3}, l); print(l["acc"])
def f():
    n = 0
    for i in range(3000): n += k
    return n
k = 1
print(f())
g = types.FunctionType(f.__code__, b.__dict__)
print(g(), f())
for k in range(2000): pass
print(k, f())
for q in range(100):
    if q == 50: del q; break
try: q
except NameError as e: print(e)
total = 0
for len in range(1000): total += len
del len
for w in range(1000): total += len("abc")
print(total)

#: expect
#~ 4071
#~ 999500.0
#~ 4000 40000
#~ 4005
#~ 6001
#~ 3000
#~ 30000 3000
#~ 1999 5997000
#~ name 'q' is not defined
#~ 502500
