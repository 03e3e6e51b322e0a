# The program of that name, at a small size.
#: run benches/programs/nbody.py 200

#: expect
#| -0.004282717429
#| -0.004282651544
#| 5.147556706190077 0.6949418335127922 0.05011935979872432
