# The program of that name, at a small size.
#: run benches/programs/spectral_norm.py 12

#: expect
#| 1.272735511
