"""Repeats a program within one process and says how long each time took.

Usage: steady.py TIMES ITERATIONS SECONDS PROGRAM [ARGUMENT ...]

Writes the times into the file TIMES, one a line. Stops after so many iterations, or when the seconds
are over and there were four. A program with a function `main` is loaded once and `main` called each
time, with the arguments as numbers, or with DEFAULT; any other is run from its start each time. What
the first time prints is printed; if another time prints something else, that is an error.
"""

import io
import os
import sys
from time import perf_counter

LEAST = 4


def body(program, arguments):
    """What is to be called each time."""
    sys.argv = [program, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(program))
    with open(program) as file:
        text = file.read()
    names = text.split("\n")
    if any(line.startswith("def main(") for line in names):
        module = __import__(os.path.splitext(os.path.basename(program))[0])
        values = tuple(map(int, arguments))
        if not values and hasattr(module, "DEFAULT"):
            values = (module.DEFAULT,)
        return lambda: module.main(*values)
    code = compile(text, program, "exec")
    names = {}

    def again():
        # The same dictionary, as when a module is reloaded: what is compiled for one may be for that one only.
        names.clear()
        names.update(__name__="__main__", __file__=program)
        exec(code, names)

    return again


def once(call):
    """How long a call takes, and what it prints."""
    shown = sys.stdout
    sys.stdout = printed = io.StringIO()
    try:
        begin = perf_counter()
        call()
        end = perf_counter()
    finally:
        sys.stdout = shown
    return end - begin, printed.getvalue()


def main(file, iterations, seconds, program, *arguments):
    call = body(program, arguments)
    until = perf_counter() + float(seconds)
    time, first = once(call)
    times = [time]
    while len(times) < int(iterations) and (len(times) < LEAST or perf_counter() < until):
        time, printed = once(call)
        times.append(time)
        if printed != first:
            sys.exit("iteration %d prints something else than the first" % len(times))
    with open(file, "w") as out:
        for time in times:
            out.write("%.9f\n" % time)
    sys.stdout.write(first)


main(*sys.argv[1:])
