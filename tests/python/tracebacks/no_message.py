# An exception without a message, raised in a method, a lambda, a comprehension and a class body.
class C:
    def method(self, f):
        return [f(x) for x in range(3)]


def make():
    class Inner:
        value = C().method(lambda x: check(x))

    return Inner


def check(x):
    if x == 1:
        raise NotImplementedError


make()

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/no_message.py", line 19, in <module>
#|     make()
#|     ~~~~^^
#|   File "$DIR/no_message.py", line 8, in make
#|     class Inner:
#|         value = C().method(lambda x: check(x))
#|   File "$DIR/no_message.py", line 9, in Inner
#|     value = C().method(lambda x: check(x))
#|   File "$DIR/no_message.py", line 4, in method
#|     return [f(x) for x in range(3)]
#|             ~^^^
#|   File "$DIR/no_message.py", line 9, in <lambda>
#|     value = C().method(lambda x: check(x))
#|                                  ~~~~~^^^
#|   File "$DIR/no_message.py", line 16, in check
#|     raise NotImplementedError
#| NotImplementedError
#: exit 1
