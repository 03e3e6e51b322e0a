# "Did you mean".
class Box:
    def __init__(self):
        self.width = 1


count_of_things = 1
box = Box()
try:
    box.widht
except AttributeError as e:
    print(e)


def f():
    return count_of_thing


f()

#: expect
#| 'Box' object has no attribute 'widht'
#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/suggestions.py", line 19, in <module>
#|     f()
#|     ~^^
#|   File "$DIR/suggestions.py", line 16, in f
#|     return count_of_thing
#|            ^^^^^^^^^^^^^^
#| NameError: name 'count_of_thing' is not defined. Did you mean: 'count_of_things'?
#: exit 1
