# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/mersenne.py 3 70

#: expect
#| Mersenne primes for 3 5 7 13 17 19 31 61
#| as known: True
