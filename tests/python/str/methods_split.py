# split, rsplit, splitlines, join, strip.
print("a b  c ".split(), " a b ".split(" "), "a,b,,c".split(","), "".split(), "".split(","))
print("a b c d".split(None, 2), "a,b,c,d".split(",", 2), "a,b,c,d".rsplit(",", 2), " a  b ".rsplit(None, 1))
print("a\nb\r\nc\rd\n".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines())
print("a\x0bb\x0cc\x1cd\x85e\u2028f".splitlines())
print(", ".join(["a", "b"]), "".join(()), "-".join("abc"), "x".join(str(i) for i in range(4)))
try:
    ",".join(["a", 1])
except TypeError as e:
    print(e)
try:
    "a".split("")
except ValueError as e:
    print(e)
print(repr("  x ".strip()), repr("  x ".lstrip()), repr("  x ".rstrip()), "xxaxx".strip("x"), "abcba".strip("ab"))
print(repr("\u2003x\u00a0".strip()))

#: expect
#| ['a', 'b', 'c'] ['', 'a', 'b', ''] ['a', 'b', '', 'c'] [] ['']
#| ['a', 'b', 'c d'] ['a', 'b', 'c,d'] ['a,b', 'c', 'd'] [' a', 'b']
#| ['a', 'b', 'c', 'd'] ['a\n', 'b\n'] [] ['']
#| ['a', 'b', 'c', 'd', 'e', 'f']
#| a, b  a-b-c 0x1x2x3
#| sequence item 1: expected str instance, int found
#| empty separator
#| 'x' 'x ' '  x' a c
#| 'x'
