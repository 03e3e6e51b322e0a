# The demo of that name, at a small size.
#: threads
#: run benches/demos/multithreading.py 2000 3

#: expect
#| 3 threads counted to 6000
