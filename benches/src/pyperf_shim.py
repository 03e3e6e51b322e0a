"""What pyperformance's programs need of pyperf: a Runner that repeats in this process.

The times go into the file BENCH_TIMES, one a line; BENCH_ITERATIONS and BENCH_SECONDS say when to
stop. If a program measures several things, an iteration is all of them together.
"""

import os
import sys
from time import perf_counter

LEAST = 4


def python_implementation():
    return sys.implementation.name


class Runner:
    def __init__(self, *, add_cmdline_args=None, **settings):
        self.metadata = {}
        self.args = None
        self.all = []
        self.parser = None

    @property
    def argparser(self):
        # Few programs have arguments; the others need not wait for the module.
        if self.parser is None:
            import argparse

            self.parser = argparse.ArgumentParser()
        return self.parser

    def parse_args(self, args=None):
        if self.args is None and self.parser is not None:
            self.args = self.parser.parse_args(args)
        return self.args

    def bench_time_func(self, name, function, *args, inner_loops=None, metadata=None, **settings):
        self.parse_args()
        iterations = int(os.environ["BENCH_ITERATIONS"])
        until = perf_counter() + float(os.environ["BENCH_SECONDS"])
        times = []
        while len(times) < iterations and (len(times) < LEAST or perf_counter() < until):
            times.append(function(1, *args))
        self.all.append(times)
        with open(os.environ["BENCH_TIMES"], "w") as out:
            for together in zip(*self.all):
                out.write("%.9f\n" % sum(together))

    def bench_func(self, name, function, *args, **settings):
        def timed(loops):
            begin = perf_counter()
            function(*args)
            return perf_counter() - begin

        self.bench_time_func(name, timed, **settings)

    def bench_async_func(self, name, function, *args, loop_factory=None, **settings):
        import asyncio

        async def timed():
            begin = perf_counter()
            await function(*args)
            return perf_counter() - begin

        self.bench_time_func(name, lambda loops: asyncio.run(timed()), **settings)

    def timeit(self, name, stmt=None, setup="pass", globals=None, **settings):
        names = {} if globals is None else globals
        exec(setup, names)
        code = compile(stmt, name, "exec")
        self.bench_func(name, lambda: exec(code, names), **settings)

    def bench_command(self, name, command):
        raise SystemExit("it measures another process")
