# The demo of that name, at a small size.
#: threads
#: run benches/demos/multithreading2.py 3000 3

#: expect
#| 3 threads added 9 times
#| the number is possible: True
