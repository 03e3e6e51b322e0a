# int() from text and text from int in all bases.
print(int("12"), int("-12"), int("  7\n"), int("+3"), int("1_000"))
print(int("ff", 16), int("0xff", 16), int("0b101", 2), int("0o17", 8), int("z", 36), int("0x1F", 0))
print(int(3.99), int(-3.99), int(True), int("0"))
print(bin(10), oct(64), hex(255), bin(-5), hex(-(2**70)))
print(str(10**25), repr(-(10**25)))
print(0b1010, 0o777, 0xDEAD_BEEF, 1_000_000)
for text in ("", "1.5", "abc", "12a", "1__0", "0b2"):
    try:
        print(int(text))
    except ValueError as e:
        print(e)
try:
    int("9", 8)
except ValueError as e:
    print(e)
try:
    int([])
except TypeError as e:
    print(e)
print(int.from_bytes(b"\x01\x02", "big"), int.from_bytes(b"\x01\x02", "little"))
print((258).to_bytes(2, "big"), (-2).to_bytes(2, "little", signed=True))

#: expect
#| 12 -12 7 3 1000
#| 255 255 5 15 35 31
#| 3 -3 1 0
#| 0b1010 0o100 0xff -0b101 -0x400000000000000000
#| 10000000000000000000000000 -10000000000000000000000000
#| 10 511 3735928559 1000000
#| invalid literal for int() with base 10: ''
#| invalid literal for int() with base 10: '1.5'
#| invalid literal for int() with base 10: 'abc'
#| invalid literal for int() with base 10: '12a'
#| invalid literal for int() with base 10: '1__0'
#| invalid literal for int() with base 10: '0b2'
#| invalid literal for int() with base 8: '9'
#| int() argument must be a string, a bytes-like object or a real number, not 'list'
#| 258 513
#| b'\x01\x02' b'\xfe\xff'
