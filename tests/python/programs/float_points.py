# The program of that name, at a small size.
#: run benches/programs/float_points.py 200

#: expect
#| x=0.893875783 y=1.000000000 z=0.447178560
#| <Point: x=-0.19186592309861264, y=0.9802182040287877, z=0.048577155578472336>
