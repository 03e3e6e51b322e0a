# find, index, count, in, startswith and their bounds.
s = "abracadabra"
print(s.find("abra"), s.find("abra", 1), s.find("x"), s.rfind("abra"), s.find("", 3), s.find("", 99))
print(s.index("c"), s.rindex("a"), s.count("a"), s.count("abra"), s.count(""), s.count("a", 3, 8))
print("cad" in s, "x" not in s, "" in s)
print(s.startswith("abr"), s.startswith("bra", 1), s.startswith(("x", "a")), s.endswith("bra"), s.endswith("a", 0, 4))
try:
    s.index("x")
except ValueError as e:
    print(e)
try:
    1 in s
except TypeError as e:
    print(e)
print("aaaa".replace("aa", "b"), "aaaa".replace("a", "b", 2), "abc".replace("", "-"), "abc".replace("x", "y"))
print("hello world".partition(" "), "hello".partition("x"), "a.b.c".rpartition("."), "abc".rpartition("."))
print("TestHook".removeprefix("Test"), "TestHook".removesuffix("Hook"), "x".removeprefix("y"))

#: expect
#| 0 7 -1 7 3 -1
#| 4 10 5 2 12 3
#| True True True
#| True True True True True
#| substring not found
#| 'in <string>' requires string as left operand, not int
#| bb bbaa -a-b-c- abc
#| ('hello', ' ', 'world') ('hello', '', '') ('a.b', '.', 'c') ('', '', 'abc')
#| Hook Test x
