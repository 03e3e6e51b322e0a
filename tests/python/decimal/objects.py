# Decimal and Context as Python objects: making, comparing, hashing, formatting, contexts, signals, subclasses.
#: threads
import copy, decimal, pickle, threading
from decimal import *
from fractions import Fraction
D = Decimal


def show(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, str(e).replace('decimal.', '').split(' and no __dict__')[0])


for x in (' 1_000.50 ', '\u0661\u0662', '-infinity', 'sNaN123', '1e', '', '.', '1e-99999999999999999999', (1, (1, 2, 3), -2), [0, (0, 0), 'F'], (0, (1,), 'n'),
          (2, (1,), 0), (0, (11,), 0), (0, 1, 2), (0, (1,)), None, b'1', 0.1, True, 10**40, 1.5e300):
    show(lambda: D(x))
show(lambda: D('1', context=3))
show(lambda: D(value='5', context=None))
for x in (D('1.5'), D('-0'), D('1E+30'), D('1E-5'), D(10**25 + 1)):
    for y in (1.5, Fraction(3, 2), 0, 10**30, 1.5 + 0j, 'a', None, D('NaN')):
        print(x == y, x != y, end=' ')
        show(lambda: x < y)
    show(lambda: hash(x) == hash(Fraction(x)))
print({D('2.0'): 'two'}[2], {2.5: 'x'}[D('2.5')], 3 in {D(3)}, hash(D('-1')), hash(D('Infinity')))
for op in ('D(1) / 0', 'D(0) / 0', 'D(1) % 0', 'D(1) // 0', 'divmod(D(1), 0)', 'D(10) ** 50 // 3', 'D("inf") - D("inf")', 'D(0) ** 0', 'D(-8) ** D("0.5")', 'D("sNaN") + 1',
           'D("NaN") < 1', 'hash(D("sNaN"))', 'int(D("NaN"))', 'int(D("inf"))', 'float(D("sNaN"))', 'round(D("2.5"))', 'round(D("-2.675"), 2)', 'round(D(1), "x")', 'D(1) + "1"',
           'D(9) ** 0.5', 'pow(D(7), 2, 5)', 'pow(3, D(2))', '2 ** D("0.5")', '7 % D("2.5")', 'D(1).quantize(1, rounding="x")', 'D(1).quantize(D("1e-40"))', 'D("1e400").__float__()',
           'D("-12.50").as_tuple()', 'D("NaN").as_tuple()', 'D("0.125").as_integer_ratio()', 'D("NaN").as_integer_ratio()', 'D("1e1000").adjusted()', 'D.from_float(-0.0)', 'D.from_float("x")',
           'complex(D(2))', 'D(3).real, D(3).imag, D(3).conjugate()', 'D("-1.5").__floor__(), D("-1.5").__ceil__(), D("-1.5").__trunc__()', 'D(2).fma(3, "x")', 'D(1).exp(5)'):
    print(op, end=' -> ')
    show(lambda: eval(op))
for spec in ('', '.2f', ',.3f', '012.1f', '+e', '.3e', '%', '.1%', '>12', '*^9', '=+10', 'g', 'G', '.3g', 'n', 'z.1f', '#.0f', '\u00e9<6', '010,', 'x', '<010', '.', '_', ',n'):
    for x in (D('1234567.891'), D('-0.04'), D('1E+9'), D('NaN')):
        try:
            print(spec, format(x, spec), end=' | ')
        except ValueError as e:
            print(spec, e, end=' | ')
    print()
print(D('12345.6').__format__('n', {'decimal_point': ',', 'thousands_sep': '.', 'grouping': '\x03'}))
print(D('1e3').to_eng_string(), D('1.23E+5').to_eng_string(), D('0E-7').to_eng_string(), D('1.5').number_class())
c = Context(prec=5, rounding=ROUND_UP, traps=[Inexact, Overflow], flags=[], capitals=0)
print(c, c.Etiny(), c.Etop(), c.flags[Inexact], c.traps == c.copy().traps)
show(lambda: c.divide(1, 3))
print(c.flags, list(c.flags)[:2], len(c.flags), c.create_decimal('1e9'))
c.clear_traps(); c.clear_flags(); c.flags[Rounded] = True
print(c, pickle.loads(pickle.dumps(c)), copy.copy(c), c.__reduce__()[1][:6])
for name, value in (('prec', 0), ('prec', 'x'), ('rounding', 'x'), ('Emin', 1), ('Emax', -1), ('capitals', 2), ('clamp', 'x'), ('flags', {}), ('traps', [Inexact]), ('nothing', 1)):
    show(lambda: setattr(c, name, value))
