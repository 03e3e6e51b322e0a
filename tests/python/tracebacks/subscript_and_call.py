# Carets for a subscript in the middle and for a call in an argument.
data = {"a": [1, 2, {"b": None}]}


def show(value):
    print("value:", value, data["a"][2]["b"]["c"])


show(len(str(5)))

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/subscript_and_call.py", line 9, in <module>
#|     show(len(str(5)))
#|     ~~~~^^^^^^^^^^^^^
#|   File "$DIR/subscript_and_call.py", line 6, in show
#|     print("value:", value, data["a"][2]["b"]["c"])
#|                            ~~~~~~~~~~~~~~~~~^^^^^
#| TypeError: 'NoneType' object is not subscriptable
#: exit 1
