# To bytes and back.
for s in ("abc", "é", "日本", "😀"):
    b = s.encode()
    print(b, b.decode(), s.encode("utf-8") == b, len(b))
print("é".encode("latin-1"), b"\xe9".decode("latin-1"), "abc".encode("ascii"))
try:
    "é".encode("ascii")
except UnicodeEncodeError as e:
    print(e)
try:
    b"\xff".decode("utf-8")
except UnicodeDecodeError as e:
    print(e)
print("é".encode("ascii", "ignore"), "é".encode("ascii", "replace"), b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("ascii", "ignore"))

#: expect
#| b'abc' abc True 3
#| b'\xc3\xa9' é True 2
#| b'\xe6\x97\xa5\xe6\x9c\xac' 日本 True 6
#| b'\xf0\x9f\x98\x80' 😀 True 4
#| b'\xe9' é b'abc'
#| 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
#| 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
#| b'' b'?' a�b ab
