# print's options, input, and what goes to stderr.
#: stdin first line\nsecond\n
import sys

print()
print(1, "a", None, [1])
print(1, 2, sep="-", end="!\n")
print("a", "b", sep="")
print(*range(3), sep=", ")
print("no newline", end="")
print(flush=True)
print("to stderr", file=sys.stderr)
print(repr(input()), repr(input("prompt> ")))
try:
    input()
except EOFError as e:
    print("EOFError", e)
sys.stdout.write("written\n")


class Writer:
    def write(self, text):
        parts.append(text)


parts = []
print("x", 1, file=Writer())
print(parts)
try:
    print("a", sep=5)
except TypeError as e:
    print(e)
print("é 日本 😀")

#: expect
#|
#| 1 a None [1]
#| 1-2!
#| ab
#| 0, 1, 2
#| no newline
#| prompt> 'first line' 'second'
#| EOFError EOF when reading a line
#| written
#| ['x', ' ', '1', '\n']
#| sep must be None or a string, not int
#| é 日本 😀
#: stderr
#| to stderr
