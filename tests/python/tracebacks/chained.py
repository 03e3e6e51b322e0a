# "During handling" and "direct cause".
def load(name):
    try:
        return {}[name]
    except KeyError as e:
        raise ValueError(f"no {name}") from e


try:
    load("x")
except ValueError:
    undefined()

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/chained.py", line 4, in load
#|     return {}[name]
#|            ~~^^^^^^
#| KeyError: 'x'
#|
#| The above exception was the direct cause of the following exception:
#|
#| Traceback (most recent call last):
#|   File "$DIR/chained.py", line 10, in <module>
#|     load("x")
#|     ~~~~^^^^^
#|   File "$DIR/chained.py", line 6, in load
#|     raise ValueError(f"no {name}") from e
#| ValueError: no x
#|
#| During handling of the above exception, another exception occurred:
#|
#| Traceback (most recent call last):
#|   File "$DIR/chained.py", line 12, in <module>
#|     undefined()
#|     ^^^^^^^^^
#| NameError: name 'undefined' is not defined
#: exit 1
