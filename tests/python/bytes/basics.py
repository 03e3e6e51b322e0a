# Bytes are sequences of small ints with methods like those of str.
b = b"hello"
print(b, b[0], b[-1], b[1:3], b[::-1], len(b), list(b), 104 in b, b"ell" in b)
print(b + b" world", b * 2, b == b"hello", b < b"help", hash(b) == hash(b"hel" + b"lo"))
print(b"\x00\xff\n'\"\\a", b'it\'s', rb"raw\n")
print(bytes(3), bytes([65, 66]), bytes("é", "utf-8"), bytes(b"x"), bytes())
print(b.find(b"l"), b.count(b"l"), b.replace(b"l", b"L"), b.split(b"l"), b.upper(), b.startswith(b"he"), b" x ".strip())
print(b",".join([b"a", b"b"]), b.hex(), bytes.fromhex("68 69"), b.decode())
for f in (lambda: bytes([256]), lambda: b[10], lambda: b + "x", lambda: bytes("x")):
    try:
        f()
    except (ValueError, IndexError, TypeError) as e:
        print(type(e).__name__, e)
for x in b"ab":
    print(x)

#: expect
#| b'hello' 104 111 b'el' b'olleh' 5 [104, 101, 108, 108, 111] True True
#| b'hello world' b'hellohello' True True True
#| b'\x00\xff\n\'"\\a' b"it's" b'raw\\n'
#| b'\x00\x00\x00' b'AB' b'\xc3\xa9' b'x' b''
#| 2 2 b'heLLo' [b'he', b'', b'o'] b'HELLO' True b'x'
#| b'a,b' 68656c6c6f b'hi' hello
#| ValueError bytes must be in range(0, 256)
#| IndexError index out of range
#| TypeError can't concat str to bytes
#| TypeError string argument without an encoding
#| 97
#| 98
