# f-strings: expressions, conversions, format specs, nesting, =, quotes.
name, n, x, d = "Ann", 42, 3.14159, {"k": [1, 2]}
print(f"{name} {n} {x} {d['k'][1]} {n + 1} {name.upper()} {len(name) * 2}")
print(f"{name!r} {name!s} {'é'!a} {name!r:>8}|{n:5d}|{n:<5}|{n:^5}|{n:05}|{x:.2f}|{x:8.3f}|{x:e}")
print(f"{{}} {{{n}}} {{n}}", f"{n:{'>'}{6}}|{x:.{n - 40}f}|{n:{'0' + str(5)}}")
print(f"{n=} {n = } {name=!s} {x=:.1f} {n+1=}")
print(f"a" "b" f"{n}" 'c', f"", f"{'nested ' + f'{n}'}", f"{f'{f"{n}"}'}")
print(f"{'a' if n else 'b'} {[i for i in range(3)]} {(lambda v: v * 2)(4)} { {'a': 1}['a'] } {n!r}")
print(f"""{
    n
} lines {
    name
}""")
print(rf"\n{n}", f"\n{n}\t|", f"\N{BULLET} \x41 {n}\\")
print(f"{n:#x} {n:b} {n:o} {n:,} {1234567.891:,.2f} {n:+} {-n: } {0.25:.0%} {n:c} {1e10:g} {10**20:_}")
print(f"{True} {None} {[1, 'a']} {...} {n == 42} {not n} {n if n else 0:>4}")
print(f"{name:.2}|{name:*^9}|{name:<5}|{'':5}|")


class F:
    def __format__(self, spec):
        return f"<{spec}>"


print(f"{F()} {F():abc} {F():{n}} {F():{{}}}" if False else f"{F()} {F():abc} {F():{n}}")
print(f"{n,} {n, name} {(1, 2)}", f"{(y := 5)} {y}", f'{"quotes"} {"it's"}')
for f in (lambda: f"{n:z}", lambda: f"{name:d}", lambda: f"{n:.2d}", lambda: f"{undefined}"):
    try:
        print(f())
    except (ValueError, NameError) as e:
        print(type(e).__name__, e)

#: expect
#| Ann 42 3.14159 2 43 ANN 6
#| 'Ann' Ann '\xe9'    'Ann'|   42|42   | 42  |00042|3.14|   3.142|3.141590e+00
#| {} {42} {n}     42|3.14|00042
#| n=42 n = 42 name=Ann x=3.1 n+1=43
#| ab42c  nested 42 42
#| a [0, 1, 2] 8 1 42
#| 42 lines Ann
#| \n42
#| 42	| • A 42\
#| 0x2a 101010 52 42 1,234,567.89 +42 -42 25% * 1e+10 100_000_000_000_000_000_000
#| True None [1, 'a'] Ellipsis True False   42
#| An|***Ann***|Ann  |     |
#| <> <abc> <42>
#| (42,) (42, 'Ann') (1, 2) 5 5 quotes it's
#| ValueError Negative zero coercion (z) not allowed in integer format specifier
#| ValueError Unknown format code 'd' for object of type 'str'
#| ValueError Precision not allowed in integer format specifier
#| NameError name 'undefined' is not defined
