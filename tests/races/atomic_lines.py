# Lines printed in blocks come whole.
#: threads
#: must a a a
#: must b b b
#: must c c c
from _race import together
from transaction import atomic


def say(name):
    for _ in range(30):
        with atomic:
            print(name, end=" ")
            print(name, end=" ")
            print(name)


together(lambda: say("a"), lambda: say("b"), lambda: say("c"))
