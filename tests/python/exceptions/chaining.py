# __cause__, __context__, from None, traceback kept in the exception.
def fail(n):
    if n == 0:
        raise ValueError("bottom")
    fail(n - 1)


try:
    try:
        fail(2)
    except ValueError as e:
        raise TypeError("top") from e
except TypeError as t:
    print(repr(t.__cause__), t.__context__ is t.__cause__, t.__suppress_context__)
    tb, depth = t.__cause__.__traceback__, 0
    while tb:
        print(tb.tb_lineno, tb.tb_frame.f_code.co_name)
        tb = tb.tb_next

try:
    try:
        fail(0)
    except ValueError:
        raise TypeError("hidden") from None
except TypeError as t:
    print(t.__cause__, repr(t.__context__), t.__suppress_context__)

try:
    try:
        {}["x"]
    except KeyError:
        undefined_name
except NameError as n:
    print(repr(n), repr(n.__context__))

try:
    try:
        1 / 0
    finally:
        [][0]
except IndexError as i:
    print(type(i.__context__).__name__)


def handlers():
    try:
        raise ValueError(1)
    except ValueError:
        try:
            raise KeyError(2)
        except KeyError:
            pass
        raise


try:
    handlers()
except ValueError as v:
    print(repr(v), v.__context__)
import sys

print(sys.exc_info())
try:
    fail(0)
except ValueError:
    print(sys.exc_info()[0].__name__, sys.exception())
print(sys.exception())
x = ValueError("again")
for i in range(2):
    try:
        raise x
    except ValueError as y:
        print(y is x)
try:
    raise ValueError("a") from 5
except TypeError as e:
    print(e)
y = ValueError("with").with_traceback(None)
print(repr(y))

#: expect
#| ValueError('bottom') True True
#| 10 <module>
#| 5 fail
#| 5 fail
#| 4 fail
#| None ValueError('bottom') True
#| NameError("name 'undefined_name' is not defined") KeyError('x')
#| ZeroDivisionError
#| ValueError(1) None
#| (None, None, None)
#| ValueError bottom
#| None
#| True
#| True
#| exception causes must derive from BaseException
#| ValueError('with')
