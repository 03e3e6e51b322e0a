# Ranges whose length needs more than a machine's small int; absurd ones.
print(len(range(10**15)), len(range(2**62)), bool(range(10**30)))
for n in (2**63, 10**30):
    try:
        print(len(range(n)))
    except OverflowError as e:
        print(e)
for make in (list, tuple, sorted):
    try:
        make(range(10**18))
    except MemoryError:
        print("MemoryError")
for expr in ("[0] * 10**15", "(0,) * 10**15", "'a' * 10**18", "b'a' * 10**18", "bytes(10**16)", "'a'.center(10**17)"):
    try:
        eval(expr)
    except MemoryError:
        print("MemoryError")

#: expect
#| 1000000000000000 4611686018427387904 True
#| Python int too large to convert to C ssize_t
#| Python int too large to convert to C ssize_t
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
#| MemoryError
