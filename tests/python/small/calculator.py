# A tokenizer, a recursive-descent parser and an evaluator.
class Token:
    def __init__(self, kind, value):
        self.kind = kind
        self.value = value

    def __repr__(self):
        return f"{self.kind}:{self.value}"


def tokens(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit() or c == ".":
            start = i
            while i < len(text) and (text[i].isdigit() or text[i] == "."):
                i += 1
            part = text[start:i]
            yield Token("number", float(part) if "." in part else int(part))
        elif c.isalpha():
            start = i
            while i < len(text) and text[i].isalnum():
                i += 1
            yield Token("name", text[start:i])
        elif c in "+-*/^()=,":
            i += 1
            yield Token("op", c)
        else:
            raise SyntaxError(f"unexpected {c!r} at {i}")
    yield Token("end", None)


class Parser:
    LEVELS = [("+", "-"), ("*", "/")]

    def __init__(self, text):
        self.tokens = list(tokens(text))
        self.place = 0

    @property
    def current(self):
        return self.tokens[self.place]

    def take(self, *values):
        if self.current.kind == "op" and self.current.value in values:
            self.place += 1
            return self.tokens[self.place - 1].value
        return None

    def expect(self, value):
        if not self.take(value):
            raise SyntaxError(f"expected {value!r}, got {self.current}")

    def parse(self):
        tree = self.level(0)
        if self.take("="):
            tree = ("=", tree, self.level(0))
        if self.current.kind != "end":
            raise SyntaxError(f"left over: {self.current}")
        return tree

    def level(self, n):
        if n == len(self.LEVELS):
            return self.power()
        left = self.level(n + 1)
        while op := self.take(*self.LEVELS[n]):
            left = (op, left, self.level(n + 1))
        return left

    def power(self):
        base = self.unary()
        return ("^", base, self.power()) if self.take("^") else base

    def unary(self):
        return ("neg", self.unary()) if self.take("-") else self.atom()

    def atom(self):
        token = self.current
        if self.take("("):
            inner = self.level(0)
            self.expect(")")
            return inner
        self.place += 1
        if token.kind == "number":
            return token.value
        if token.kind == "name":
            if self.take("("):
                args = [self.level(0)]
                while self.take(","):
                    args.append(self.level(0))
                self.expect(")")
                return ("call", token.value, *args)
            return token.value
        raise SyntaxError(f"unexpected {token}")


def evaluate(tree, names):
    match tree:
        case int() | float():
            return tree
        case str():
            return names[tree]
        case ("neg", x):
            return -evaluate(x, names)
        case ("=", str() as name, value):
            names[name] = evaluate(value, names)
            return names[name]
        case ("call", name, *args):
            return {"max": max, "min": min, "abs": abs}[name](*[evaluate(a, names) for a in args])
        case (op, left, right):
            a, b = evaluate(left, names), evaluate(right, names)
            return {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0, "^": a**b if abs(b) < 100 else 0}[op]


names = {"pi": 3.25}
for line in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 - 4 - 3", "x = 7", "x * x + pi", "max(1, x, 3) / 2", "abs(-5)", "1 +", "2 $ 3", "y", "(1", "1 2"):
    try:
        print(line, "->", evaluate(Parser(line).parse(), names))
    except (SyntaxError, KeyError) as e:
        print(line, "->", type(e).__name__, e)

#: expect
#| 1 + 2 * 3 -> 7
#| (1 + 2) * 3 -> 9
#| 2 ^ 3 ^ 2 -> 512
#| -2 ^ 2 -> 4
#| 10 - 4 - 3 -> 3
#| x = 7 -> 7
#| x * x + pi -> 52.25
#| max(1, x, 3) / 2 -> 3.5
#| abs(-5) -> 5
#| 1 + -> SyntaxError unexpected end:None
#| 2 $ 3 -> SyntaxError unexpected '$' at 2
#| y -> KeyError 'y'
#| (1 -> SyntaxError expected ')', got end:None
#| 1 2 -> SyntaxError left over: number:2
