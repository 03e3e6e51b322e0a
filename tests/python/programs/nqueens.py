# The program of that name, at a small size.
#: run benches/programs/nqueens.py 5

#: expect
#| 10 solutions for 5
#| by bits: 10
#| first: (0, 2, 4, 1, 3)
#| checksum: 618600
