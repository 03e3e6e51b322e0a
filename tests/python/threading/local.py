# Data of one thread, and variables every thread has of its own.
#: threads
import threading

data = threading.local()
data.x = "main"
seen = {}


def work(i):
    seen[i] = [hasattr(data, "x")]
    data.x = i
    for _ in range(50):
        data.x += 1
    seen[i].append(data.x)


threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(sorted(seen.items()), data.x)


class Mine(threading.local):
    default = 5

    def __init__(self, start):
        self.items = [start]


m = Mine("s")
m.items.append("main")
out = []


def other():
    out.append((m.items, m.default))


t = threading.Thread(target=other)
t.start()
t.join()
print(out, m.items)

#: expect
#| [(0, [False, 50]), (1, [False, 51]), (2, [False, 52]), (3, [False, 53])] main
#| [(['s'], 5)] ['s', 'main']
