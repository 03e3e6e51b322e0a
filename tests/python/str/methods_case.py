# Case and classes of letters, also beyond ASCII.
for s in ("hello World", "ÄÖÜ straße", "ǅ", "", "123", "ﬁn"):
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
for s in ("abc", "ABC", "Abc", "a1", "12", "²", "½", " ", "\n\t", "", "_x", "1x", "é", "été"):
    print(
        repr(s), s.isalpha(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isspace(),
        s.islower(), s.isupper(), s.istitle(), s.isidentifier(), s.isascii(),
    )
print("\x07".isprintable(), "é ".isprintable())

#: expect
#| 'hello World' HELLO WORLD hello world Hello World Hello world HELLO wORLD hello world
#| 'ÄÖÜ straße' ÄÖÜ STRASSE äöü straße Äöü Straße Äöü straße äöü STRASSE äöü strasse
#| 'ǅ' Ǆ ǆ ǅ ǅ ǅ ǆ
#| ''
#| '123' 123 123 123 123 123 123
#| 'ﬁn' FIN ﬁn Fin Fin FIN fin
#| 'abc' True False False False True False True False False True True
#| 'ABC' True False False False True False False True False True True
#| 'Abc' True False False False True False False False True True True
#| 'a1' False False False False True False True False False True True
#| '12' False True True True True False False False False False True
#| '²' False True False True True False False False False False False
#| '½' False False False True True False False False False False False
#| ' ' False False False False False True False False False False True
#| '\n\t' False False False False False True False False False False True
#| '' False False False False False False False False False False True
#| '_x' False False False False False False True False False True True
#| '1x' False False False False True False True False False False True
#| 'é' True False False False True False True False False True False
#| 'été' True False False False True False True False False True False
#| False True
