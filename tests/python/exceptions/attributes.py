# args, str, repr, notes, custom classes, the hierarchy.
for e in (ValueError(), ValueError("a"), ValueError("a", 1), KeyError("k"), KeyError(), StopIteration(5), OSError(2, "No such file"), SystemExit(3)):
    print(repr(e), "|", str(e), "|", e.args)
print(StopIteration(5).value, SystemExit(3).code, OSError(2, "No", "f").filename, OSError(2, "No", "f"), type(OSError(2, "x")).__name__)


class MyError(Exception):
    def __init__(self, code, message="oops"):
        super().__init__(message)
        self.code = code


class Worse(MyError):
    def __str__(self):
        return f"worse: {self.code}"


for cls in (MyError, Worse):
    try:
        raise cls(7)
    except MyError as e:
        print(type(e).__name__, e, e.code, e.args, repr(e))
e = ValueError("v")
e.add_note("a note")
e.extra = 1
print(e.__notes__, e.extra, e.__traceback__, e.__cause__, e.__context__, e.__suppress_context__)
print([c.__name__ for c in ZeroDivisionError.__mro__], issubclass(KeyError, LookupError), issubclass(IndexError, LookupError))
print(issubclass(KeyboardInterrupt, Exception), issubclass(FileNotFoundError, OSError), IOError is OSError, issubclass(NotImplementedError, RuntimeError))
print(issubclass(UnicodeDecodeError, ValueError), issubclass(RecursionError, RuntimeError), issubclass(ModuleNotFoundError, ImportError))
try:
    raise KeyError
except LookupError as x:
    print(type(x), x.args)
try:
    [].x
except AttributeError as x:
    print(x.name, x.obj, x)
try:
    nothing_here
except NameError as x:
    print(x.name)

#: expect
#| ValueError() |  | ()
#| ValueError('a') | a | ('a',)
#| ValueError('a', 1) | ('a', 1) | ('a', 1)
#| KeyError('k') | 'k' | ('k',)
#| KeyError() |  | ()
#| StopIteration(5) | 5 | (5,)
#| FileNotFoundError(2, 'No such file') | [Errno 2] No such file | (2, 'No such file')
#| SystemExit(3) | 3 | (3,)
#| 5 3 f [Errno 2] No: 'f' FileNotFoundError
#| MyError oops 7 ('oops',) MyError('oops')
#| Worse worse: 7 7 ('oops',) Worse('oops')
#| ['a note'] 1 None None None False
#| ['ZeroDivisionError', 'ArithmeticError', 'Exception', 'BaseException', 'object'] True True
#| False True True True
#| True True True
#| <class 'KeyError'> ()
#| x [] 'list' object has no attribute 'x'
#| nothing_here
