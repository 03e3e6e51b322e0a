# range: length, membership, slices, equality, big bounds.
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(5, 5), range(3, 0), range(-5, 5, 2)):
    print(r, len(r), list(r), bool(r), r[::-1], list(reversed(r)))
r = range(0, 100, 7)
print(14 in r, 15 in r, 14.0 in r, "a" in r, r[3], r[-1], r[2:5], r.index(21), r.count(21), r.start, r.stop, r.step)
print(range(0) == range(5, 5), range(0, 3, 2) == range(0, 4, 2), hash(range(3)) == hash(range(3)), range(3) == [0, 1, 2])
big = range(10**20, 10**20 + 10, 3)
print(list(big), len(big), big[1], 10**20 + 3 in big, list(range(2**62, 2**62 + 3)))
print(sum(range(1000001)), max(range(5)), min(range(5, 1, -1)))
for f in (lambda: range(1, 2, 0), lambda: range(1.5), lambda: range(3)[3], lambda: range(3).index(7), lambda: range()):
    try:
        f()
    except (ValueError, TypeError, IndexError) as e:
        print(type(e).__name__, e)
for i in range(3):
    print(i, end=" ")
    i = 100
print(i)
total = 0
for i in range(10, -1, -2):
    total += i
print(total)

#: expect
#| range(0, 5) 5 [0, 1, 2, 3, 4] True range(4, -1, -1) [4, 3, 2, 1, 0]
#| range(2, 8) 6 [2, 3, 4, 5, 6, 7] True range(7, 1, -1) [7, 6, 5, 4, 3, 2]
#| range(0, 10, 3) 4 [0, 3, 6, 9] True range(9, -3, -3) [9, 6, 3, 0]
#| range(10, 0, -3) 4 [10, 7, 4, 1] True range(1, 13, 3) [1, 4, 7, 10]
#| range(5, 5) 0 [] False range(4, 4, -1) []
#| range(3, 0) 0 [] False range(2, 2, -1) []
#| range(-5, 5, 2) 5 [-5, -3, -1, 1, 3] True range(3, -7, -2) [3, 1, -1, -3, -5]
#| True False True False 21 98 range(14, 35, 7) 3 1 0 100 7
#| True True True False
#| [100000000000000000000, 100000000000000000003, 100000000000000000006, 100000000000000000009] 4 100000000000000000003 True [4611686018427387904, 4611686018427387905, 4611686018427387906]
#| 500000500000 4 2
#| ValueError range() arg 3 must not be zero
#| TypeError 'float' object cannot be interpreted as an integer
#| IndexError range object index out of range
#| ValueError 7 is not in range
#| TypeError range expected at least 1 argument, got 0
#| 0 1 2 100
#| 30
