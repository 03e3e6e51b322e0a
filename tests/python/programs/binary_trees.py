# The program of that name, at a small size.
#: run benches/programs/binary_trees.py 5

#: expect
#| stretch tree of depth 7: 255 nodes
#|     64 trees of depth  4: 1984 nodes
#| long lived tree of depth 6: 127 nodes
