# The program of that name, at a small size.
#: run benches/programs/richards.py 500

#: expect
#| queued: 1136
#| held: 454
