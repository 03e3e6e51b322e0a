# Short blocks in hot loops: code that runs one without a transaction and cannot go on in its middle takes it back.
#: threads
import threading

from transaction import atomic


class Account:
    def __init__(self, n):
        self.n = n
        self.log = None


def transfer(a, b, amounts):
    for x in amounts:
        with atomic:
            a.n -= x
            b.n += x
    return a.n, b.n


def mixed(turns):
    # From some turn on the second write is one of another kind, after the first has been made.
    a, b = Account(0), Account(0)
    for i in range(turns):
        with atomic:
            a.n += 1
            b.n = b.n + (1 if i % 7 else 0.5)
    return a.n, b.n


def grows_big(turns):
    a, b = Account(0), Account(2**48 - 300)
    for i in range(turns):
        with atomic:
            a.n += 1
            b.n += 1
            a.log = b.n
    return a.n, b.n, a.log


def same_object(turns):
    a = Account(0)
    pairs = [(a, a), (a, Account(0))]
    for i in range(turns):
        x, y = pairs[i % 5 == 0]
        with atomic:
            x.n += 1
            y.n += 2
            if i % 11 == 0:
                x.n += 3
    return a.n, pairs[1][1].n


def fresh(turns):
    total = 0
    for i in range(turns):
        a = Account(i)
        with atomic:
            a.n += 1
            b = Account(a.n)
            b.n += 1
            a.log = b
            if i % 13 == 0:
                a.n += 100
        total += a.n + a.log.n
    return total


def raises(turns):
    # What a block did before an exception leaves it is there.
    a, caught = Account(0), 0
    values = [1] * turns
    values[turns // 2] = None
    for v in values:
        try:
            with atomic:
                a.n += 1
                a.log = v + 1
        except TypeError:
            caught += 1
    return a.n, a.log, caught


def nested(turns):
    a = Account(0)
    for i in range(turns):
        with atomic:
            a.n += 1
            with atomic:
                a.n += 1
                if i % 17 == 16:
                    a.log = i
            a.n += 1
    return a.n, a.log


def containers(turns):
    seen, counts = [], {}
    a = Account(0)
    for i in range(turns):
        with atomic:
            a.n += 1
            seen.append(i if i % 5 else str(i))
        with atomic:
            a.n += 1
            counts[i % 9] = counts.get(i % 9, 0) + 1
    return a.n, len(seen), seen[-6:], counts


def inner_loop(turns):
    row = [0] * 4
    for i in range(turns):
        with atomic:
            for k in range(4):
                row[k] += i
            if i % 19 == 3:
                row[0] -= 1
    return row


def lists(turns):
    row = [0, 0.0, 0]
    for i in range(turns):
        with atomic:
            row[0] += 1
            row[i % 3] += 1
            row[1] += 0.5
    return row


def look(a, b, stop, wrong):
    while not stop:
        with atomic:
            if a.n + b.n != 1000:
                wrong.append((a.n, b.n))


def together(turns):
    a, b = Account(1000), Account(0)
    stop, wrong = [], []
    amounts = [1, 2, -3, 4, -4] * (turns // 5)
    amounts[turns // 3] = 0.0
    movers = [threading.Thread(target=transfer, args=(a, b, amounts)) for _ in range(2)]
    looker = threading.Thread(target=look, args=(a, b, stop, wrong))
    looker.start()
    for t in movers:
        t.start()
    for t in movers:
        t.join()
    stop.append(1)
    looker.join()
    return a.n, b.n, wrong


a, b = Account(100), Account(0)
print(transfer(a, b, [1, 2, 3] * 200))
print(transfer(a, b, [1, 0.5, 3] * 200))
print(transfer(a, a, [1, 0.5, 3] * 200))
print(mixed(700))
print(grows_big(700))
print(same_object(700))
print(fresh(700))
print(raises(700))
print(nested(700))
print(containers(700))
print(inner_loop(700))
print(lists(700))
print(together(3000))

#: expect
#| (-1100, 1200)
#| (-2000.0, 2100.0)
#| (-2000.0, -2000.0)
#| (700, 650.0)
#| (700, 281474976711056, 281474976711056)
#| (2012, 280)
#| 496800
#| (700, 2, 1)
#| (2100, 696)
#| (1400, 700, [694, '695', 696, 697, 698, 699], {0: 78, 1: 78, 2: 78, 3: 78, 4: 78, 5: 78, 6: 78, 7: 77, 8: 77})
#| [244613, 244650, 244650, 244650]
#| [934, 583.0, 233]
#| (1002.0, -2.0, [])
