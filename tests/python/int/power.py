# ** and pow with ints, negative exponents, a modulus.
print(2**10, (-2) ** 3, 0**0, 2**-1, (-2) ** -2)
print(pow(3, 4), pow(3, 4, 5), pow(2, 1000, 10**9 + 7), pow(-3, 3, 7))
print(pow(3, -1, 7), pow(38, -1, 97))
print(7**77)
print(-(2**2), (-2) ** 2, 2**3**2)
for f in (lambda: 0**-1, lambda: pow(2, -1, 4), lambda: pow(2, 3, 0)):
    try:
        f()
    except (ZeroDivisionError, ValueError) as e:
        print(type(e).__name__)

#: expect
#| 1024 -8 1 0.5 0.25
#| 81 1 688423210 1
#| 5 23
#| 118181386580595879976868414312001964434038548836769923458287039207
#| -4 4 512
#| ZeroDivisionError
#| ValueError
#| ValueError
