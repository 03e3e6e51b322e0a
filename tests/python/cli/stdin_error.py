# Its traceback names <stdin>.
#: command -
#: stdin x = 1\n
#: stdin x.y\n

#: stderr
#| Traceback (most recent call last):
#|   File "<stdin>", line 2, in <module>
#~ ...
#| AttributeError: 'int' object has no attribute 'y'
#: exit 1
