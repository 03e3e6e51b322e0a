# The demo of that name, at a small size.
#: threads
#: run benches/demos/message_passing.py 30 10

#: expect
#| 10 producers done, queue empty: True
#| each in its own order: True
#| sums: 8555 8555 85550
