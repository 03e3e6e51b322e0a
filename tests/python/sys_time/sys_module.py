# What sys and time tell.
#: args one "two words"
import sys
import time

print(sys.argv[1:], len(sys.argv), sys.maxsize, sys.byteorder, sys.getrecursionlimit() > 0)
print(sys.version_info[0], sys.version_info.major, sys.version_info >= (3, 13), type(sys.version).__name__, sys.platform)
print(sys.modules["sys"] is sys, "builtins" in sys.modules, sys.float_info.max, sys.float_info.epsilon, sys.maxunicode)
print(sys.stdout is sys.__stdout__, sys.stdin is not None, sys.executable != "", sys.path[0].endswith("sys_time"))
sys.stderr.write("")
print(sys.intern("abc") == "abc", sys.getsizeof([]) > 0, isinstance(sys.implementation.name, str))


def where():
    frame = sys._getframe()
    return frame.f_code.co_name, frame.f_back.f_code.co_name, frame.f_lineno


print(where())
a = time.perf_counter()
time.sleep(0.01)
b = time.perf_counter()
print(0.009 < b - a < 5, time.time() > 1.6e9, time.monotonic() <= time.monotonic(), type(time.time_ns()).__name__, time.process_time() >= 0)
print(time.gmtime(0)[:6], time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(86400 * 365)))

#: expect
#| ['one', 'two words'] 3 9223372036854775807 little True
#| 3 3 True str linux
#| True True 1.7976931348623157e+308 2.220446049250313e-16 1114111
#| True True True True
#| True True True
#| ('where', '<module>', 16)
#| True True True int True
#| (1970, 1, 1, 0, 0, 0) 1971-01-01 00:00:00
