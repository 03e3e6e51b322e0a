# Threads: start, join, names, arguments, results, is_alive, daemon, current_thread.
#: threads
import threading

results = []


def work(n, add=0):
    results.append(n * n + add)


threads = [threading.Thread(target=work, args=(i,), kwargs={"add": 1}, name=f"w{i}") for i in range(4)]
print([t.is_alive() for t in threads], threads[0].name, threads[0].daemon)
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results), [t.is_alive() for t in threads])


class Mine(threading.Thread):
    def __init__(self, n):
        super().__init__(daemon=True)
        self.n = n

    def run(self):
        self.result = sum(range(self.n))
        self.seen = threading.current_thread() is self


m = Mine(1000)
m.start()
m.join(10)
print(m.result, m.seen, m.daemon)
print(threading.main_thread().name, threading.current_thread() is threading.main_thread(), threading.active_count())
try:
    m.start()
except RuntimeError as e:
    print(e)
try:
    threading.Thread(target=work).join()
except RuntimeError as e:
    print(e)
print(threading.get_ident() == threading.main_thread().ident)
t = threading.Timer(0.01, lambda: results.append("timer"))
t.start()
t.join()
print(results[-1], t.finished.is_set())
t = threading.Timer(60, print)
t.start()
t.cancel()
t.join()
print("cancelled")

#: expect
#| [False, False, False, False] w0 False
#| [1, 2, 5, 10] [False, False, False, False]
#| 499500 True True
#| MainThread True 1
#| threads can only be started once
#| cannot join thread before it is started
#| True
#| timer True
#| cancelled
