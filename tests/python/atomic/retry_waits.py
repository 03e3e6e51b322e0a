# retry sleeps until something it has read changes, by a block or by plain code.
#: threads
#: cpython no, it has no retry
import threading

from transaction import atomic, retry


class Box:
    full = False
    item = None


box = Box()
got = []


def take(n):
    for _ in range(n):
        with atomic:
            if not box.full:
                retry()
            got.append(box.item)
            box.full = False


def put(n):
    for i in range(n):
        with atomic:
            if box.full:
                retry()
            box.item = i
            box.full = True


threads = [threading.Thread(target=take, args=(30,)), threading.Thread(target=put, args=(30,))]
[t.start() for t in threads]
[t.join() for t in threads]
print(got == list(range(30)))
flag = []


def wait():
    with atomic:
        if not flag:
            retry()
        got.append("woken")


t = threading.Thread(target=wait)
t.start()
flag.append(1)
t.join()
print(got[-1])

#: expect
#| True
#| woken
