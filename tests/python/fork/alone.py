# A child process has one thread, whatever the others were at: it can go on with all that they had.
#: threads
#: cpython no, the lock that stands for atomic may be taken for ever in the child
#: timeout 20
import gc
import os
import sys
import threading
import warnings

from transaction import atomic

warnings.simplefilter("ignore")


def in_child(f):
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        f()
        sys.stdout.flush()
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


class Pair:
    left = right = 0


pair = Pair()
pair.left = pair.right = 0
stop, wait = [], threading.Event()


def work():
    while not stop:
        with atomic:
            pair.left += 1
            for _ in range(100):
                pass
            pair.right += 1


def write():
    with open(os.devnull, "w") as f:
        while not stop:
            print("line", file=f, flush=True)


others = [threading.Thread(target=work) for _ in range(3)] + [threading.Thread(target=write) for _ in range(2)]
others += [threading.Thread(target=wait.wait), threading.Thread(target=wait.wait, daemon=True)]


def look():
    assert threading.active_count() == 1
    assert threading.main_thread() is threading.current_thread()
    assert not any(t.is_alive() for t in others)
    for t in others:
        t.join()
    assert pair.left == pair.right, (pair.left, pair.right)


def count(n):
    for _ in range(n):
        with atomic:
            pair.left += 1


def start_others():
    before = pair.left
    more = [threading.Thread(target=count, args=(300,)) for _ in range(4)]
    for t in more:
        t.start()
    for t in more:
        t.join()
    assert pair.left == before + 1200


def collect():
    kept = [str(i) for i in range(20000)]
    gc.collect()
    assert kept[-1] == "19999"


def loop():
    total = 0
    for i in range(50000):
        total += i
    assert total == 1249975000


def import_and_print():
    import textwrap

    with open(os.devnull, "w") as f:
        print(textwrap.shorten("from the child", 9), file=f)


def all_of_it():
    for f in look, start_others, collect, loop, import_and_print:
        f()


print("one thread", in_child(start_others), in_child(collect), in_child(loop))
for t in others:
    t.start()
print("many threads", [in_child(all_of_it) for _ in range(5)])


def from_another_thread():
    codes.append(in_child(all_of_it))
    codes.append(in_child(lambda: codes.append(in_child(look))))


codes = []
t = threading.Thread(target=from_another_thread)
t.start()
t.join()
print("another thread", codes)
stop.append(True)
wait.set()
for t in others:
    t.join()
#: expect
#| one thread 0 0 0
#| many threads [0, 0, 0, 0, 0]
#| another thread [0, 0]
