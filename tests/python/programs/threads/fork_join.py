# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/fork_join.py 3 400

#: expect
#| 400 numbers from 8317 to 16767140
#| sorted: True
