# Digests, compression, the database of characters.
import hashlib, hmac, zlib, gzip, io, unicodedata
for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512', 'blake2b', 'blake2s'):
    h = hashlib.new(n, b'hello'); h.update(b' world'); print(n, h.hexdigest(), h.digest_size, h.block_size, h.name)
print(hashlib.shake_128(b'x').hexdigest(10), hashlib.shake_256(b'x').digest(4), hashlib.blake2b(b'a', key=b'k', digest_size=16, salt=b's', person=b'p').hexdigest(), hashlib.blake2s(b'a' * 100, digest_size=8).hexdigest())
h = hashlib.sha256(); c = h.copy(); c.update(b'x'); print(h.hexdigest() == hashlib.sha256().hexdigest(), c.hexdigest()[:8])
try: hashlib.md5('x')
except TypeError as e: print(e)
print(hmac.new(b'key', b'msg', 'sha256').hexdigest(), hmac.compare_digest('a', 'a'), 'sha256' in hashlib.algorithms_guaranteed)
data = b'hello world ' * 100
z = zlib.compress(data); print(zlib.decompress(z) == data, len(z) < 60, zlib.crc32(b'abc'), zlib.adler32(b'abc'), zlib.crc32(b'c', zlib.crc32(b'ab')))
c = zlib.compressobj(9, zlib.DEFLATED, -15); r = c.compress(data) + c.flush(); d = zlib.decompressobj(-15); print(d.decompress(r) + d.flush() == data, d.eof)
d = zlib.decompressobj(); out = d.decompress(z + b'tail', 10); print(out, len(d.unconsumed_tail) > 0); out += d.decompress(d.unconsumed_tail); print(out == data, d.unused_data, d.eof)
try: zlib.decompress(b'garbage')
except zlib.error as e: print(e)
try: zlib.decompress(z[:10])
except zlib.error as e: print(e)
g = gzip.compress(data); print(gzip.decompress(g) == data, g[:2]); f = io.BytesIO()
with gzip.GzipFile(fileobj=f, mode='wb') as w: w.write(b'line1\nline2\n')
f.seek(0); print(list(gzip.GzipFile(fileobj=f))); print(zlib.decompress(g, 31) == data, zlib.decompress(z, 47) == data)
print(unicodedata.name('é'), unicodedata.lookup('GREEK SMALL LETTER ALPHA'), unicodedata.category('A'), unicodedata.category('\ud800'), unicodedata.decimal('5'), unicodedata.numeric('½'), unicodedata.digit('²'), unicodedata.bidirectional('א'), unicodedata.combining('\u0301'), unicodedata.mirrored('('), unicodedata.east_asian_width('中'), unicodedata.decomposition('é'))
print(len(unicodedata.normalize('NFD', 'é')), unicodedata.normalize('NFC', 'e\u0301') == 'é', unicodedata.normalize('NFKC', 'ﬁ'), unicodedata.is_normalized('NFC', 'é'), unicodedata.name('\x00', 'none'), unicodedata.ucd_3_2_0.category('A'))
try: unicodedata.name('\x00')
except ValueError as e: print(e)
#: expect
#| md5 5eb63bbbe01eeed093cb22bb8f5acdc3 16 64 md5
#| sha1 2aae6c35c94fcfb415dbe95f408b9ce91ee846ed 20 64 sha1
#| sha224 2f05477fc24bb4faefd86517156dafdecec45b8ad3cf2522a563582b 28 64 sha224
#| sha256 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 32 64 sha256
#| sha384 fdbd8e75a67f29f701a4e040385e2e23986303ea10239211af907fcbb83578b3e417cb71ce646efd0819dd8c088de1bd 48 128 sha384
#| sha512 309ecc489c12d6eb4cc40f50c902f2b4d0ed77ee511a7c7a9bcd3ca86d4cd86f989dd35bc5ff499670da34255b45b0cfd830e81f605dcf7dc5542e93ae9cd76f 64 128 sha512
#| sha3_224 dfb7f18c77e928bb56faeb2da27291bd790bc1045cde45f3210bb6c5 28 144 sha3_224
#| sha3_256 644bcc7e564373040999aac89e7622f3ca71fba1d972fd94a31c3bfbf24e3938 32 136 sha3_256
#| sha3_384 83bff28dde1b1bf5810071c6643c08e5b05bdb836effd70b403ea8ea0a634dc4997eb1053aa3593f590f9c63630dd90b 48 104 sha3_384
#| sha3_512 840006653e9ac9e95117a15c915caab81662918e925de9e004f774ff82d7079a40d4d27b1b372657c61d46d470304c88c788b3a4527ad074d1dccbee5dbaa99a 64 72 sha3_512
#| blake2b 021ced8799296ceca557832ab941a50b4a11f83478cf141f51f933f653ab9fbcc05a037cddbed06e309bf334942c4e58cdf1a46e237911ccd7fcf9787cbc7fd0 64 128 blake2b
#| blake2s 9aec6806794561107e594b1f6a8a6b0c92a0cba9acf5e5e93cca06f781813b0b 32 64 blake2s
#| e472c5e394f30ff8d5d3 b'\xc8Q\x12\x1a' 0e271c2bbddca93b610dd53a4ae8b68f 1fbaa4020f00405a
#| True 2d711642
#| Strings must be encoded before hashing
#| 2d93cbc1be167bcb1637a4a23cbff01a7878f0c50ee833954ea5221bb1b8c628 True True
#| True True 891568578 38600999 891568578
#| True True
#| b'hello worl' True
#| True b'tail' True
#| Error -3 while decompressing data: incorrect header check
#| Error -5 while decompressing data: incomplete or truncated stream
#| True b'\x1f\x8b'
#| [b'line1\n', b'line2\n']
#| True True
#| LATIN SMALL LETTER E WITH ACUTE α Lu Cs 5 0.5 2 R 230 1 W 0065 0301
#| 2 True fi True none Lu
#| no such name
