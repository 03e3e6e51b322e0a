# The program of that name, at a small size.
#: run benches/programs/sieve.py 3000

#: expect
#| 430 primes below 3000
#| last: 2957 2963 2969 2971 2999
#| sum: 593823
#| widest gap: 34 after 1327
