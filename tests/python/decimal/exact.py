# Decimals, fractions, statistics.
from decimal import Decimal, getcontext, localcontext, ROUND_HALF_UP, ROUND_DOWN, InvalidOperation, DivisionByZero, Inexact
print(Decimal('0.1') + Decimal('0.2'), Decimal(1) / Decimal(7), Decimal('1.10') * 3, Decimal(2).sqrt(), Decimal('1e400'))
print(Decimal('2.675').quantize(Decimal('0.01'), ROUND_HALF_UP), Decimal('7.99').to_integral_value(ROUND_DOWN), round(Decimal('2.5')), int(Decimal('3.9')), float(Decimal('0.5')))
print(repr(Decimal('-0')), Decimal('NaN'), Decimal('Infinity') > 1, Decimal('1.0') == 1, hash(Decimal(3)) == hash(3), Decimal(0.1))
with localcontext() as c:
    c.prec = 5; print(Decimal(1) / 3, Decimal('123456789') + 0)
try: Decimal(1) / 0
except DivisionByZero as e: print(type(e).__name__)
print(divmod(Decimal(7), Decimal('2.5')), Decimal(2) ** 100, Decimal('1e-5').adjusted(), Decimal('3.14').as_tuple(), f"{Decimal('1234567.891'):,.2f}", Decimal('10').ln(), Decimal(1).exp())
print(sorted([Decimal('3'), Decimal('1.5')]), sum([Decimal('1.1')] * 3), max(Decimal(1), 2), Decimal('1.50').normalize(), Decimal.from_float(0.5), Decimal('5') % 3)
from fractions import Fraction
print(Fraction(1, 3) + Fraction(1, 6), Fraction('0.125'), Fraction(0.5), Fraction(7, 2) // 1, Fraction(3, 4) ** 2, float(Fraction(1, 4)), Fraction(22, 7).limit_denominator(5), round(Fraction(7, 2)), Fraction(1, 2) < 0.6, repr(Fraction(-3, 6)))
import statistics as s
print(s.mean([1, 2, 3, 4]), s.median([3, 1, 2]), s.mode('aab'), round(s.stdev([1, 2, 3, 4]), 6), s.pvariance([1, 2, 3]), s.fmean([1, 2]), s.quantiles([1, 2, 3, 4, 5]), s.multimode([1, 1, 2, 2]), s.harmonic_mean([40, 60]), s.mean([Fraction(1, 2), 1]))
print(s.linear_regression([1, 2, 3], [2, 4, 6]), s.correlation([1, 2, 3], [1, 2, 3]), s.NormalDist(0, 1).cdf(0))
#: expect
#| 0.3 0.1428571428571428571428571429 3.30 1.414213562373095048801688724 1E+400
#| 2.68 7 2 3 0.5
#| Decimal('-0') NaN True True True 0.1000000000000000055511151231257827021181583404541015625
#| 0.33333 1.2346E+8
#| DivisionByZero
#| (Decimal('2'), Decimal('2.0')) 1.267650600228229401496703205E+30 -5 DecimalTuple(sign=0, digits=(3, 1, 4), exponent=-2) 1,234,567.89 2.302585092994045684017991455 2.718281828459045235360287471
#| [Decimal('1.5'), Decimal('3')] 3.3 2 1.5 0.5 2
#| 1/2 1/8 1/2 3 9/16 0.25 16/5 4 True Fraction(-1, 2)
#| 2.5 2 a 1.290994 0.6666666666666666 1.5 [1.5, 3.0, 4.5] [1, 2] 48.0 3/4
#| LinearRegression(slope=2.0, intercept=0.0) 1.0 0.5
