# append, extend, insert, remove, pop, index, count, reverse, copy, clear.
a = [1, 2, 3]
a.append(4)
a.extend((5, 6))
a.extend("ab")
a.insert(0, 0)
a.insert(-1, "i")
a.insert(100, "end")
print(a, len(a))
a.remove("i")
print(a.pop(), a.pop(0), a.pop(-2), a)
print(a.index(3), a.index(3, 1, 4), a.count(2), 2 in a, 9 not in a)
a.reverse()
b = a.copy()
a.clear()
print(a, b, b is not a)
for f in (lambda: [].pop(), lambda: [1].pop(3), lambda: [1].remove(2), lambda: [1][1], lambda: [1][str()]):
    try:
        f()
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    [1].index(2)
except ValueError:
    print("not there")

#: expect
#| [0, 1, 2, 3, 4, 5, 6, 'a', 'i', 'b', 'end'] 11
#| end 0 a [1, 2, 3, 4, 5, 6, 'b']
#| 2 2 1 True True
#| [] ['b', 6, 5, 4, 3, 2, 1] True
#| IndexError pop from empty list
#| IndexError pop index out of range
#| ValueError list.remove(x): x not in list
#| IndexError list index out of range
#| TypeError list indices must be integers or slices, not str
#| not there
