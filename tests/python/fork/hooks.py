# os.register_at_fork; signals, standard output and the end of a child; preexec_fn.
#: threads
#: timeout 20
import os
import signal
import subprocess
import sys
import threading
import time
import warnings

warnings.simplefilter("ignore")
log = []
os.register_at_fork(
    before=lambda: log.append("before 1"),
    after_in_child=lambda: log.append("child 1"),
    after_in_parent=lambda: log.append("parent 1"),
)
os.register_at_fork(before=lambda: log.append("before 2"), after_in_child=lambda: log.append("child 2"))
for wrong in {}, {"before": 3}, {"after_in_child": None}:
    try:
        os.register_at_fork(**wrong)
    except TypeError as error:
        print(error)


def ended(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def tell(log):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        print(log, flush=True)
        os._exit(0)
    print(ended(pid), log)


tell(log)


def signals():
    pid = os.fork()
    if pid:
        codes.append(ended(pid))
        return
    got = []
    signal.signal(signal.SIGUSR1, lambda number, frame: got.append(number == signal.SIGUSR1))
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    end = time.monotonic() + 5
    while not got and time.monotonic() < end:
        time.sleep(0.01)
    try:
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)
    except KeyboardInterrupt:
        got.append("interrupt")
    os._exit(0 if got == [True, "interrupt"] else 1)


codes = []
signals()
t = threading.Thread(target=signals)
t.start()
t.join()
print("signals", codes)

# A child may end like any program.
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    print("ends by itself")
    sys.exit(5)
print(ended(pid))

# preexec_fn runs Python in the child.
out = subprocess.run(["sh", "-c", "pwd; echo $X"], capture_output=True, text=True,
                     preexec_fn=lambda: (os.chdir("/"), os.putenv("X", "set"))).stdout
print(out.split())
try:
    subprocess.run(["true"], preexec_fn=lambda: 1 / 0)
except subprocess.SubprocessError as error:
    print(error)
#: expect
#| At least one argument is required.
#| 'before' must be callable, not int
#| 'after_in_child' must be callable, not NoneType
#| ['before 2', 'before 1', 'child 1', 'child 2']
#| 0 ['before 2', 'before 1', 'parent 1']
#| signals [0, 0]
#| ends by itself
#| 5
#| ['/', 'set']
#| Exception occurred in preexec_fn.
