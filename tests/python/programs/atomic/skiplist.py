# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/skiplist.py 3 120

#: expect
#| 116 61 32 13 6 4 1 1 1 0 keys at the levels, sum 175642
#| grown as counted: True
#| sorted, as in any order: True
#| towers: True
