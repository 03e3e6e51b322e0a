# Queue, LifoQueue, PriorityQueue, SimpleQueue: order, bounds, timeouts, task_done.
#: threads
import queue
import threading

q = queue.Queue()
for i in range(3):
    q.put(i)
print(q.qsize(), q.empty(), q.full(), [q.get() for _ in range(3)])
l = queue.LifoQueue()
p = queue.PriorityQueue()
for item in (3, 1, 2):
    l.put(item)
    p.put((item, f"p{item}"))
print([l.get() for _ in range(3)], [p.get() for _ in range(3)])
s = queue.SimpleQueue()
s.put("x")
print(s.get(), s.empty())
b = queue.Queue(maxsize=1)
b.put(1)
for f in (lambda: b.put_nowait(2), lambda: b.put(2, timeout=0.01), lambda: q.get_nowait(), lambda: q.get(timeout=0.01), lambda: s.get_nowait()):
    try:
        f()
    except (queue.Full, queue.Empty) as e:
        print(type(e).__name__)
try:
    q.task_done()
    q.task_done()
    q.task_done()
    q.task_done()
except ValueError as e:
    print(e)

jobs, results = queue.Queue(), queue.Queue()


def worker():
    while (job := jobs.get()) is not None:
        results.put((job, job * job))
        jobs.task_done()
    jobs.task_done()


threads = [threading.Thread(target=worker) for _ in range(3)]
[t.start() for t in threads]
for i in range(50):
    jobs.put(i)
jobs.join()
for _ in threads:
    jobs.put(None)
[t.join() for t in threads]
print(sorted(results.get() for _ in range(50)) == [(i, i * i) for i in range(50)], results.empty())

small = queue.Queue(2)
got = []


def take():
    while (item := small.get()) != "end":
        got.append(item)


t = threading.Thread(target=take)
t.start()
for i in range(40):
    small.put(i)
small.put("end")
t.join()
print(got == list(range(40)))

#: expect
#| 3 False False [0, 1, 2]
#| [2, 1, 3] [(1, 'p1'), (2, 'p2'), (3, 'p3')]
#| x True
#| Full
#| Full
#| Empty
#| Empty
#| Empty
#| task_done() called too many times
#| True True
#| True
