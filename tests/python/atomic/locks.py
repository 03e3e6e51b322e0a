# Locks, queues and prints in blocks.
#: threads
import queue
import threading

from transaction import atomic

lock = threading.Lock()
with atomic:
    with lock:
        print("inside both")
    print(lock.locked(), lock.acquire(False), lock.acquire(False))
print(lock.locked())
lock.release()
q = queue.Queue()
with atomic:
    q.put(1)
    q.put(2)
    print(q.get())
print(q.get(), q.empty())
n = 0


def work():
    global n
    for _ in range(100):
        with lock, atomic:
            n += 1


threads = [threading.Thread(target=work) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(n)


def printing(name):
    for i in range(20):
        with atomic:
            print(name, end=" ")
            print(name, end=" ")
            print(name)


threads = [threading.Thread(target=printing, args=("line",)) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]

#: expect
#| inside both
#| False True False
#| True
#| 1
#| 2 True
#| 300
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
#| line line line
