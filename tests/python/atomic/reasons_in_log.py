# Each inevitable turn is in the log with the operation that forced it, or the words given, and its line.
#: threads
#: cpython no, the log is Typhon's own
#: timeout 20
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = """\
import os, sys, threading
from transaction import atomic, become_inevitable

class C: pass

open(os.devnull).close()

for _ in range(3):
    with atomic:
        os.stat(".")
with atomic:
    become_inevitable("to be first")
with atomic:
    become_inevitable()
with atomic:
    f = open(os.devnull, "wb")
with atomic:
    f.write(b"x" * 100000)
    f.flush()
with atomic:
    print("-" * 70000, file=sys.stderr)
with atomic:
    os.system("true")
# With a second thread about, a change of a class is one, too.
stop = threading.Event()
t = threading.Thread(target=stop.wait)
t.start()
with atomic:
    C.x = []
stop.set()
t.join()
"""

with tempfile.TemporaryDirectory() as folder:
    program, log = (os.path.join(folder, n) for n in ("program.py", "log"))
    with open(program, "w") as f:
        f.write(PROGRAM)
    done = subprocess.run([sys.executable, "--stm-log=" + log, program], stderr=subprocess.DEVNULL)
    print(done.returncode)
    with open(log) as f:
        lines = [json.loads(line) for line in f]
    places = {line["place"]: line for line in lines if "place" in line}
    turns = [(places[t["own"]]["line"], t["count"], t.get("detail")) for t in lines if t.get("sum") == "turn"]
    for turn in sorted(turns):
        if turn[0] < 26 or turn[2] == ".x =":
            print(*turn)
    report = subprocess.run([sys.executable, "stm-report", log], capture_output=True, text=True).stdout
    print('in the inevitable turn: become_inevitable("to be first")' in report)
    print('in the inevitable turn: .stat(); 3 x' in report)
#: expect
#| 0
#| 10 3 .stat()
#| 12 1 become_inevitable("to be first")
#| 14 1 become_inevitable()
#| 16 1 open()
#| 18 1 .write()
#| 21 1 much output in a block
#| 23 1 .system()
#| 29 1 .x =
#| True
#| True
