# min and max of arguments and of containers, in a loop that is compiled.
def f():
    t = 0
    for i in range(3000):
        t += min(i, 7, 100 - i) + max(i % 5, 3, i % 11, 2)
        t += int(min(1.5, i * 0.5, 2.0)) + len(max("ab", "b", key=len))
        t += min([i, 3, 5]) + max((i, 9), default=4) + min([], default=2) + max({1: 2, 3: 4})
        t += min(True, i, 2)
    return t
print(f())
for bad in (lambda: min(), lambda: min(1), lambda: min(1, 'a'), lambda: max([]), lambda: max(1, 2, default=3), lambda: min(1, 2, foo=3), lambda: min(x for x in [3, 1, 2])):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
class C:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
    def __gt__(s, o): return s.v > o.v
print(min(C(3), C(1), C(2)).v, max(C(3), C(1)).v, min(2, 1.0), max(1, 1.0), max(1.0, 1), min(float('nan'), 1), min(1, float('nan')))
print(sorted([3, 1], reverse=True), sorted("ba", key=None), max("x", "yy", "z", key=len), sum([1, 2], 3), print("a", "b", sep="-"))

#: expect
#~ 348481
#~ TypeError min expected at least 1 argument, got 0
#~ TypeError 'int' object is not iterable
#~ TypeError '<' not supported between instances of 'str' and 'int'
#~ ValueError max() iterable argument is empty
#~ TypeError Cannot specify a default for max() with multiple positional arguments
#~ TypeError min() got an unexpected keyword argument 'foo'
#~ 1
#~ 1 3 1.0 1 1.0 nan 1
#~ a-b
#~ [3, 1] ['a', 'b'] yy 6 None
