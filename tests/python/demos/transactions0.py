# The demo of that name, at a small size.
#: threads
#: run benches/demos/transactions0.py 60 3

#: expect
#| on all shelves: 800
#| seen on the way: [800]
#| none below zero: True
