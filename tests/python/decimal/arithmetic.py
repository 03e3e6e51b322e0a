# Operators and methods under many contexts: precisions, rounding modes, exponent limits, special values.
from decimal import *
from zlib import crc32

D = Decimal
MODES = [ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]
UNARY = ('abs exp ln log10 logb logical_invert minus next_minus next_plus normalize number_class plus sqrt '
         'to_eng_string to_integral_exact to_integral_value').split()
BINARY = ('add compare compare_signal compare_total compare_total_mag copy_sign divide divide_int divmod logical_and '
          'logical_or logical_xor max max_mag min min_mag multiply next_toward power quantize remainder remainder_near '
          'rotate same_quantum scaleb shift subtract').split()
VALUES = [D(v) for v in ('0', '-0E-3', '1', '-1.5', '2.50', '10', '1101', '0.1', '9.9999999999999999999999', '-7E+9', '123456789012345678901234567890',
                         '4.5E-12', '1E-30', 'Infinity', '-Infinity', 'NaN', 'sNaN5')]
for n, mode in enumerate(MODES):
    for prec, limit, clamp in ((1, 5, 0), (9, 999999, 0), (28, 20, 1), (45, 999999, 1)):
        c = Context(prec=prec, rounding=mode, Emin=-limit, Emax=limit, clamp=clamp, traps=[])
        lines = []
        for a in VALUES:
            for name in UNARY:
                lines.append(f'{name} {a} {getattr(c, name)(a)}')
            for b in VALUES[n % 2::2]:
                for name in BINARY:
                    c.clear_flags()
                    r = getattr(c, name)(a, b)
                    lines.append(f'{name} {a} {b} {r} {[s.__name__ for s in c.flags if c.flags[s]]}')
        print(mode, prec, len(lines), crc32('\n'.join(lines).encode()))
        print(lines[n * 97 + prec], '|', lines[n * 151 + 3 * prec])
#: expect
#| ROUND_UP 1 4403 2086019051
#| exp 0 1 | log10 0 -Infinity
#| ROUND_UP 9 4403 3748571959
#| normalize 0 0 | logical_xor 0 0 0 []
#| ROUND_UP 28 4403 2516945960
#| max 0 0 0E-7 ['Clamped'] | min 0 2.50 0E-7 ['Clamped']
#| ROUND_UP 45 4403 1745186279
#| compare_signal 0 1 -1 [] | logical_xor 0 9.9999999999999999999999 NaN ['InvalidOperation']
#| ROUND_DOWN 1 3944 679792158
#| compare 0 0.1 -1 [] | compare_total 0 4.5E-12 -1 []
#| ROUND_DOWN 9 3944 1981200545
#| logical_and 0 0.1 NaN ['InvalidOperation'] | add 0 Infinity Infinity []
#| ROUND_DOWN 28 3944 1736924944
#| compare 0 -7E+9 1 [] | log10 -0.000 -Infinity
#| ROUND_DOWN 45 3944 1884198184
#| power 0 -7E+9 Infinity [] | logical_xor -0.000 -1.5 NaN ['InvalidOperation']
#| ROUND_CEILING 1 4403 2756985013
#| next_toward 0 1E-30 0.00001 [] | compare_total -0.000 1 -1 []
#| ROUND_CEILING 9 4403 1325744325
#| shift 0 1E-30 NaN ['InvalidOperation'] | add -0.000 2.50 2.500 []
#| ROUND_CEILING 28 4403 4076613271
#| next_toward 0 -Infinity -1E-47 ['Underflow', 'Subnormal', 'Inexact', 'Rounded'] | compare_total -0.000 9.9999999999999999999999 -1 []
#| ROUND_CEILING 45 4403 805647103
#| divide_int 0 sNaN5 NaN5 ['InvalidOperation'] | add -0.000 1E-30 1E-30 []
#| ROUND_FLOOR 1 3944 1679983868
#| next_toward -0.000 -1.5 -0.00001 [] | quantize -0.000 NaN NaN []
#| ROUND_FLOOR 9 3944 928874231
#| shift -0.000 -1.5 NaN ['InvalidOperation'] | add 1 -0.000 1.000 []
#| ROUND_FLOOR 28 3944 1027753756
#| next_toward -0.000 10 1E-47 ['Underflow', 'Subnormal', 'Inexact', 'Rounded'] | compare_total 1 10 -1 []
#| ROUND_FLOOR 45 3944 3413281977
#| divide_int -0.000 0.1 -0 [] | add 1 -7E+9 -6999999999 []
#| ROUND_HALF_UP 1 4403 2938011542
#| divide -0.000 9.9999999999999999999999 -0E+5 ['Clamped'] | quantize 1 2.50 NaN ['InvalidOperation']
#| ROUND_HALF_UP 9 4403 3589157002
#| min -0.000 9.9999999999999999999999 -0.000 [] | multiply 1 1101 1101 []
#| ROUND_HALF_UP 28 4403 2546803293
#| divide -0.000 123456789012345678901234567890 -0E-7 ['Clamped'] | quantize 1 123456789012345678901234567890 1.0000000 ['Clamped']
#| ROUND_HALF_UP 45 4403 75703503
#| same_quantum -0.000 123456789012345678901234567890 False [] | multiply 1 -Infinity -Infinity []
#| ROUND_HALF_DOWN 1 3944 954292607
#| divide 1 -0.000 -Infinity ['DivisionByZero'] | quantize -1.5 -1.5 NaN ['InvalidOperation']
#| ROUND_HALF_DOWN 9 3944 3137306272
#| min 1 -0.000 -0.000 [] | multiply -1.5 10 -15.0 []
#| ROUND_HALF_DOWN 28 3944 2975431336
#| divide 1 -1.5 -0.6666666666666666666666666667 ['Inexact', 'Rounded'] | quantize -1.5 -7E+9 -0E-7 ['Inexact', 'Rounded', 'Clamped']
#| ROUND_HALF_DOWN 45 3944 1203987552
#| same_quantum 1 -1.5 False [] | multiply -1.5 Infinity -Infinity []
#| ROUND_HALF_EVEN 1 4403 986859983
#| rotate 1 1 1 [] | divmod -1.5 9.9999999999999999999999 (Decimal('-0'), Decimal('-2')) ['Inexact', 'Rounded']
#| ROUND_HALF_EVEN 9 4403 4038531441
#| compare_total 1 2.50 -1 [] | copy_sign -1.5 123456789012345678901234567890 1.5 []
#| ROUND_HALF_EVEN 28 4403 1958265780
#| rotate 1 2.50 NaN ['InvalidOperation'] | divmod -1.5 -Infinity (Decimal('0'), Decimal('-1.5000000')) ['Clamped']
#| ROUND_HALF_EVEN 45 4403 2991695305
#| max 1 1101 1101 [] | logical_invert 2.50 NaN
#| ROUND_05UP 1 3944 4054548646
#| logical_xor 1 NaN NaN ['InvalidOperation'] | divmod 2.50 -7E+9 (Decimal('-0'), Decimal('2')) ['Inexact', 'Rounded']
#| ROUND_05UP 9 3944 2675632756
#| quantize 1 NaN NaN [] | copy_sign 2.50 4.5E-12 2.50 []
#| ROUND_05UP 28 3944 2678747190
#| plus -1.5 -1.5000000 | divmod 2.50 NaN (Decimal('NaN'), Decimal('NaN')) []
#| ROUND_05UP 45 3944 1228024847
#| max -1.5 -0.000 -0.000 [] | multiply 10 -0.000 -0.000 []
