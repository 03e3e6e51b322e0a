# How a group is printed.
def fail(n):
    raise ValueError(f"number {n}")


errors = []
for n in range(2):
    try:
        fail(n)
    except ValueError as e:
        errors.append(e)
raise ExceptionGroup("two of them", errors)

#: stderr
#|   + Exception Group Traceback (most recent call last):
#|   |   File "$DIR/group.py", line 12, in <module>
#|   |     raise ExceptionGroup("two of them", errors)
#|   | ExceptionGroup: two of them (2 sub-exceptions)
#|   +-+---------------- 1 ----------------
#|     | Traceback (most recent call last):
#|     |   File "$DIR/group.py", line 9, in <module>
#|     |     fail(n)
#|     |     ~~~~^^^
#|     |   File "$DIR/group.py", line 3, in fail
#|     |     raise ValueError(f"number {n}")
#|     | ValueError: number 0
#|     +---------------- 2 ----------------
#|     | Traceback (most recent call last):
#|     |   File "$DIR/group.py", line 9, in <module>
#|     |     fail(n)
#|     |     ~~~~^^^
#|     |   File "$DIR/group.py", line 3, in fail
#|     |     raise ValueError(f"number {n}")
#|     | ValueError: number 1
#|     +------------------------------------
#: exit 1
