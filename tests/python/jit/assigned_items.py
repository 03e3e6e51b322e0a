# Items and slices assigned in hot loops, and methods bound once and called there.
def reverse_prefixes(n):
    items = list(range(n))
    for k in range(3000):
        to = k % n + 1
        items[:to] = items[to - 1 :: -1] if to < n else items[::-1]
    return items


print(reverse_prefixes(9))


def grows_and_shrinks():
    items = []
    for i in range(4000):
        items[len(items) :] = (i, i + 1)
        if len(items) > 20:
            items[2:18] = []
        if i % 7 == 0:
            items[1:1] = items
            items[3:] = items[3:10]
    return items


print(grows_and_shrinks())


def steps():
    items = list(range(12))
    wrong = 0
    for i in range(3000):
        try:
            items[:: 2 + i % 3] = [i] * (6 if i % 3 == 0 else 4)
        except ValueError:
            wrong += 1
    return items, wrong


print(steps())


def bytes_in_place():
    data = bytearray(64)
    for i in range(5000):
        data[i % 64] = i & 255
        data[-1] = i % 7
        if i % 1000 == 999:
            try:
                data[i % 64] = 256
            except ValueError as e:
                print(e)
    return data.hex()


print(bytes_in_place())


def rotate(n):
    """The methods are bound anew in each call."""
    items = list(range(n))
    insert, pop = items.insert, items.pop
    for i in range(200):
        insert(i % n, pop(0))
    return items


print([rotate(n) for n in (5, 6, 7)], [sum(rotate(5 + i % 9)) for i in range(300)][-5:])


def many_receivers():
    words = ["a-b", "c", "d-e-f"]
    out = []
    for i in range(3000):
        split = words[i % 3].split
        append = out.append if i % 2 else out.extend
        append(split("-"))
    return len(out), out[-6:]


print(many_receivers())


class Mine(list):
    def append(self, x):
        list.append(self, -x)


def now_another():
    total = 0
    for i in range(3000):
        items = Mine() if i > 2500 else []
        add = items.append
        add(i)
        total += items[0]
    return total


print(now_another())
#: expect
#| [2, 0, 1, 3, 4, 5, 6, 7, 8]
#| [0, 0, 0, 3995, 3996, 3996, 3997, 3997, 3998, 0, 3998, 3999, 3999, 4000]
#| ([2998, 1, 2997, 2998, 2997, 5, 2998, 7, 2997, 2998, 2997, 11], 1000)
#| byte must be in range(0, 256)
#| byte must be in range(0, 256)
#| byte must be in range(0, 256)
#| byte must be in range(0, 256)
#| byte must be in range(0, 256)
#| 808182838485868748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e01
#| [[0, 1, 2, 3, 4], [2, 4, 1, 5, 0, 3], [2, 1, 5, 0, 4, 6, 3]] [66, 78, 10, 15, 21]
#| (4500, ['d', 'e', 'f', ['a', 'b'], 'c', ['d', 'e', 'f']])
#| 1754000
