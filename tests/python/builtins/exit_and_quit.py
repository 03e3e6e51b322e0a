# exit() and quit() are there without importing anything.
for leave in (exit, quit):
    for args in ((), (3,), ("text",), (None,)):
        try:
            leave(*args)
        except SystemExit as e:
            print(repr(e.code))
try:
    exit(5)
finally:
    print("finally")

#: expect
#| None
#| 3
#| 'text'
#| None
#| None
#| 3
#| 'text'
#| None
#| finally
#: exit 5
