# -c runs its argument; the rest are its arguments.
#: command -c "import sys; print(__name__, sys.argv)" a -b

#: expect
#| __main__ ['-c', 'a', '-b']
