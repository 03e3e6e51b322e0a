# Which quotes and escapes repr chooses, and what literals mean.
for s in ("a", "it's", 'say "x"', "both ' and \"", "back\\slash", "\n\t\r", "\x00\x7f\x80", "é", "\u2028", "日本", "😀", "\xad", ""):
    print(repr(s), ascii(s))
print("\x41\u00e9\U0001F600\N{SNOWMAN}\101\061")
print(r"raw\n", "a" "b" 'c', """two
lines""", "con\
tinued")
print(len(r"\""), "\'", '\"', "\a\b\f\v".encode())
print("%r %s %a" % ("é", "é", "é"), str(["a'b", "c"]))

#: expect
#| 'a' 'a'
#| "it's" "it's"
#| 'say "x"' 'say "x"'
#| 'both \' and "' 'both \' and "'
#| 'back\\slash' 'back\\slash'
#| '\n\t\r' '\n\t\r'
#| '\x00\x7f\x80' '\x00\x7f\x80'
#| 'é' '\xe9'
#| '\u2028' '\u2028'
#| '日本' '\u65e5\u672c'
#| '😀' '\U0001f600'
#| '\xad' '\xad'
#| '' ''
#| Aé😀☃A1
#| raw\n abc two
#| lines continued
#| 2 ' " b'\x07\x08\x0c\x0b'
#| 'é' é '\xe9' ["a'b", 'c']
