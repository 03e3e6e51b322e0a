# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/vacation.py 3 240

#: expect
#| 240 requests
#| the books agree: True
