# The program of that name, at a small size with three threads.
#: threads
#: run benches/programs/atomic/kmeans.py 3 60

#: expect
#| 318 289 5
#| 5403 8240 5
#| 10505 7354 5
#| 3308 3316 5
#| 8254 2424 5
#| 1355 7267 5
#| 6417 6405 5
#| 11466 5241 5
#| 4335 1419 5
#| 9294 264 5
#| 2330 5327 5
#| 7344 4264 5
#| every point once: True
