# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/bank.py 3 240

#: expect
#| in the bank: 400000 between 886 and 1125
#| each transfer once: True
#| every audit agrees: True
