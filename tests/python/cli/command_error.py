# The traceback of -c.
#: command -c "def f(): 1 / 0\nf()"

#: stderr
#| Traceback (most recent call last):
#|   File "<string>", line 2, in <module>
#|     f()
#|     ~^^
#|   File "<string>", line 1, in f
#|     def f(): 1 / 0
#|              ~~^~~
#| ZeroDivisionError: division by zero
#: exit 1
