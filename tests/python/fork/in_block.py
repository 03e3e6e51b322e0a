# A fork inside an atomic block: the block goes on in both processes, once.
#: threads
#: cpython no, there is no undoing
import os
import subprocess
import sys
import threading
import warnings

from transaction import atomic, is_atomic, on_commit, or_else, retry

tries, box = [], []


def block():
    with atomic:
        box.append("before")
        print("once")
        pid = os.fork()
        box.append("after")
        return pid, is_atomic()


def leave(code):
    sys.stdout.flush()
    os._exit(code)


def ended(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


sys.stdout.flush()
pid, inside = block()
if pid == 0:
    os._exit(0 if (box, inside, is_atomic()) == (["before", "after"], True, False) else 1)
print(ended(pid), box, inside, is_atomic())

# It cannot be undone any more; what comes at its commit comes in each.
told = []
with atomic:
    on_commit(lambda: told.append(os.getpid()))
    pid = os.fork()
    try:
        retry()
    except RuntimeError as error:
        message = str(error)
if pid == 0:
    os._exit(0 if told == [os.getpid()] else 1)
print(ended(pid), told == [os.getpid()], message)

# Others who are in a block, or want what the block has.
total = [0]


def add():
    for _ in range(200):
        with atomic:
            total[0] += 1


threads = [threading.Thread(target=add) for _ in range(3)]
for t in threads:
    t.start()
codes = []
warnings.simplefilter("ignore")
for _ in range(5):
    with atomic:
        total[0] += 1
        pid = os.fork()
        total[0] += 1
    if pid == 0:
        seen = total[0]
        with atomic:
            total[0] += 1
        os._exit(0 if total[0] == seen + 1 else 1)
    codes.append(ended(pid))
for t in threads:
    t.join()
print(codes, total)

# A child that runs a program.
with atomic:
    box.clear()
    text = subprocess.run([sys.executable, "-c", "print('program')"], capture_output=True, text=True).stdout
    box.append(text)
print(box)


# The way that is given up has not got so far.
def first():
    tries.append("first")
    retry()


def second():
    tries.append("second")
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    return pid


with atomic:
    pid = or_else(first, second)
print(ended(pid), tries)
#: expect
#| once
#| 0 ['before', 'after'] True False
#| 0 True retry() in an atomic block that can no longer be undone
#| [0, 0, 0, 0, 0] [610]
#| ['program\n']
#| 7 ['second']
