# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/richards.py 3 3

#: expect
#| 3 machines, 7500 packets
#| passed on: 14996
#| totals: 13678 13494
#| nothing lost: True
