# The % operator.
print("%d %i %5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5, 6, 7))
print("%x %X %#x %o %#o %c %c" % (255, 255, 255, 8, 8, 65, "z"))
print("%f %.2f %8.3f|%-8.1f|%e %E %g %g %G" % (1.5, 1.005, 3.14159, 2.5, 12345.678, 0.00012, 1e10, 0.0001, 1e-10))
print("%s %r %10s|%-10s|%.2s" % ("a", "a", "right", "left", "cut"))
print("%(name)s is %(age)d" % {"name": "Bob", "age": 5})
print("%%", "100%%" % (), "%s" % (1,), "%s" % [1, 2], "%*d|%-*d" % (5, 1, 5, 2))
print("%d" % 3.99, "%d" % 10**30, "%x" % -255, "%.3d" % 5, "%s" % None)
for f in (lambda: "%d" % "a", lambda: "%s %s" % 1, lambda: "%s" % (1, 2), lambda: "%y" % 1, lambda: "%(a)s" % {"b": 1}):
    try:
        print(f())
    except (TypeError, ValueError, KeyError) as e:
        print(type(e).__name__, e)

#: expect
#| 1 2     3|4    |00005|+6| 7
#| ff FF 0xff 10 0o10 A z
#| 1.500000 1.00    3.142|2.5     |1.234568e+04 1.200000E-04 1e+10 0.0001 1E-10
#| a 'a'      right|left      |cu
#| Bob is 5
#| %% 100% 1 [1, 2]     1|2
#| 3 1000000000000000000000000000000 -ff 005 None
#| TypeError %d format: a real number is required, not str
#| TypeError not enough arguments for format string
#| TypeError not all arguments converted during string formatting
#| ValueError unsupported format character 'y' (0x79) at index 1
#| KeyError 'a'
