# The program of that name, at a small size.
#: run benches/programs/deltablue.py 20

#: expect
#| chain: 21 steps, 0 wrong, v20=99 walkabout strong default
#| projection forward: destination19=1170
#| projection backward: source19=5
#| scale changed: 21 steps, 0 wrong, destination19=1025
#| offset changed: 21 steps, 0 wrong, destination19=2025
