# A chain of calls, with carets under the part of the line that failed.
def first(x):
    return second(x) + 1


def second(x):
    values = [1, 2]
    return values[0] + x / (values[1] - 2)


print("before")
first(10)

#: expect
#| before
#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/plain.py", line 12, in <module>
#|     first(10)
#|     ~~~~~^^^^
#|   File "$DIR/plain.py", line 3, in first
#|     return second(x) + 1
#|            ~~~~~~^^^
#|   File "$DIR/plain.py", line 8, in second
#|     return values[0] + x / (values[1] - 2)
#|                        ~~^~~~~~~~~~~~~~~~~
#| ZeroDivisionError: division by zero
#: exit 1
