# Message passing through globals and class attributes, which compiled code takes for constants.
#: threads
#: must in order
from _race import hunt, together


class Config:
    data = 0


flag = 0


def attempt():
    start = flag
    seen = []

    def write():
        global flag
        for i in range(start + 1, start + 61):
            Config.data = i
            flag = i

    def read():
        while True:
            f = flag
            d = Config.data
            seen.append("in order" if d >= f else f"flag {f} before data {d}")
            if f == start + 60:
                return

    together(write, read)
    return seen


hunt(attempt)
