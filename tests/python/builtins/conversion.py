# The types as functions, and repr of what they make.
print(int("5"), float("2.5"), str(5), bool([]), bool("a"), list("ab"), tuple([1]), sorted(set("aa")), dict([(1, 2)]), bytes([1]))
print(bool(0.0), bool(""), bool(None), bool({}), bool(range(0)), bool(()), bool(b""), bool(-1), bool("0"), bool([0]))
print(abs(-3), abs(-2.5), abs(True), divmod(7, 3), divmod(-7, 3), pow(2, 5), round(2.567, 2), round(-0.5), hash("a") == hash("a"))
print(chr(65), ord("A"), hex(255), oct(8), bin(5), ascii("é"), repr("a"), len([1, 2]), len({}), len("é"))
print(callable(len), callable(5), callable(lambda: 0), callable(int), isinstance(5, int), isinstance("a", (int, str)), issubclass(bool, int))
print(type(5), type("a"), type(None), type(...), type(NotImplemented), type(print), type(lambda: 0), type(type), type(int), type(range(1)))
print(type([]).__name__, type({}.keys()).__name__, type(iter([])).__name__, type(x for x in []).__name__, type(enumerate([])).__name__)
print(None, ..., NotImplemented, print, int, [int, None], len)
print(id(None) == id(None), [] is [], () == ())
print(int is type(5), object() == object(), isinstance(int, type), isinstance(type, object), type.__mro__)
for f in (lambda: len(5), lambda: abs("a"), lambda: ord("ab"), lambda: hash([]), lambda: isinstance(1, 1), lambda: round("a"), lambda: divmod(1), lambda: len(), lambda: bool(1, 2), lambda: int("a", 40)):
    try:
        f()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)

#: expect
#| 5 2.5 5 False True ['a', 'b'] (1,) ['a'] {1: 2} b'\x01'
#| False False False False False False False True True True
#| 3 2.5 1 (2, 1) (-3, 2) 32 2.57 0 True
#| A 65 0xff 0o10 0b101 '\xe9' 'a' 2 0 1
#| True False True True True True True
#| <class 'int'> <class 'str'> <class 'NoneType'> <class 'ellipsis'> <class 'NotImplementedType'> <class 'builtin_function_or_method'> <class 'function'> <class 'type'> <class 'type'> <class 'range'>
#| list dict_keys list_iterator generator enumerate
#| None Ellipsis NotImplemented <built-in function print> <class 'int'> [<class 'int'>, None] <built-in function len>
#| True False True
#| True False True True (<class 'type'>, <class 'object'>)
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| ValueError