show(lambda: c.traps[int])
show(lambda: c.traps.pop(Inexact))
show(lambda: c.power(a=2, b=100, modulo=7))
with localcontext(prec=7, rounding=ROUND_DOWN) as inner:
    print(D(2) / 3, inner is getcontext(), inner.prec)
    with localcontext(ExtendedContext) as other:
        print(D(1) / 0, other.flags[DivisionByZero], ExtendedContext.flags[DivisionByZero])
print(D(2) / 3)
show(lambda: setcontext(3)); show(lambda: localcontext(3))
setcontext(BasicContext); print(getcontext() is BasicContext, getcontext().prec); setcontext(DefaultContext)
getcontext().traps[FloatOperation] = True
show(lambda: D(1.5)); show(lambda: D(1) < 1.5); show(lambda: D(1) == 1.0); show(lambda: D.from_float(1.5))
setcontext(Context())


class Money(D):
    def __new__(cls, v, unit='EUR'):
        self = super().__new__(cls, v)
        self.unit = unit
        return self

    def __add__(self, other):
        return Money(super().__add__(other), self.unit)


m = Money('1.50')
print(m, m.unit, type(m + 1).__name__, type(1 + m).__name__, type(m * 2).__name__, m + 1 == D('2.5'), m == D('1.5'), isinstance(Money.from_float(2.5), Money))
print(pickle.loads(pickle.dumps(D('-1.50'))), copy.deepcopy(D('sNaN3')), D('1.0') is copy.copy(D('1.0')))
for e in (Overflow, Underflow, DivisionByZero, FloatOperation, decimal.DivisionUndefined, decimal.ConversionSyntax):
    print(e.__name__, [b.__name__ for b in e.__mro__[1:-3]])
print(MAX_PREC, MIN_EMIN, decimal.MIN_ETINY, D.__module__, D.__name__)
seen = []
getcontext().prec = 3
t = threading.Thread(target=lambda: (setcontext(Context(prec=4)), seen.append(D(1) / 3)))
t.start(); t.join(); print(seen, D(1) / 3)
total = D(0)
for i in range(3000):
    total += D(i) * D('0.01')
    if total > 100: total -= 100
