# str.format: positions, names, attributes, items, nested specs, errors.
print("{} {} {}".format(1, "a", [2]), "{1} {0} {1}".format("a", "b"), "{a} {b}".format(a=1, b=2), "{0} {k}".format(5, k=6))


class P:
    x = 1
    items = {"key": [10, 20]}


print("{0.x} {0.items[key][1]} {1[0]} {1[1]}".format(P, "xy"), "{p.x}".format(p=P), "{d[a b]}".format(d={"a b": 1}))
print("{:>5}|{:<5}|{:^5}|{:*^7}|{:05d}|{:.2f}".format(1, 2, 3, "mid", 42, 1.005), "{:{}}|{:{w}.{p}f}".format(1, 5, 3.14159, w=8, p=2))
print("{!r} {!s} {!a} {0!r:>5}".replace("{0", "{").format("a", "b", "é", "c"), "{{}} {{{}}}".format(1))
print("{:d} {:s} {:,} {:%} {:e}".format(1, "s", 1234567, 0.5, 12345.678), "{:10}|{:10}|".format("s", 1))
print("{:.3}|{:5.1}|{:>{}}|".format("abcdef", "xyz", "r", 4), "{0[0]}{0[-1]}".format({"-1": "neg", 0: "zero"}))
print("{a}-{b}".format_map({"a": 1, "b": 2}), "".format(), "x".format(1, 2, k=3))
for f in (
    lambda: "{} {}".format(1), lambda: "{0} {}".format(1, 2), lambda: "{x}".format(), lambda: "{".format(), lambda: "}".format(),
    lambda: "{0.nope}".format(1), lambda: "{0[5]}".format([1]), lambda: "{!z}".format(1), lambda: "{:d}".format("a"), lambda: "{:s}".format(1),
):
    try:
        print(f())
    except (IndexError, KeyError, ValueError, AttributeError) as e:
        print(type(e).__name__, e)

#: expect
#| 1 a [2] b a b 1 2 5 6
#| 1 20 x y 1 1
#|     1|2    |  3  |**mid**|00042|1.00     1|    3.14
#| 'a' b '\xe9'   'c' {} {1}
#| 1 s 1,234,567 50.000000% 1.234568e+04 s         |         1|
#| abc|x    |   r| zeroneg
#| 1-2  x
#| IndexError Replacement index 1 out of range for positional args tuple
#| ValueError cannot switch from manual field specification to automatic field numbering
#| KeyError 'x'
#| ValueError Single '{' encountered in format string
#| ValueError Single '}' encountered in format string
#| AttributeError 'int' object has no attribute 'nope'
#| IndexError list index out of range
#| ValueError Unknown conversion specifier z
#| ValueError Unknown format code 'd' for object of type 'str'
#| ValueError Unknown format code 's' for object of type 'int'
