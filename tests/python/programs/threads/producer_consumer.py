# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/producer_consumer.py 3 60

#: expect
#| 60 jobs, 1457 steps; the longest 112 from 54
#| each once: True
