# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/threads/event_server.py 3 300

#: expect
#| 286 pages sent, 14 not found, 8604 characters
#| bought: 60 visits: 300
#| every request answered: True
#| every purchase kept: True
