# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/threadworms.py 3 480

#: expect
#| 24 worms, 480 moves and turns
#| whole worms: True
