# round, int, floor: to even at ties, on the exact binary value.
for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1e20, 0.49999999999999994):
    print(x, round(x), round(x, 1), round(x, 2))
print(round(1234.567, -2), round(2.5, 0), round(-2.5), type(round(2.5)), type(round(2.5, 0)))
print(int(1e20), int(-2.9), (2.0).is_integer(), (2.5).is_integer())
print((0.75).as_integer_ratio(), (1e300).as_integer_ratio()[1], (-0.1).as_integer_ratio())
for x in (float("nan"), float("inf")):
    try:
        int(x)
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
print(sum([0.1] * 10), 0.1 * 3, 1 - 0.9)

#: expect
#| 0.5 0 0.5 0.5
#| 1.5 2 1.5 1.5
#| 2.5 2 2.5 2.5
#| -0.5 0 -0.5 -0.5
#| -1.5 -2 -1.5 -1.5
#| 2.675 3 2.7 2.67
#| 1e+20 100000000000000000000 1e+20 1e+20
#| 0.49999999999999994 0 0.5 0.5
#| 1200.0 2.0 -2 <class 'int'> <class 'float'>
#| 100000000000000000000 -2 True False
#| (3, 4) 1 (-3602879701896397, 36028797018963968)
#| ValueError cannot convert float NaN to integer
#| OverflowError cannot convert float infinity to integer
#| 1.0 0.30000000000000004 0.09999999999999998
