# The program of that name, at a small size.
#: run benches/programs/fib.py 12

#: expect
#| fib(12) = 144
#| calls: 465 for 12
