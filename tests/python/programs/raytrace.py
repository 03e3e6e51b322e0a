# The program of that name, at a small size.
#: run benches/programs/raytrace.py 12

#: expect
#| ************
#| ************
#| *****%%*****
#| ++++++++++++
#| .--=+-:+=..-
#| +=-.::::.:=:
#| = .*+.+.:=.:
#| :.**..**.:*#
#| :##:::###::#
#| sums: 11423 14221 17250
#| rays: 401
