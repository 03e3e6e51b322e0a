# Comparing ints with floats and bools is exact.
print(1 == 1.0, 1 == True, 0 == False, 2 > 1.5, 3 < 3.0)
print(2**53 == float(2**53), 2**53 + 1 == float(2**53), 2**53 + 1 > float(2**53))
print(10**400 > 1e308, -(10**400) < -1e308, 10**400 > float("inf"), 10**400 == float("inf"))
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2)
print(1 + 2.5, 2 * 1.5, True + 1.5, 7 - 0.5, 1 // 0.3)
print(max(3, 2.5, True), min(1, True), sorted([3, 1.5, 2, True, -1]))
print(hash(1) == hash(1.0) == hash(True), hash(2**61 - 1), hash(-1), hash(2**61))
print({1: "a", 1.0: "b", True: "c"})
print((5).__add__(3), (5).__add__(3.0), (5).__radd__(1))
try:
    1 < "a"
except TypeError as e:
    print(e)
try:
    1 + "a"
except TypeError as e:
    print(e)
try:
    {} - 1
except TypeError as e:
    print(e)

#: expect
#| True True True True False
#| True False True
#| True True False False
#| True False True
#| 3.5 3.0 2.5 6.5 3.0
#| 3 1 [-1, True, 1.5, 2, 3]
#| True 0 -2 1
#| {1: 'c'}
#| 8 NotImplemented 6
#| '<' not supported between instances of 'int' and 'str'
#| unsupported operand type(s) for +: 'int' and 'str'
#| unsupported operand type(s) for -: 'dict' and 'int'
