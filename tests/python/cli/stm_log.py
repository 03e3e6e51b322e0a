# A block holds what another thread wants: the log names both lines, and its times add up.
#: threads
#: cpython the log is Typhon's own
#: timeout 20
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = """\
import threading, time
from transaction import atomic

class Account:
    def __init__(self):
        self.balance = 0

account = Account()
finished = []
rounds = 0

def holds():
    global rounds
    while not finished:
        with atomic:
            account.balance += 1
            end = time.perf_counter() + 0.01
            while time.perf_counter() < end: pass
        rounds += 1

def wants():
    for i in range(5):
        time.sleep(0.01)
        with atomic:
            account.balance += 100
    finished.append(True)

threads = [threading.Thread(target=f, name=f.__name__) for f in (holds, wants)]
for t in threads: t.start()
for t in threads: t.join()
print(account.balance - rounds)
"""

with tempfile.TemporaryDirectory() as folder:
    program, log, page = (os.path.join(folder, n) for n in ("program.py", "log", "page.html"))
    with open(program, "w") as f:
        f.write(PROGRAM)

    def typhon(*words):
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
        if done.stderr:
            print(done.stderr.replace(folder, "FOLDER"))
        return done.stdout

    print(typhon("--stm-log=" + log, program), end="")

    with open(log) as f:
        lines = [json.loads(line) for line in f]
    header, places = lines[0], [line for line in lines if "place" in line]
    print(header["typhon_stm_log"], header["program"] == program)
    for line in lines:
        if "began" in line and "thread" in line and "lost" in line:
            lost = sum(row[1] for kind, row in line["lost"].items() if kind != "turn")
            print(line["name"], 0 < lost < line["ended"] - line["began"] <= header["wall"])

    def place(line, side):
        return places[line[side] - 1] if side in line else {"line": None, "code": ""}

    waits = [
        line for line in lines
        if line.get("sum") == "object" and line.get("object") == "Account"
        and place(line, "own")["code"] == "account.balance += 100"
    ]
    print(bool(waits), {line["detail"] for line in waits} <= {".balance", ".balance ="})
    print({place(line, "own")["line"] for line in waits}, {place(line, "own")["function"] for line in waits})
    # Where it was when it kept the object back, or where it committed before it could answer.
    sides = {"while time.perf_counter() < end: pass", "with atomic:", "account.balance += 1"}
    against = {place(line, "other")["code"] for line in waits}
    print(bool(against & sides), {place(line, "other").get("function") for line in waits} & {"holds"})

    text = typhon("stm-report", log, "--top", "1000", "--html", page)
    print("program.py:25 in wants:  account.balance += 100" in text)
    print("against " + program in text)
    shares = text[text.index("wall time x threads"):text.index("timeline")]
    total = sum(float(row.split(" %")[0].split()[-1]) for row in shares.splitlines() if " %" in row)
    print(99 < total < 101)
    with open(page) as f:
        html = f.read()
    print(html.startswith("<!DOCTYPE html>"), "account.balance += 100" in html, "<svg" in html, "http" in html)

    print(typhon("stm-report"), end="")
    print(typhon("stm-report", program), end="")
#: expect
#| 500
#| 1 True
#| main True
#| holds True
#| wants True
#| True True
#| {25} {'wants'}
#| True {'holds'}
#| True
#| True
#| True
#| True True True False
#| typhon stm-report: no FILE given; --help says more
#|
#| typhon stm-report: FOLDER/program.py, line 1: no JSON: expected value at line 1 column 1
#|
