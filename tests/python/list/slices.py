# Reading, assigning and deleting slices.
a = list(range(10))
print(a[2:5], a[:-7], a[::3], a[::-2], a[8:2:-2], a[5:2], a[-3:], a[100:], a[:])
a[2:5] = ["x"]
print(a)
a[1:1] = [100, 101]
print(a)
a[::2] = [0] * len(a[::2])
print(a)
a[-2:] = []
print(a)
del a[::3]
print(a)
del a[0], a[-1]
print(a)
a[:] = "hello"
print(a)
a[1:3] = a
print(a)
try:
    a[::2] = [1]
except ValueError as e:
    print(e)
try:
    a[0:1] = 5
except TypeError:
    print("TypeError")
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(6), slice(None, None, -1).indices(4), slice(3) == slice(None, 3, None))
print(list(range(20))[s])

#: expect
#| [2, 3, 4] [0, 1, 2] [0, 3, 6, 9] [9, 7, 5, 3, 1] [8, 6, 4] [] [7, 8, 9] [] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
#| [0, 1, 'x', 5, 6, 7, 8, 9]
#| [0, 100, 101, 1, 'x', 5, 6, 7, 8, 9]
#| [0, 100, 0, 1, 0, 5, 0, 7, 0, 9]
#| [0, 100, 0, 1, 0, 5, 0, 7]
#| [100, 0, 0, 5, 7]
#| [0, 0, 5]
#| ['h', 'e', 'l', 'l', 'o']
#| ['h', 'h', 'e', 'l', 'l', 'o', 'l', 'o']
#| attempt to assign sequence of size 1 to extended slice of size 4
#| TypeError
#| slice(1, 10, 2) 1 10 2 (1, 6, 2) (3, -1, -1) True
#| [1, 3, 5, 7, 9]
