# Two threads take turns by a condition, by events, by locks.
#: threads
#: must 80 80 80
import threading

from _race import hunt, together


def by_condition():
    turn, count, cond = [0], [0], threading.Condition()

    def play(me):
        for _ in range(40):
            with cond:
                while turn[0] != me:
                    cond.wait()
                count[0] += 1
                turn[0] = 1 - me
                cond.notify()

    together(lambda: play(0), lambda: play(1))
    return count[0]


def by_events():
    events, count = [threading.Event(), threading.Event()], [0]
    events[0].set()

    def play(me):
        for _ in range(40):
            events[me].wait()
            events[me].clear()
            count[0] += 1
            events[1 - me].set()

    together(lambda: play(0), lambda: play(1))
    return count[0]


def by_locks():
    locks, count = [threading.Lock(), threading.Lock()], [0]
    locks[1].acquire()

    def play(me):
        for _ in range(40):
            locks[me].acquire()
            count[0] += 1
            locks[1 - me].release()

    together(lambda: play(0), lambda: play(1))
    return count[0]


hunt(lambda: [(by_condition(), by_events(), by_locks())])
