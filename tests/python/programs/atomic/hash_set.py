# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/hash_set.py 3 300

#: expect
#| 96 keys, sum 176980
#| grown as counted: True
#| as in any order: True
