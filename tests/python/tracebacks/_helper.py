def twice(f):
    f()
    f()
