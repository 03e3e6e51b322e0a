# Lock, RLock, Condition, Semaphore, Event, Barrier.
#: threads
import threading

lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01))
lock.release()
try:
    lock.release()
except RuntimeError as e:
    print(e)
r = threading.RLock()
with r:
    with r:
        print("reentrant")
try:
    r.release()
except RuntimeError as e:
    print(e)

count = 0


def increment(n):
    global count
    for _ in range(n):
        with lock:
            value = count
            count = value + 1


threads = [threading.Thread(target=increment, args=(300,)) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(count)

box, cond = [], threading.Condition()


def consumer(out, n):
    for _ in range(n):
        with cond:
            while not box:
                cond.wait()
            out.append(box.pop(0))


out = []
c = threading.Thread(target=consumer, args=(out, 20))
c.start()
for i in range(20):
    with cond:
        box.append(i)
        cond.notify()
c.join()
print(out, cond.wait_for(lambda: True) if cond.acquire() else None)
cond.release()

event = threading.Event()
order = []


def waiter(i):
    event.wait()
    order.append(i)


threads = [threading.Thread(target=waiter, args=(i,)) for i in range(3)]
[t.start() for t in threads]
print(event.is_set(), event.wait(0.01), order)
event.set()
[t.join() for t in threads]
print(sorted(order), event.wait())

sem = threading.Semaphore(2)
inside = most = 0
guard = threading.Lock()


def limited():
    global inside, most
    with sem:
        with guard:
            inside += 1
            most = max(most, inside)
        with guard:
            inside -= 1


threads = [threading.Thread(target=limited) for _ in range(6)]
[t.start() for t in threads]
[t.join() for t in threads]
print(1 <= most <= 2, inside)
bounded = threading.BoundedSemaphore(1)
try:
    bounded.release()
except ValueError as e:
    print(e)

barrier = threading.Barrier(3)
before, after = [], []


def meet(i):
    before.append(i)
    barrier.wait()
    after.append(len(before))


threads = [threading.Thread(target=meet, args=(i,)) for i in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(after, barrier.n_waiting)

#: expect
#| True True False False
#| release unlocked lock
#| reentrant
#| cannot release un-acquired lock
#| 900
#| [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19] True
#| False False []
#| [0, 1, 2] True
#| True 0
#| Semaphore released too many times
#| [3, 3, 3] 0
