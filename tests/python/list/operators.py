# +, *, comparison, aliasing.
print([1] + [2, 3], [0] * 3, 2 * [1, 2], [1] * -1, [] + [])
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [0], [2] > [1, 9], [1, 2] != [2, 1])
rows = [[0] * 2] * 2
rows[0][0] = 1
print(rows)
a = b = [1]
a += [2]
print(b, a is b)
a = a + [3]
print(a, b)
a *= 2
print(a)
nested = [1]
nested.append(nested)
print(nested)
try:
    [1] + (2,)
except TypeError as e:
    print(e)
try:
    [1] < 1
except TypeError as e:
    print(e)
try:
    [1, "a"] < [1, 2]
except TypeError as e:
    print(e)
a = [3]
a += (1, 2)
a += "x"
print(a)

#: expect
#| [1, 2, 3] [0, 0, 0] [1, 2, 1, 2] [] []
#| True True True True True True
#| [[1, 0], [1, 0]]
#| [1, 2] True
#| [1, 2, 3] [1, 2]
#| [1, 2, 3, 1, 2, 3]
#| [1, [...]]
#| can only concatenate list (not "tuple") to list
#| '<' not supported between instances of 'list' and 'int'
#| '<' not supported between instances of 'str' and 'int'
#| [3, 1, 2, 'x']