print(total)
#: expect
#| Decimal('1000.50')
#| Decimal('12')
#| Decimal('-Infinity')
#| Decimal('sNaN123')
#| InvalidOperation [<class 'ConversionSyntax'>]
#| InvalidOperation [<class 'ConversionSyntax'>]
#| InvalidOperation [<class 'ConversionSyntax'>]
#| InvalidOperation [<class 'InvalidOperation'>]
#| Decimal('-1.23')
#| Decimal('Infinity')
#| Decimal('NaN1')
#| ValueError sign must be an integer with the value 0 or 1
#| ValueError coefficient must be a tuple of digits
#| ValueError coefficient must be a tuple of digits
#| ValueError argument must be a sequence of length 3
#| TypeError conversion from NoneType to Decimal is not supported
#| TypeError conversion from bytes to Decimal is not supported
#| Decimal('0.1000000000000000055511151231257827021181583404541015625')
#| Decimal('1')
#| Decimal('10000000000000000000000000000000000000000')
#| Decimal('1500000000000000078757140382806630373056702871662238732373781173267703686983362293679557062620671796065556665749325817265413784853040645863467188277180060474272580801389863705606745350692182135089053429852456199917621678558451461320111979114170213741868888183230085264257173504208294580298189100810240')
#| TypeError optional argument must be a context
#| Decimal('5')
#| True False False
#| True False False
#| False True False
#| False True True
#| True False TypeError '<' not supported between instances of 'Decimal' and 'complex'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'str'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'NoneType'
#| False True InvalidOperation [<class 'InvalidOperation'>]
#| True
#| False True True
#| False True True
#| True False False
#| False True True
#| False True TypeError '<' not supported between instances of 'Decimal' and 'complex'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'str'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'NoneType'
#| False True InvalidOperation [<class 'InvalidOperation'>]
#| True
#| False True False
#| False True False
#| False True False
#| True False False
#| False True TypeError '<' not supported between instances of 'Decimal' and 'complex'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'str'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'NoneType'
#| False True InvalidOperation [<class 'InvalidOperation'>]
#| True
#| False True True
#| False True True
#| False True False
#| False True True
#| False True TypeError '<' not supported between instances of 'Decimal' and 'complex'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'str'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'NoneType'
#| False True InvalidOperation [<class 'InvalidOperation'>]
#| True
#| False True False
#| False True False
#| False True False
#| False True True
#| False True TypeError '<' not supported between instances of 'Decimal' and 'complex'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'str'
#| False True TypeError '<' not supported between instances of 'Decimal' and 'NoneType'
#| False True InvalidOperation [<class 'InvalidOperation'>]
#| True
#| two x True -2 314159
#| D(1) / 0 -> DivisionByZero [<class 'DivisionByZero'>]
#| D(0) / 0 -> InvalidOperation [<class 'DivisionUndefined'>]
#| D(1) % 0 -> InvalidOperation [<class 'InvalidOperation'>]
#| D(1) // 0 -> DivisionByZero [<class 'DivisionByZero'>]
#| divmod(D(1), 0) -> InvalidOperation [<class 'InvalidOperation'>, <class 'DivisionByZero'>]
#| D(10) ** 50 // 3 -> InvalidOperation [<class 'DivisionImpossible'>]
#| D("inf") - D("inf") -> InvalidOperation [<class 'InvalidOperation'>]
#| D(0) ** 0 -> InvalidOperation [<class 'InvalidOperation'>]
#| D(-8) ** D("0.5") -> InvalidOperation [<class 'InvalidOperation'>]
#| D("sNaN") + 1 -> InvalidOperation [<class 'InvalidOperation'>]
#| D("NaN") < 1 -> InvalidOperation [<class 'InvalidOperation'>]
#| hash(D("sNaN")) -> TypeError Cannot hash a signaling NaN value
#| int(D("NaN")) -> ValueError cannot convert NaN to integer
#| int(D("inf")) -> OverflowError cannot convert Infinity to integer
#| float(D("sNaN")) -> ValueError cannot convert signaling NaN to float
#| round(D("2.5")) -> 2
#| round(D("-2.675"), 2) -> Decimal('-2.68')
#| round(D(1), "x") -> TypeError optional arg must be an integer
#| D(1) + "1" -> TypeError unsupported operand type(s) for +: 'Decimal' and 'str'
#| D(9) ** 0.5 -> TypeError unsupported operand type(s) for ** or pow(): 'Decimal' and 'float'
#| pow(D(7), 2, 5) -> Decimal('4')
#| pow(3, D(2)) -> Decimal('9')
#| 2 ** D("0.5") -> Decimal('1.414213562373095048801688724')
#| 7 % D("2.5") -> Decimal('2.0')
#| D(1).quantize(1, rounding="x") -> TypeError valid values for rounding are:
#|   [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,
#|    ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
#|    ROUND_05UP]
#| D(1).quantize(D("1e-40")) -> InvalidOperation [<class 'InvalidOperation'>]
#| D("1e400").__float__() -> inf
#| D("-12.50").as_tuple() -> DecimalTuple(sign=1, digits=(1, 2, 5, 0), exponent=-2)
#| D("NaN").as_tuple() -> DecimalTuple(sign=0, digits=(), exponent='n')
#| D("0.125").as_integer_ratio() -> (1, 8)
#| D("NaN").as_integer_ratio() -> ValueError cannot convert NaN to integer ratio
#| D("1e1000").adjusted() -> 1000
#| D.from_float(-0.0) -> Decimal('-0')
#| D.from_float("x") -> TypeError argument must be int or float
#| complex(D(2)) -> (2+0j)
#| D(3).real, D(3).imag, D(3).conjugate() -> (Decimal('3'), Decimal('0'), Decimal('3'))
#| D("-1.5").__floor__(), D("-1.5").__ceil__(), D("-1.5").__trunc__() -> (-2, -1, -1)
#| D(2).fma(3, "x") -> TypeError conversion from str to Decimal is not supported
#| D(1).exp(5) -> TypeError optional argument must be a context
#|  1234567.891 |  -0.04 |  1E+9 |  NaN | 
#| .2f 1234567.89 | .2f -0.04 | .2f 1000000000.00 | .2f NaN | 
#| ,.3f 1,234,567.891 | ,.3f -0.040 | ,.3f 1,000,000,000.000 | ,.3f NaN | 
#| 012.1f 0001234567.9 | 012.1f -000000000.0 | 012.1f 1000000000.0 | 012.1f          NaN | 
#| +e +1.234567891e+6 | +e -4e-2 | +e +1e+9 | +e +NaN | 
#| .3e 1.235e+6 | .3e -4.000e-2 | .3e 1.000e+9 | .3e NaN | 
#| % 123456789.1% | % -4% | % 100000000000% | % NaN% | 
#| .1% 123456789.1% | .1% -4.0% | .1% 100000000000.0% | .1% NaN% | 
#| >12  1234567.891 | >12        -0.04 | >12         1E+9 | >12          NaN | 
#| *^9 1234567.891 | *^9 **-0.04** | *^9 **1E+9*** | *^9 ***NaN*** | 
#| =+10 +1234567.891 | =+10 -     0.04 | =+10 +     1E+9 | =+10 +      NaN | 
#| g 1234567.891 | g -0.04 | g 1e+9 | g NaN | 
#| G 1234567.891 | G -0.04 | G 1E+9 | G NaN | 
#| .3g 1.23e+6 | .3g -0.04 | .3g 1e+9 | .3g NaN | 
#| n 1234567.891 | n -0.04 | n 1e+9 | n NaN | 
#| z.1f 1234567.9 | z.1f 0.0 | z.1f 1000000000.0 | z.1f NaN | 
#| #.0f 1234568. | #.0f -0. | #.0f 1000000000. | #.0f NaN | 
#| é<6 1234567.891 | é<6 -0.04é | é<6 1E+9éé | é<6 NaNééé | 
#| 010, 1,234,567.891 | 010, -00,000.04 | 010, 000,001E+9 | 010,        NaN | 
#| x invalid format string | x invalid format string | x invalid format string | x invalid format string | 
#| <010 invalid format string | <010 invalid format string | <010 invalid format string | <010 invalid format string | 
#| . invalid format string | . invalid format string | . invalid format string | . invalid format string | 
#| _ invalid format string | _ invalid format string | _ invalid format string | _ invalid format string | 
#| ,n invalid format string | ,n invalid format string | ,n invalid format string | ,n invalid format string | 
#| 12.345,6
#| 1E+3 123E+3 0.0E-6 +Normal
#| Context(prec=5, rounding=ROUND_UP, Emin=-999999, Emax=999999, capitals=0, clamp=0, flags=[], traps=[Inexact, Overflow]) -1000003 999995 False True
#| Inexact [<class 'Inexact'>]
#| {<class 'decimal.InvalidOperation'>:False, <class 'decimal.FloatOperation'>:False, <class 'decimal.DivisionByZero'>:False, <class 'decimal.Overflow'>:False, <class 'decimal.Underflow'>:False, <class 'decimal.Subnormal'>:False, <class 'decimal.Inexact'>:True, <class 'decimal.Rounded'>:True, <class 'decimal.Clamped'>:False} [<class 'decimal.InvalidOperation'>, <class 'decimal.FloatOperation'>] 9 1E+9
#| Context(prec=5, rounding=ROUND_UP, Emin=-999999, Emax=999999, capitals=0, clamp=0, flags=[Rounded], traps=[]) Context(prec=5, rounding=ROUND_UP, Emin=-999999, Emax=999999, capitals=0, clamp=0, flags=[Rounded], traps=[]) Context(prec=5, rounding=ROUND_UP, Emin=-999999, Emax=999999, capitals=0, clamp=0, flags=[Rounded], traps=[]) (5, 'ROUND_UP', -999999, 999999, 0, 0)
#| ValueError valid range for prec is [1, MAX_PREC]
#| TypeError an integer is required
#| TypeError valid values for rounding are:
#|   [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,
#|    ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
#|    ROUND_05UP]
#| ValueError valid range for Emin is [MIN_EMIN, 0]
#| ValueError valid range for Emax is [0, MAX_EMAX]
#| ValueError valid values for capitals are 0 or 1
#| TypeError an integer is required
#| KeyError 'invalid signal dict'
#| TypeError argument must be a signal dict
#| AttributeError 'Context' object has no attribute 'nothing'
#| KeyError 'valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]'
#| ValueError signal keys cannot be deleted
#| Decimal('2')
#| 0.6666666 True 7
#| Infinity True False
#| 0.6666666666666666666666666667
#| TypeError argument must be a context
#| TypeError optional argument must be a context
#| False 9
#| FloatOperation [<class 'FloatOperation'>]
#| FloatOperation [<class 'FloatOperation'>]
#| True
#| Decimal('1.5')
#| 1.50 EUR Money Decimal Decimal True True True
#| -1.50 sNaN3 False
#| Overflow ['Inexact', 'Rounded', 'DecimalException', 'ArithmeticError']
#| Underflow ['Inexact', 'Rounded', 'Subnormal', 'DecimalException', 'ArithmeticError']
#| DivisionByZero ['DecimalException', 'ZeroDivisionError', 'ArithmeticError']
#| FloatOperation ['DecimalException', 'ArithmeticError', 'TypeError']
#| DivisionUndefined ['InvalidOperation', 'DecimalException', 'ZeroDivisionError', 'ArithmeticError']
#| ConversionSyntax ['InvalidOperation', 'DecimalException', 'ArithmeticError']
#| 999999999999999999 -999999999999999999 -1999999999999999997 decimal Decimal
#| [Decimal('0.3333')] 0.333
#| 80.0
