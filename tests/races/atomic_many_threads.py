# 64 threads on few cores, short blocks on one object and on their own: all come through, none waits for long.
#: threads
#: must done
import threading
import time

from _race import Cell, hunt
from transaction import atomic

THREADS = 64


def attempt():
    shared, own = Cell(), [Cell() for _ in range(THREADS)]
    longest = [0.0] * THREADS

    def live(me):
        def body():
            for n in range(30):
                began = time.monotonic()
                with atomic:
                    shared.x += 1
                    own[me].x += 1
                    shared.y += 1
                longest[me] = max(longest[me], time.monotonic() - began)
                with atomic:
                    own[me].y += 1
        return body

    threads = [threading.Thread(target=live(me)) for me in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if (shared.x, shared.y) != (THREADS * 30,) * 2 or any((c.x, c.y) != (30, 30) for c in own):
        return [f"lost: {shared.x} {shared.y}"]
    return ["done"] if max(longest) < 5 else [f"one waited for {max(longest)} s"]


hunt(attempt)
