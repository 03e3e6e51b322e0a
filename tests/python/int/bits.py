# Shifts and bit operations on small, big and negative numbers.
print(5 & 3, 5 | 3, 5 ^ 3, ~5)
print(-5 & 3, -5 | 3, -5 ^ 3, ~-5)
print(-1 >> 100, -1 << 3, 1 << 100, (1 << 100) >> 98)
big = 0x123456789ABCDEF0123456789ABCDEF
print(hex(big & 0xFFFFFFFFFFFFFFFF), hex(big | -16), hex(big ^ big), hex(~big))
print(-big & 0xFF, -big >> 4, big >> 200, -big >> 200)
print((255).bit_length(), (256).bit_length(), (-1).bit_length(), (0).bit_length(), (2**100).bit_length())
print((255).bit_count(), (-7).bit_count())
print(True & False, True | False, True ^ True, True + True, ~0)
for f in (lambda: 1 << -1, lambda: 1 >> -1):
    try:
        f()
    except ValueError as e:
        print(e)

#: expect
#| 1 7 6 -6
#| 3 -5 -8 4
#| -1 -8 1267650600228229401496703205376 4
#| 0x123456789abcdef -0x1 0x0 -0x123456789abcdef0123456789abcdf0
#| 17 -94522879700260683065598897150409951 0 -1
#| 8 9 1 0 101
#| 8 3
#| False True False 2 -1
#| negative shift count
#| negative shift count
