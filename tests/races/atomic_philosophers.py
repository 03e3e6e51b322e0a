# Five philosophers take two forks each in a block; nobody starves, no fork is in two hands.
#: threads
#: must 40 40 40 40 40
from _race import hunt, together
from transaction import atomic


def attempt():
    forks = [None] * 5
    meals = [0] * 5
    stolen = []

    def dine(i):
        left, right = i, (i + 1) % 5
        while meals[i] < 40:
            with atomic:
                free = forks[left] is None and forks[right] is None
                if free:
                    forks[left] = forks[right] = i
            if free:
                if forks[left] != i or forks[right] != i:
                    stolen.append(i)
                meals[i] += 1
                with atomic:
                    forks[left] = forks[right] = None

    together(*[(lambda i=i: dine(i)) for i in range(5)])
    return [("stolen", *stolen) if stolen else tuple(meals)]


hunt(attempt)
