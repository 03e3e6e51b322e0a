# Short sections under locks in hot loops: threads that hold a lock for long, or look at it, see nothing odd.
#: threads
import collections
import threading
import time


class Box:
    def __init__(self, n=0):
        self.n = n
        self.log = None


def count(lock, box, turns):
    for _ in range(turns):
        with lock:
            box.n += 1


def explicit(lock, box, turns):
    for _ in range(turns):
        lock.acquire()
        try:
            box.n += 1
        finally:
            lock.release()


def move(lock, a, b, turns):
    for i in range(turns):
        with lock:
            a.n -= i
            b.n += i
            if i % 97 == 0:
                a.log = b.n


def hold(lock, a, b, times, wrong):
    # A long section: what is under the lock does not change meanwhile.
    for _ in range(times):
        with lock:
            before = a.n, b.n
            time.sleep(0.002)
            if (a.n, b.n) != before or a.n + b.n:
                wrong.append((before, a.n, b.n))
            a.n += 5
            time.sleep(0.001)
            b.n -= 5


def run(*calls):
    threads = [threading.Thread(target=f, args=args) for f, *args in calls]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def counters(make):
    lock, box = make(), Box()
    run(*[(count, lock, box, 4000)] * 3, (explicit, lock, box, 4000))
    return box.n


def held(make):
    lock, a, b, wrong = make(), Box(), Box(), []
    run((move, lock, a, b, 4000), (hold, lock, a, b, 8, wrong), (move, lock, b, a, 4000))
    return a.n + b.n, wrong


def own_lock_in_the_way(turns):
    # A lock that its own thread has: a second acquire gives up after a while.
    lock, box, failed = threading.Lock(), Box(), 0
    for i in range(turns):
        if i == turns - 3:
            lock.acquire()
        if lock.acquire(timeout=0.01 if i >= turns - 3 else -1):
            box.n += 1
            lock.release()
        else:
            failed += 1
    return box.n, failed, lock.locked()


def recursive(turns):
    lock, box = threading.RLock(), Box()
    for i in range(turns):
        with lock:
            box.n += 1
            with lock:
                box.n += 1
        if i == turns // 2:
            lock.acquire()
    return box.n, lock._recursion_count()


def seen_within(turns):
    lock, seen = threading.Lock(), set()
    for _ in range(turns):
        seen.add(lock.locked())
        with lock:
            seen.add((1, lock.locked()))
    return sorted(map(str, seen))


def raises(turns):
    lock, box, caught = threading.Lock(), Box(), 0
    values = [1] * turns
    values[turns // 2] = None
    for v in values:
        try:
            with lock:
                box.n += 1
                box.log = v + 1
        except TypeError:
            caught += 1
            box.log = lock.locked()
    return box.n, box.log, caught


def not_taken(turns):
    lock, box = threading.Lock(), Box()
    for i in range(turns):
        try:
            if i != turns - 2:
                lock.acquire()
            box.n += 1
            lock.release()
        except RuntimeError as error:
            box.log = str(error)
    return box.n, box.log


def two_locks(turns):
    left, right, a, b = threading.Lock(), threading.Lock(), Box(), Box()

    def go(first):
        for _ in range(turns):
            with left:
                with right:
                    a.n += 1
                    b.n -= 1

    run((go, 0), (go, 1), (go, 2))
    return a.n, b.n


def with_condition(turns):
    ready, box = threading.Condition(), Box()

    def put():
        for _ in range(turns):
            with ready:
                box.n += 1
                ready.notify()

    def take():
        for _ in range(turns):
            with ready:
                while not box.n:
                    ready.wait()
                box.n -= 1

    run((put,), (take,))
    return box.n


def methods(turns):
    lock, jobs, seen, log, box = threading.Lock(), collections.deque(), set(), {}, Box()

    def put(first):
        for i in range(first, turns, 2):
            with lock:
                box.n += 1
                jobs.append(i)

    def take():
        done = 0
        while done < turns // 2:
            with lock:
                job = jobs.popleft() if jobs else None
            if job is not None:
                done += 1
                with lock:
                    seen.add(job)
                with lock:
                    log.setdefault(job % 5, []).append(job)

    run((put, 0), (put, 1), (take,), (take,))
    return box.n, len(jobs), len(seen), sum(map(len, log.values()))


def empty_in_the_end(turns):
    lock, jobs, box, failed = threading.Lock(), [1] * (turns - 3), Box(), 0
    for i in range(turns):
        try:
            with lock:
                box.n += 1
                jobs.pop()
        except IndexError:
            failed += 1
    return box.n, failed, lock.locked()


print(methods(2000))
print(empty_in_the_end(400))
print(counters(threading.Lock), counters(threading.RLock))
print(held(threading.Lock), held(threading.RLock))
print(own_lock_in_the_way(400))
print(recursive(400))
print(seen_within(400))
print(raises(400))
print(not_taken(400))
print(two_locks(2000))
print(with_condition(300))

#: expect
#| (2000, 0, 2000, 2000)
#| (400, 3, False)
#| 16000 16000
#| (0, []) (0, [])
#| (397, 3, True)
#| (800, 1)
#| ['(1, True)', 'False']
#| (400, 2, 1)
#| (400, 'release unlocked lock')
#| (6000, -6000)
#| 0
