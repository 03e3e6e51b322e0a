# match on literals, captures, sequences, or, guards, as, None and bool by identity.
def what(x):
    match x:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case -5:
            return "minus five"
        case "a" | "b":
            return "letter"
        case None:
            return "none"
        case True:
            return "true"
        case 2.5:
            return "float"
        case []:
            return "empty"
        case [x]:
            return f"one: {x}"
        case [1, y, *rest]:
            return f"starts with 1, {y}, {rest}"
        case [*_, "last"]:
            return "ends with last"
        case [[a, b], c]:
            return f"nested {a} {b} {c}"
        case (str() as s, int() as n) if n > 10:
            return f"{s} more than ten"
        case [_, _]:
            return "two"
        case str(s) if s.isdigit():
            return f"digits {s}"
        case _:
            return "other"


for x in (0, 1, 3, 4, -5, "a", "c", "77", None, True, False, 1.0, 2.5, [], (), [9], [1, 2], [1, 2, 3, 4], ["x", "y", "last"], [[1, 2], 3], ("k", 11), ("k", 5), "ab", b"ab", {}, range(2), [1], iter([1])):
    print(repr(x)[:20] if not hasattr(x, "__next__") else "iterator", "->", what(x))


def command(line):
    match line.split():
        case ["go", ("north" | "south") as direction]:
            return f"going {direction}"
        case ["go", other]:
            return f"cannot go {other}"
        case ["take", *things] if things:
            return f"taking {things}"
        case ["quit" | "exit"]:
            return "bye"
        case []:
            return "nothing"
        case [verb, *_]:
            return f"unknown {verb}"


for line in ("go north", "go up", "take a b", "take", "quit", "", "dance now"):
    print(command(line))
match 5:
    case 4:
        print("no")
print("no case is no error")
match = {"match": 1}
case = match["match"]
print(match, case)
match (1, 2):
    case 1, x:
        print(x)
match 1, 2:
    case a, b if a > b:
        print("never")
    case a, b:
        print("bound even so", a, b)

#: expect
#| 0 -> zero
#| 1 -> small
#| 3 -> small
#| 4 -> other
#| -5 -> minus five
#| 'a' -> letter
#| 'c' -> other
#| '77' -> digits 77
#| None -> none
#| True -> small
#| False -> zero
#| 1.0 -> small
#| 2.5 -> float
#| [] -> empty
#| () -> empty
#| [9] -> one: 9
#| [1, 2] -> starts with 1, 2, []
#| [1, 2, 3, 4] -> starts with 1, 2, [3, 4]
#| ['x', 'y', 'last'] -> ends with last
#| [[1, 2], 3] -> nested 1 2 3
#| ('k', 11) -> k more than ten
#| ('k', 5) -> two
#| 'ab' -> other
#| b'ab' -> other
#| {} -> other
#| range(0, 2) -> two
#| [1] -> one: 1
#| iterator -> other
#| going north
#| cannot go up
#| taking ['a', 'b']
#| unknown take
#| bye
#| nothing
#| unknown dance
#| no case is no error
#| {'match': 1} 1
#| 2
#| bound even so 1 2
