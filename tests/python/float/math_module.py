# The math module: values, domains, exact helpers.
import math

print(math.pi, math.e, math.tau, math.inf, math.nan)
print(math.sqrt(2), math.sqrt(16), math.isqrt(10**30))
print(math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.5), math.floor(1e20), math.fabs(-3))
print(math.sin(0), math.cos(0), math.atan2(1, -1), math.degrees(math.pi), math.radians(180))
print(math.exp(0), math.log(math.e), math.log(8, 2), math.log2(1024), math.log10(1000), math.log1p(0))
print(math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)))
print(math.gcd(12, 18), math.gcd(), math.gcd(0, 5), math.lcm(4, 6), math.factorial(20), math.factorial(25))
print(math.comb(10, 3), math.perm(5, 2), math.prod([1, 2, 3, 4]), math.fsum([0.1] * 10))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0), math.isclose(0.1 + 0.2, 0.3))
print(math.copysign(1, -0.0), math.fmod(-7, 3), math.modf(2.5), math.frexp(8.0), math.ldexp(0.5, 4))
print(math.log(10**400) > 900, math.sumprod([1, 2], [3, 4]))
for f in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.acos(2)):
    try:
        f()
    except ValueError:
        print("ValueError")
try:
    math.exp(1000)
except OverflowError as e:
    print(e)

#: expect
#| 3.141592653589793 2.718281828459045 6.283185307179586 inf nan
#| 1.4142135623730951 4.0 1000000000000000
#| -3 -2 -2 100000000000000000000 3.0
#| 0.0 1.0 2.356194490192345 180.0 3.141592653589793
#| 1.0 1.0 3.0 10.0 3.0 0.0
#| 5.0 3.0 5.0
#| 6 0 5 12 2432902008176640000 15511210043330985984000000
#| 120 20 24 1.0
#| True True True True
#| -1.0 -1.0 (0.5, 2.0) (0.5, 4) 8.0
#| True 11
#| ValueError
#| ValueError
#| ValueError
#| ValueError
#| math range error
