# Frames of generators; an exception without str; a KeyError shows its repr.
def numbers(d):
    for key in "ab":
        yield d[key]


def total(d):
    return sum(n for n in numbers(d))


total({"a": 1})

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/generator.py", line 11, in <module>
#|     total({"a": 1})
#|     ~~~~~^^^^^^^^^^
#|   File "$DIR/generator.py", line 8, in total
#|     return sum(n for n in numbers(d))
#|   File "$DIR/generator.py", line 8, in <genexpr>
#|     return sum(n for n in numbers(d))
#|                           ~~~~~~~^^^
#|   File "$DIR/generator.py", line 4, in numbers
#|     yield d[key]
#|           ~^^^^^
#| KeyError: 'b'
#: exit 1
