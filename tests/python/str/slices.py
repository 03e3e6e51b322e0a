# Indexing and slicing, with steps and bounds outside.
s = "héllo wörld"
print(s[0], s[-1], s[1], s[-4], len(s))
print(s[1:4], s[:3], s[8:], s[-3:], s[::-1], s[::2], s[5:1:-1], s[10:0:-3], repr(s[5:5]), repr(s[9:2]))
print(s[-100:100], repr(s[100:]), s[:], s[None:None:None])
for index in (11, -12, 100):
    try:
        s[index]
    except IndexError as e:
        print(e)
try:
    s["a"]
except TypeError as e:
    print(e)
try:
    s[::0]
except ValueError as e:
    print(e)
try:
    s[0] = "x"
except TypeError as e:
    print(e)
print([c for c in "añb"], list("日本語"), "日本語"[1], "a😀b"[1], len("😀"), "a😀b"[::-1])

#: expect
#| h d é ö 11
#| éll hél rld rld dlröw olléh hlowrd  oll döoé '' ''
#| héllo wörld '' héllo wörld héllo wörld
#| string index out of range
#| string index out of range
#| string index out of range
#| string indices must be integers, not 'str'
#| slice step cannot be zero
#| 'str' object does not support item assignment
#| ['a', 'ñ', 'b'] ['日', '本', '語'] 本 😀 1 b😀a
