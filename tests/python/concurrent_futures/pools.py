# Pools of threads: results, errors, timeouts.
#: threads
from concurrent.futures import ThreadPoolExecutor, as_completed, wait, Future, TimeoutError
import time
with ThreadPoolExecutor(3) as ex:
    print(list(ex.map(lambda x: x * x, range(5)))); fs = [ex.submit(pow, 2, i) for i in range(4)]; print(sorted(f.result() for f in as_completed(fs)))
    f = ex.submit(lambda: 1 / 0); print(type(f.exception()).__name__)
    try: f.result()
    except ZeroDivisionError as e: print(e)
    g = ex.submit(time.sleep, .2)
    try: g.result(timeout=.01)
    except TimeoutError: print('timeout')
    print(g.done(), wait([g])[0] == {g}); f.add_done_callback(lambda f: print('cb', f.done()))
h = Future(); h.set_result(3); print(h.result(), h.done())
#: expect
#| [0, 1, 4, 9, 16]
#| [1, 2, 4, 8]
#| ZeroDivisionError
#| division by zero
#| timeout
#| False True
#| cb True
#| 3 True
