# str() of objects, and subclasses of str.
class Name(str):
    def __new__(cls, text, title=""):
        self = super().__new__(cls, text.strip())
        self.title = title
        return self

    def greet(self):
        return f"{self.title} {self}"


n = Name("  Ada ", "Lady")
print(n, repr(n), n.greet(), n == "Ada", type(n.upper()).__name__, type(n).__name__, n + "!", hash(n) == hash("Ada"))
print({n: 1}["Ada"], isinstance(n, str))
print(str(1), str(None), str([1, "a"]), str(b"ab"), str(b"ab", "ascii"), str())


class Both:
    def __str__(self):
        return "text"

    def __repr__(self):
        return "<Both>"


class OnlyRepr:
    def __repr__(self):
        return "<OnlyRepr>"


print(Both(), [Both()], str(OnlyRepr()), "%s %r" % (Both(), Both()), f"{Both()} {Both()!r} {Both()!s}")


class Wrong:
    def __str__(self):
        return 5


try:
    str(Wrong())
except TypeError as e:
    print(e)

#: expect
#| Ada 'Ada' Lady Ada True str Name Ada! True
#| 1 True
#| 1 None [1, 'a'] b'ab' ab
#| text [<Both>] <OnlyRepr> text <Both> text <Both> text
#| __str__ returned non-string (type int)
