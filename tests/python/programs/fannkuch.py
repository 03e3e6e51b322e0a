# The program of that name, at a small size.
#: run benches/programs/fannkuch.py 6

#: expect
#| 49
#| Pfannkuchen(6) = 10
#| series of [5, 4, 3, 2, 1, 0] is 1
