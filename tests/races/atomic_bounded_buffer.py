# retry as the only means of waiting: a buffer of three places.
#: threads
#: must 150 11175
#: cpython no, it has no retry
from _race import hunt, together
from transaction import atomic, retry


def attempt():
    buffer = []
    got = []

    def put(start):
        for i in range(start, start + 75):
            with atomic:
                if len(buffer) >= 3:
                    retry()
                buffer.append(i)

    def take():
        for _ in range(75):
            with atomic:
                if not buffer:
                    retry()
                item = buffer.pop(0)
            got.append(item)

    together(lambda: put(0), lambda: put(75), take, take)
    return [(len(got), sum(got))]


hunt(attempt)
