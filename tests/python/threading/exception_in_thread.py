# An exception in a thread is reported and ends that thread only.
#: threads
import threading


def fail():
    raise ValueError("in thread")


t = threading.Thread(target=fail, name="failing")
t.start()
t.join()
print("main goes on")


def leave():
    raise SystemExit(5)


t = threading.Thread(target=leave)
t.start()
t.join()
seen = []
threading.excepthook = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))
t = threading.Thread(target=fail, name="hooked")
t.start()
t.join()
print(seen)

#: expect
#| main goes on
#| [('ValueError', 'in thread', 'hooked')]
#: stderr
#| Exception in thread failing:
#| Traceback (most recent call last):
#~   File "...threading.py", line ..., in _bootstrap_inner
#~ ...
#|   File "$DIR/exception_in_thread.py", line 7, in fail
#|     raise ValueError("in thread")
#| ValueError: in thread
