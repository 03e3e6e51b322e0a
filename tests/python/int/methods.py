# What an int can do by name, and round() on ints.
print((10).as_integer_ratio(), (3).real, (3).imag, (3).numerator, (3).denominator)
print((7).conjugate(), (5).is_integer())
print(round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(7), round(7, 2))
print(isinstance(True, int), issubclass(bool, int), type(True + 0), bool.__mro__)
print(int.__name__, type(5) is int, int() == 0)
print(abs(-5), abs(-(2**80)), divmod(-(2**80), 7))


class Count(int):
    def __add__(self, other):
        return Count(int(self) + other + 1)

    def __repr__(self):
        return f"Count({int(self)})"


c = Count(5)
print(c + 1, 1 + c, c * 2, c == 5, isinstance(c, int), hash(c) == hash(5), [c])

#: expect
#| (10, 1) 3 0 3 1
#| 7 True
#| 12300 20 20 -20 7 7
#| True True <class 'int'> (<class 'bool'>, <class 'int'>, <class 'object'>)
#| int True True
#| 5 1208925819614629174706176 (-172703688516375596386597, 3)
#| Count(7) 6 10 True True True [Count(5)]
