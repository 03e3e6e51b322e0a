# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/build_then_share.py 3 2400

#: expect
#| 20000 words, 2400 look-ups, sum 47537592
#| part by part: True
#| index as built: True
