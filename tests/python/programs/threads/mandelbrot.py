# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/mandelbrot.py 3 12

#: expect
#| 60 points in the set, checksum 213851083
#| rows checked: True
