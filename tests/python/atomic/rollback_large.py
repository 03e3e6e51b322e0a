# A block that writes a little of a large container and is undone leaves it as it was, whatever it wrote.
#: cpython no, CPython cannot undo anything
#: not off
import array
import random

from transaction import atomic

SIZE = 2000


class Names(dict):
    pass


def made():
    items = list(range(SIZE))
    table = {n: str(n) for n in range(SIZE)}
    chosen = set(range(SIZE))
    data = bytearray(n % 256 for n in range(SIZE * 8))
    numbers = array.array("i", range(SIZE * 4))
    names = Names((str(n), n) for n in range(SIZE))
    return items, table, chosen, data, numbers, names


def change(rng, items, table, chosen, data, numbers, names):
    n = rng.randrange(SIZE)
    match rng.randrange(17):
        case 0:
            items[n % len(items)] = rng.random()
        case 1:
            items[-1 - n % 7] = "x"
        case 2:
            items.append(n)
        case 3:
            items.pop()
        case 4:
            items.pop(n % len(items))
        case 5:
            table[n] = rng.random()
        case 6:
            table[n + SIZE] = n
        case 7:
            table.pop(n, None)
        case 8:
            table and table.popitem()
        case 9:
            table.setdefault(n * 2, "new")
        case 10:
            chosen.add(n + SIZE // 2)
        case 11:
            chosen.discard(n)
        case 12:
            chosen.pop()
        case 13:
            data[n] = n % 256
            data.append(7)
        case 14:
            numbers[n] = -n
        case 15:
            names[str(n + 5)] = -n
        case 16:
            if rng.random() < 0.1:
                items.sort(key=str)
                table.clear()


class Undo(Exception):
    pass


def state(things):
    items, table, chosen, data, numbers, names = things
    lookups = [table.get(n) for n in range(SIZE * 3)], [n in chosen for n in range(SIZE * 3)]
    return items[:], list(table.items()), list(chosen), lookups, bytes(data), list(numbers), list(names.items())


def undone(seed):
    rng = random.Random(seed)
    things = made()
    # What happens outside stays.
    for _ in range(rng.randrange(20)):
        change(rng, *things)
    before = state(things)
    try:
        with atomic(rollback=True):
            for _ in range(rng.randrange(1, 60) * (20 if seed % 5 == 0 else 1)):
                change(rng, *things)
            raise Undo
    except Undo:
        pass
    same = state(things) == before
    with atomic:
        for _ in range(10):
            change(rng, *things)
    return same


print(all([undone(seed) for seed in range(60)]))


#: expect
#| True
