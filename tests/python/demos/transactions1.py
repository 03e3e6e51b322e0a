# The demo of that name, at a small size.
#: threads
#: run benches/demos/transactions1.py 10

#: expect
#| 100
