# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/btree.py 3 240

#: expect
#| 240 keys, sum 1395997320
#| each once: True
#| balanced: True
