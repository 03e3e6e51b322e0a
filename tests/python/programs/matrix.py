# The program of that name, at a small size.
#: run benches/programs/matrix.py 8

#: expect
#| int trace: 1534
#| float trace: 2.965776993138
#| power trace: 852531 corner: 877697
#| determinant: 1.610504195e+02
