# Several threads read one deque, stream and hash at once, and one of them writes.
#: threads
#: must done
import hashlib
import io
from collections import deque

from _race import hunt, together


def attempt():
    d, text, data, digest = deque(range(10)), io.StringIO("abc"), io.BytesIO(b"abc"), hashlib.sha256(b"a")
    same = hashlib.sha256(b"a").hexdigest()

    def read():
        for _ in range(300):
            assert len(d) >= 10 and d[0] in range(-1, 11)
            assert text.getvalue() == "abc" and data.getvalue() == b"abc" and digest.hexdigest() == same

    def write():
        for n in range(100):
            d.append(n % 10)
            d.popleft()
            text.seek(0)
            data.seek(0)

    together(read, read, write, read)
    return ["done"]


hunt(attempt)
