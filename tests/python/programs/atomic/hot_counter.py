# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/hot_counter.py 3 240

#: expect
#| counted to 240
#| nothing lost: True
