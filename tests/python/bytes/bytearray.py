# The changeable kind.
a = bytearray(b"abc")
a[0] = 120
a.append(100)
a += b"ef"
a.extend([103])
print(a, len(a), a[1], a[1:3], bytes(a), a == b"xbcdefg", list(a[-2:]))
a[1:3] = b"--!--"
print(a)
del a[0]
print(a.pop(), a, a.find(b"!"), a.decode())
print(bytearray(3), bytearray([1, 2]), bytearray())
try:
    a[0] = 300
except ValueError as e:
    print(e)
try:
    hash(a)
except TypeError as e:
    print("unhashable")

#: expect
#| bytearray(b'xbcdefg') 7 98 bytearray(b'bc') b'xbcdefg' True [102, 103]
#| bytearray(b'x--!--defg')
#| 103 bytearray(b'--!--def') 2 --!--def
#| bytearray(b'\x00\x00\x00') bytearray(b'\x01\x02') bytearray(b'')
#| byte must be in range(0, 256)
#| unhashable
