# The demo of that name, at a small size.
#: threads
#: run benches/demos/transactions2.py 60

#: expect
#| 60 calls, 1457 steps
#| longest: 54 with 112
#| each once: True
