import _circular_b

NAME = "a"


def value():
    return NAME + _circular_b.other()
