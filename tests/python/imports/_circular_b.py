import _circular_a


def other():
    return "b" + _circular_a.NAME
