# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/miller_rabin.py 3 300

#: expect
#| 46 primes, the last 1000589 and their sum 46013638
#| some divided: True
