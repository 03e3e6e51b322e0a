# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/raytrace.py 3 8

#: expect
#| brightness: 8725 checksum: 408136789
#| in range: True
