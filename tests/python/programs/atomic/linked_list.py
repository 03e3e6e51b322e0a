# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/linked_list.py 3 120

#: expect
#| 88 keys, sum 8478
#| grown as counted: True
#| sorted, as in any order: True
