# bzip2: at once, in pieces, files, and data that is none.
import bz2
import io

text = b"the quick brown fox " * 5000
packed = bz2.compress(text)
print(len(packed) < len(text) // 10, bz2.decompress(packed) == text)
print(bz2.decompress(packed + bz2.compress(b"more")) == text + b"more")
c = bz2.BZ2Compressor(1)
parts = [c.compress(text[i : i + 1000]) for i in range(0, len(text), 1000)] + [c.flush()]
d = bz2.BZ2Decompressor()
out = b""
for byte in b"".join(parts):
    out += d.decompress(bytes([byte]))
print(out == text, d.eof, d.needs_input, d.unused_data)
d = bz2.BZ2Decompressor()
first = d.decompress(packed + b"rest", max_length=100)
print(len(first), d.needs_input, d.eof)
while not d.eof:
    first += d.decompress(b"", max_length=30000)
print(first == text, d.unused_data)
for bad in (lambda: d.decompress(b"x"), lambda: bz2.decompress(b"not packed"), lambda: bz2.decompress(packed[:50]), c.flush):
    try:
        bad()
    except (EOFError, OSError, ValueError) as e:
        print(type(e).__name__, e)
f = io.BytesIO()
with bz2.open(f, "wt", encoding="utf-8") as w:
    w.write("line one\nline two\n")
f.seek(0)
with bz2.open(f, "rt", encoding="utf-8") as r:
    print([line for line in r])
import tarfile

archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w:bz2") as t:
    info = tarfile.TarInfo("name")
    info.size = 5
    t.addfile(info, io.BytesIO(b"hello"))
archive.seek(0)
with tarfile.open(fileobj=archive) as t:
    print(t.getnames(), t.extractfile("name").read())
#: expect
#| True True
#| True
#| True True False b''
#| 100 False False
#| True b'rest'
#| EOFError End of stream already reached
#| OSError Invalid data stream
#| ValueError Compressed data ended before the end-of-stream marker was reached
#| ValueError Repeated call to flush()
#| ['line one\n', 'line two\n']
#| ['name'] b'hello'
