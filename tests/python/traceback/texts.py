# Tracebacks as text, and what inspect finds out about functions and classes.
import traceback, sys, linecache, inspect, io
def a(x): return b(x) + 1
def b(x): return 1 / x
try: a(0)
except ZeroDivisionError as e:
    print(traceback.format_exc().replace(__file__, 'FILE'))
    print(traceback.format_exception_only(e), [f.name for f in traceback.extract_tb(e.__traceback__)])
    t = traceback.TracebackException.from_exception(e); print(t.exc_type_str if hasattr(t,'exc_type_str') else '', str(t), len(t.stack))
try:
    try: {}['k']
    except KeyError as e: raise ValueError('v') from e
except ValueError: print(traceback.format_exc().replace(__file__, 'FILE'))
print(linecache.getline(__file__, 3).strip())
print(inspect.signature(a), inspect.getsource(b), inspect.getmodule(a).__name__, inspect.isfunction(a), inspect.signature(lambda p, /, q=1, *r, s, **t: 0))
class K:
    """Doc.

       more"""
    def m(self, z: int = 3) -> str: "m doc"
print(inspect.getdoc(K), inspect.signature(K.m), [n for n, _ in inspect.getmembers(K, inspect.isfunction)], inspect.getmro(K))
def gen(): yield 1
print(inspect.isgeneratorfunction(gen), inspect.getgeneratorstate(gen()), inspect.currentframe().f_lineno, inspect.stack()[0].function)
ba = inspect.signature(K.m).bind(K(), 5); print(ba.arguments['z'])
print(inspect.getfullargspec(K.m).args, inspect.cleandoc('  a\n    b'), inspect.iscoroutinefunction(gen))
def st(): return traceback.extract_stack()[-1].name
print(st())
try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except ExceptionGroup: print(traceback.format_exc().replace(__file__, 'FILE'))
#: expect
#| Traceback (most recent call last):
#|   File "FILE", line 5, in <module>
#|     try: a(0)
#|          ~^^^
#|   File "FILE", line 3, in a
#|     def a(x): return b(x) + 1
#|                      ~^^^
#|   File "FILE", line 4, in b
#|     def b(x): return 1 / x
#|                      ~~^~~
#| ZeroDivisionError: division by zero
#|
#| ['ZeroDivisionError: division by zero\n'] ['<module>', 'a', 'b']
#| ZeroDivisionError division by zero 3
#| Traceback (most recent call last):
#|   File "FILE", line 11, in <module>
#|     try: {}['k']
#|          ~~^^^^^
#| KeyError: 'k'
#|
#| The above exception was the direct cause of the following exception:
#|
#| Traceback (most recent call last):
#|   File "FILE", line 12, in <module>
#|     except KeyError as e: raise ValueError('v') from e
#|                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#| ValueError: v
#|
#| def a(x): return b(x) + 1
#| (x) def b(x): return 1 / x
#|  __main__ True (p, /, q=1, *r, s, **t)
#| Doc.
#|
#| more (self, z: int = 3) -> str ['m'] (<class '__main__.K'>, <class 'object'>)
#| True GEN_CREATED 23 <module>
#| 5
#| ['self', 'z'] a
#| b False
#| st
#|   + Exception Group Traceback (most recent call last):
#|   |   File "FILE", line 28, in <module>
#|   |     try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
#|   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#|   | ExceptionGroup: g (2 sub-exceptions)
#|   +-+---------------- 1 ----------------
#|     | ValueError: 1
#|     +---------------- 2 ----------------
#|     | TypeError: 2
#|     +------------------------------------
#|
