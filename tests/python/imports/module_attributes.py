# A module is an object: attributes, __getattr__, monkey patching, reload of names, __dict__.
import _config
import math
import sys

print(_config.get(), _config.setting)
_config.setting = "changed"
print(_config.get())


def read(n):
    result = []
    for i in range(n):
        result.append(_config.setting)
        if i == n // 2:
            _config.setting = "changed again"
    return result[0], result[-1]


print(read(60))
print(_config.computed_name, hasattr(_config, "raises"))
try:
    math.nothing
except AttributeError as e:
    print(e)
del _config.setting
try:
    _config.get()
except NameError as e:
    print(e)
print(sys.modules["_config"] is _config, type(sys).__name__, vars(_config)["__name__"], repr(math)[:14])
print("setting" in dir(_config), sys.modules["__main__"].__name__)
saved = math.sqrt
math.sqrt = lambda x: "patched"
print(math.sqrt(4))
math.sqrt = saved
print(math.sqrt(4))
len_ = len
len = lambda x: -1
print(len("abc"), len_("abc"))
del len
print(len("abc"))
import builtins

builtins.shared_by_all = 5
print(shared_by_all)

#: expect
#| initial initial
#| changed
#| ('changed', 'changed again')
#| <computed_name> False
#| module 'math' has no attribute 'nothing'
#| name 'setting' is not defined
#| True module _config <module 'math'
#| False __main__
#| patched
#| 2.0
#| -1 3
#| 3
#| 5
