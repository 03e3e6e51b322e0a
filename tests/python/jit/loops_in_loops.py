# Loops that meet other loops in compiled code: nested, one after the other, in called functions, in __init__.
import sys


def nested(n):
    log = []
    total = 0
    for i in range(n):
        for j in range(i % 7):
            total += i * j
        k = 0
        while k < i % 5:
            total -= k
            k += 1
        for c in "ab" if i % 3 else "abc":
            total += len(c)
        if i % 400 == 0:
            log.append((i, k, total))
    return total, log


print(nested(1500))


def inner(items, limit, start=0):
    # `found` is unbound in most calls, `start` is a default.
    count = start
    for x in items:
        if x > limit:
            found = x
            break
        count += x
    try:
        return count + found
    except UnboundLocalError as e:
        return count if "found" in str(e) else None


def caller(n):
    out = 0
    items = [1, 2, 3, 4, 5, 6]
    for i in range(n):
        out += inner(items, 4 if i % 3 == 0 else 9)
        out += inner(items, 9, start=i)
        if i == n - 50:
            items = [1.5, 2.5, 7, 8]
        if i == n - 20:
            items = (1, True, 3)
    return out


print(caller(900), caller(900))


class Table:
    def __init__(self, n):
        self.rows = []
        total = 0
        for i in range(n):
            self.rows.append(i * n)
            total += i
        self.total = total

    def column(self, k):
        found = []
        for r in self.rows:
            for s in range(k):
                if r % (s + 2) == 0:
                    found.append(r + s)
        return found


def tables(n):
    total = 0
    for i in range(n):
        t = Table(5 + i % 4)
        total += t.total + sum(t.column(3)) + len(t.rows)
    return total


print(tables(600))


def where(n):
    # An exception deep in a loop of a called function: every frame's line is right.
    def work(row, k):
        acc = 0
        for x in row:
            y = x * k
            acc += 100 // (y - 3 * k)
        return acc

    def rows(data):
        sums = []
        for k, row in enumerate(data, 1):
            s = work(row, k)
            sums.append(s)
        return sums

    good = [[1, 2, 4, 5]] * 40
    for turn in range(n):
        data = good if turn < n - 1 else good + [[1, 2], [4, 3, 5]]
        try:
            last = rows(data)
        except ZeroDivisionError:
            tb = sys.exc_info()[2]
            seen = []
            while tb:
                f = tb.tb_frame
                seen.append((f.f_code.co_name, tb.tb_lineno - f.f_code.co_firstlineno))
                tb = tb.tb_next
            return seen, len(last), last[0]


for row in where(60)[0]:
    print(row)


def kinds(n):
    # The values that go round change their kind, also from one loop to the next.
    a, b = 0, 1
    out = []
    for i in range(n):
        for _ in range(3):
            a, b = b, (a + b) % 1000003
        if i == n // 2:
            a = float(a)
        for _ in range(2):
            b = b + 0.5 if i > n - 3 else b + 1
        while b > 1000000:
            b -= 1000000
    return a, b


print(kinds(1000))


def big(n):
    # Sums that leave the machine's integers within an inner loop.
    total = 1
    for i in range(n):
        for j in range(4):
            total = total * 3 + j
        if total.bit_length() > 300:
            total >>= 280
    return total


print(big(700))


def objects(n):
    # Iterators and tuples made just before an inner loop, and kept.
    kept = []
    pairs = [(i, str(i)) for i in range(4)]
    for i in range(n):
        it = iter(pairs)
        for number, text in it:
            if number == i % 5:
                kept.append((it, i))
                break
        if i == n - 1:
            return [sum(1 for _ in it) for it, _ in kept[-6:]], kept[-1][1], len(kept)


print(objects(700))


def turns(n):
    # The same inner loop reached from two places.
    def count(m):
        c = 0
        while m:
            m &= m - 1
            c += 1
        return c

    total = 0
    for i in range(n):
        total += count(i)
        if i % 2:
            total += 10 * count(i * 37 + 5)
    return total


print(turns(1500))

#: expect
#| (5621745, [(0, 0, 3), (400, 0, 401131), (800, 0, 1599064), (1200, 0, 3596202)])
#| 439838.0 439838.0
#| 168000
#| ('where', 20)
#| ('rows', 3)
#| ('work', 4)
#| (504513.0, 397872.0)
#| 503114904279491014302506939743193803602305346011061837532963222097977992
#| ([1, 0, 3, 2, 1, 0], 698, 560)
#| 61814
