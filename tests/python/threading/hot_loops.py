# Threads in compiled loops on private objects, on shared read-only objects and on one shared counter object with a lock.
#: threads
import threading


class Particle:
    def __init__(self, x):
        self.x = x
        self.v = 1

    def step(self):
        self.x += self.v
        if self.x > 50:
            self.v = -self.v
        elif self.x < -50:
            self.v = 1


class Config:
    def __init__(self):
        self.factor = 3
        self.table = list(range(10))


config = Config()


def simulate(i, results):
    particles = [Particle(i * k) for k in range(5)]
    total = 0
    for n in range(300):
        for p in particles:
            p.step()
            total += p.x * config.factor + config.table[n % 10]
    results[i] = total


def run(n):
    results = [None] * n
    threads = [threading.Thread(target=simulate, args=(i, results)) for i in range(n)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return results


alone = [None] * 4
for i in range(4):
    simulate(i, alone)
print(run(4) == alone, alone)


class Shared:
    def __init__(self):
        self.n = 0
        self.lock = threading.Lock()

    def add(self):
        with self.lock:
            self.n += 1


shared = Shared()


def adding():
    for _ in range(500):
        shared.add()


threads = [threading.Thread(target=adding) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(shared.n)
handed = {"owner": 0, "turns": 0}


def turns(me, others):
    while handed["turns"] < 60:
        if handed["owner"] == me:
            handed["turns"] += 1
            handed["owner"] = (me + 1) % others


threads = [threading.Thread(target=turns, args=(i, 2)) for i in range(2)]
[t.start() for t in threads]
[t.join() for t in threads]
print(handed["turns"] in (60, 61))

#: expect
#| True [45540, 45600, 45480, 45180]
#| 1500
#| True
