# center, ljust, zfill, expandtabs, translate.
print(repr("ab".center(7)), repr("abc".center(6, "*")), repr("ab".ljust(5, ".")), repr("ab".rjust(5)), "abc".center(1))
print("42".zfill(5), "-42".zfill(5), "+4".zfill(1), "".zfill(2))
print(repr("a\tb\tcc\td".expandtabs()), repr("a\tb".expandtabs(4)), repr("\t\n\tx".expandtabs(2)))
print("hello".translate({104: "J", ord("l"): None, ord("o"): 48}))
print("hello".translate(str.maketrans("el", "ip")), "hello".translate(str.maketrans("", "", "l")))
print(str.maketrans({"a": "b"}))
print("abc" * 3, 3 * "ab", "abc" * 0, "abc" * -1, len("ab" * 100000))

#: expect
#| '   ab  ' '*abc**' 'ab...' '   ab' abc
#| 00042 -0042 +4 00
#| 'a       b       cc      d' 'a   b' '  \n  x'
#| Je0
#| hippo heo
#| {97: 'b'}
#| abcabcabc ababab   200000
