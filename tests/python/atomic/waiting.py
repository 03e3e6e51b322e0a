# What waits in a block undoes it, sleeps, and runs it again; time limits hold, however often that is.
#: threads
#: cpython no, a block there would hold its lock while it waits
#: timeout 20
import queue
import threading
import time

from transaction import atomic, is_atomic, retry


def later(f, *args):
    threading.Timer(0.03, f, args).start()


def limited(f):
    """The result, and whether it took about 0.05 s, as asked for."""
    start = time.monotonic()
    result = f()
    return result, 0.04 < time.monotonic() - start < 2


def lock():
    l = threading.Lock()
    l.acquire()
    later(l.release)
    with atomic:
        l.acquire()
    return l.locked()


def lock_limited():
    l = threading.Lock()
    l.acquire()
    with atomic:
        return l.acquire(timeout=0.05)


def rlock():
    l, held = threading.RLock(), threading.Event()

    def hold():
        with l:
            held.set()
            time.sleep(0.03)

    threading.Thread(target=hold).start()
    held.wait()
    with atomic:
        with l:
            return True


def event():
    e = threading.Event()
    later(e.set)
    with atomic:
        return e.wait()


def event_limited():
    e = threading.Event()
    with atomic:
        return e.wait(0.05)


def condition():
    c, box = threading.Condition(), []

    def put():
        with c:
            box.append(1)
            c.notify()

    later(put)
    with atomic:
        with c:
            while not box:
                c.wait()
            return box.pop()


def condition_limited():
    c = threading.Condition()
    with atomic:
        with c:
            return c.wait_for(lambda: False, 0.05)


def semaphore():
    s = threading.Semaphore(0)
    later(s.release)
    with atomic:
        return s.acquire()


def semaphore_limited():
    s = threading.Semaphore(0)
    with atomic:
        return s.acquire(timeout=0.05)


def barrier():
    b = threading.Barrier(2)
    threading.Thread(target=b.wait).start()
    with atomic:
        b.wait(5)
    return b.broken


def barrier_between_blocks():
    # Neither block can see that the other one has come.
    b = threading.Barrier(2)

    def meet():
        try:
            with atomic:
                b.wait(0.05)
        except threading.BrokenBarrierError:
            pass

    t = threading.Thread(target=meet)
    t.start()
    meet()
    t.join()
    return b.broken


def get(kind):
    q = kind()
    later(q.put, 7)
    with atomic:
        return q.get()


def get_limited(kind):
    q = kind()
    with atomic:
        try:
            q.get(timeout=0.05)
        except queue.Empty:
            return "empty"


def put():
    q = queue.Queue(1)
    q.put(1)
    later(q.get)
    with atomic:
        q.put(2)
    return q.get()


def put_limited():
    q = queue.Queue(1)
    q.put(1)
    with atomic:
        try:
            q.put(2, timeout=0.05)
        except queue.Full:
            return "full"


def queue_join():
    q = queue.Queue()
    q.put(1)

    def work():
        q.get()
        q.task_done()

    later(work)
    with atomic:
        q.join()
    return q.unfinished_tasks


def join():
    t = threading.Thread(target=time.sleep, args=(0.03,))
    t.start()
    with atomic:
        t.join()
    return t.is_alive()


def join_limited():
    e = threading.Event()
    t = threading.Thread(target=e.wait)
    t.start()
    with atomic:
        t.join(0.05)
    alive = t.is_alive()
    e.set()
    return alive


def sleep():
    with atomic:
        time.sleep(0.05)
        return is_atomic()


def sleep_and_look():
    # Each sleep lets others at what the block has seen.
    box = []
    later(box.append, 1)
    with atomic:
        while not box:
            time.sleep(0.01)
        return box


def clock():
    # To the block time passes where it waits, not before.
    e = threading.Event()
    with atomic:
        start = time.monotonic()
        before = time.monotonic() - start
        e.wait(0.05)
        after = time.monotonic() - start
        time.sleep(0.05)
        end = time.monotonic() - start
    return before < 0.04 <= after < end and end >= 0.09


def one_after_the_other():
    e, f = threading.Event(), threading.Event()
    later(e.set)
    with atomic:
        return e.wait(5), f.wait(0.02), f.wait(0.02)


def retry_limited():
    try:
        with atomic:
            retry(0.05)
    except TimeoutError:
        return "over"


for f in (lock, rlock, event, condition, semaphore, barrier, barrier_between_blocks, put, queue_join, join,
          sleep_and_look, clock, one_after_the_other):
    print(f.__name__, f())
for f in (lock_limited, event_limited, condition_limited, semaphore_limited, put_limited, join_limited, sleep, retry_limited):
    print(f.__name__, *limited(f))
for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    print(kind.__name__, get(kind), *limited(lambda: get_limited(kind)))
#: expect
#| lock True
#| rlock True
#| event True
#| condition 1
#| semaphore True
#| barrier False
#| barrier_between_blocks True
#| put 2
#| queue_join 0
#| join False
#| sleep_and_look [1]
#| clock True
#| one_after_the_other (True, False, False)
#| lock_limited False True
#| event_limited False True
#| condition_limited False True
#| semaphore_limited False True
#| put_limited full True
#| join_limited True True
#| sleep True True
#| retry_limited over True
#| Queue 7 empty True
#| LifoQueue 7 empty True
#| PriorityQueue 7 empty True
#| SimpleQueue 7 empty True
