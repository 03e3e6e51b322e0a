# Values packed into bytes and back, and what does not fit.
import struct
print(struct.pack('<ihb', 1, 2, 3), struct.unpack('<ihb', b'\x01\0\0\0\x02\0\x03'))
print(struct.calcsize('iq'), struct.calcsize('=iq'), struct.pack('>d', 1.5), struct.pack('e', 1.5))
print(struct.pack('5s', b'abc'), struct.pack('3p', b'abc'), struct.unpack('?c', b'\x01a'))
s = struct.Struct('!HH'); print(s.size, s.format, s.pack(1, 2), list(s.iter_unpack(b'\0\1\0\2\0\3\0\4')))
b = bytearray(8); s.pack_into(b, 2, 7, 8); print(b, s.unpack_from(b, 2))
for f, a in [('i', ('x',)), ('b', (300,)), ('ii', (1,)), ('z', ()), ('H', (-1,)), ('f', ('a',)), ('c', (b'ab',)), ('q', (1<<70,)),('f',(1e300,))]:
    try: struct.pack(f, *a)
    except (struct.error, OverflowError) as e: print(type(e).__name__, e)
try: struct.unpack('i', b'abc')
except struct.error as e: print(e)
try: struct.unpack_from('i', b'abc', 1)
except struct.error as e: print(e)
print(repr(s))
#: expect
#| b'\x01\x00\x00\x00\x02\x00\x03' (1, 2, 3)
#| 16 12 b'?\xf8\x00\x00\x00\x00\x00\x00' b'\x00>'
#| b'abc\x00\x00' b'\x02ab' (True, b'a')
#| 4 !HH b'\x00\x01\x00\x02' [(1, 2), (3, 4)]
#| bytearray(b'\x00\x00\x00\x07\x00\x08\x00\x00') (7, 8)
#| error required argument is not an integer
#| error 'b' format requires -128 <= number <= 127
#| error pack expected 2 items for packing (got 1)
#| error bad char in struct format
#| error 'H' format requires 0 <= number <= 65535
#| error required argument is not a float
#| error char format requires a bytes object of length 1
#| error 'q' format requires -9223372036854775808 <= number <= 9223372036854775807
#| unpack requires a buffer of 4 bytes
#| unpack_from requires a buffer of at least 5 bytes for unpacking 4 bytes at offset 1 (actual buffer size is 3)
#| Struct('!HH')
