# Order is by code point; equal strings hash equal however they were made.
print("a" < "b", "a" < "B", "abc" < "abd", "abc" < "ab", "" < "a", "é" > "z", "😀" > "\uffff")
words = ["banana", "apple", "Cherry", "äpfel", "apple2", ""]
print(sorted(words), sorted(words, key=str.lower), max(words), min(words, key=len))
built = "".join(["a", "b", "c"])
print(built == "abc", hash(built) == hash("abc"), {built: 1}["abc"])
print("a" == b"a", "1" == 1, "a" != "b")
print(ord("a"), chr(97), ord("😀"), chr(0x1F600), ascii(chr(0)))
for f in (lambda: ord("ab"), lambda: chr(-1), lambda: chr(0x110000)):
    try:
        f()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print("a" + "b", "a" "b" * 2)
try:
    "a" + 1
except TypeError as e:
    print(e)

#: expect
#| True False True False True True True
#| ['', 'Cherry', 'apple', 'apple2', 'banana', 'äpfel'] ['', 'apple', 'apple2', 'banana', 'Cherry', 'äpfel'] äpfel
#| True True 1
#| False False True
#| 97 a 128512 😀 '\x00'
#| TypeError ord() expected a character, but string of length 2 found
#| ValueError chr() arg not in range(0x110000)
#| ValueError chr() arg not in range(0x110000)
#| ab abab
#| can only concatenate str (not "int") to str
