# Arithmetic, comparison with nan and infinities, signed zero.
nan, inf = float("nan"), float("inf")
print(7.5 // 2, 7.5 % 2, -7.5 // 2, -7.5 % 2, divmod(7.5, -2))
print(-0.0 == 0.0, str(-0.0 + 0.0), str(-0.0 * 1), 0.0 * -1)
print(nan == nan, nan != nan, nan < 1, nan > 1, inf > 1e308, -inf < inf)
print(inf - inf, inf * 0, inf + 1, 1 / inf, -1 / inf)
print(nan in [nan], [nan] == [nan], nan is nan)
print(2.0**0.5, 2.0**-1, (-8.0) ** 3, 0.0**0, inf**0)
print(1e308 * 10, -1e308 * 10, 1e-320 / 1e10)
print(5.0 % inf, -5.0 % inf, 5.0 // inf, -5.0 // inf)
print(max(1.0, nan), max(nan, 1.0), min(2.0, 1))
for f in (lambda: 1.0 / 0, lambda: 1.0 % 0, lambda: 1.0 // 0, lambda: 0.0**-1):
    try:
        f()
    except ZeroDivisionError as e:
        print(type(e).__name__)
try:
    10.0**400
except OverflowError as e:
    print("OverflowError")
x = 1.5
x += 1
x *= 2
x -= 0.5
x /= 3
x **= 2
print(x)

#: expect
#| 3.0 1.5 -4.0 0.5 (-4.0, -0.5)
#| True 0.0 -0.0 -0.0
#| False True False False True True
#| nan nan inf 0.0 -0.0
#| True True True
#| 1.4142135623730951 0.5 -512.0 1.0 1.0
#| inf -inf 0.0
#| 5.0 inf 0.0 -1.0
#| 1.0 nan 1
#| ZeroDivisionError
#| ZeroDivisionError
#| ZeroDivisionError
#| ZeroDivisionError
#| OverflowError
#| 2.25
