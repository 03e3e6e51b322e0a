# Lists, dicts, strings, tuples in hot loops: growth, bounds, negative indexes, objects that do not escape.
def lists(n):
    a = []
    for i in range(n):
        a.append(i)
        a[-1] += 1
        if len(a) > 50:
            a.pop(0)
            a[i % 50] = a[(i + 1) % 50]
    return sum(a), a[:3]


print(lists(300))


def out_of_bounds(a, n):
    errors = 0
    total = 0
    for i in range(n):
        try:
            total += a[i % 7 - 3]
        except IndexError:
            errors += 1
    return total, errors


print(out_of_bounds([1, 2], 140), out_of_bounds((1, 2, 3), 140))


def dicts(n):
    d = {}
    for i in range(n):
        key = i % 17 if i % 3 else f"s{i % 5}"
        d[key] = d.get(key, 0) + i
        if i % 41 == 40:
            del d[key]
    return sorted(d.items(), key=str)


print(dicts(200))


def strings(n):
    s = ""
    hits = 0
    for i in range(n):
        s += chr(97 + i % 26)
        if s[-1] == "c" or s[i // 2] in "xyz":
            hits += 1
        if s.endswith("de"):
            s = s[:-1] + "D"
    return hits, len(s), s[:30]


print(strings(200))


class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def plus(self, other):
        return P(self.x + other.x, self.y + other.y)


def virtual(n):
    p = P(0, 0)
    kept = []
    for i in range(n):
        q = P(i, -i)
        p = p.plus(q).plus(P(1, 1))
        t = (p.x, p.y, [i])
        a, b, (c,) = t
        if a + b + c != p.x + p.y + i:
            return "wrong"
        if i % 50 == 0:
            kept.append(q)
    return p.x, p.y, [(k.x, k.y) for k in kept]


print(virtual(200))


def slices(n):
    a = list(range(20))
    for i in range(n):
        a[i % 10 : i % 10 + 2] = [a[0], a[-1]]
        a = a[1:] + a[:1]
    return a


print(slices(100))


def floats(n):
    x, y = 0.0, 1.0
    for i in range(n):
        x, y = x * 0.99 + y * 0.01, y - x / (i + 1)
        if x != x:
            break
    return x, y


print(floats(200))


def iterate(n):
    out = 0
    for a, b in zip(range(n), reversed(range(n))):
        out += a * b
    for i, c in enumerate("ab" * n):
        out += i if c == "a" else -1
    for k, v in {i: str(i) for i in range(n)}.items():
        out += k + len(v)
    for x in {1, 2, 3}:
        out += x
    return out


print(iterate(100))

#: expect
#| (13750, [251, 253, 253])
#| (120, 60) (240, 20)
#| [('s0', 1365), ('s1', 987), ('s2', 1326), ('s3', 1407), ('s4', 1287), (0, 816), (1, 756), (10, 197), (11, 768), (12, 912), (13, 652), (14, 792), (15, 734), (16, 673), (2, 696), (3, 502), (4, 780), (5, 720), (6, 801), (7, 804), (8, 744), (9, 888)]
#| (26, 200, 'abcdDfghijklmnopqrstuvwxyzabcd')
#| (20100, -19700, [(0, 0), (50, -50), (100, -100), (150, -150)])
#| [0, 0, 19, 0, 0, 19, 0, 0, 19, 0, 19, 0, 0, 19, 0, 0, 19, 0, 0, 19]
#| (0.28432731347617424, 0.14216365673808745)
#| 176646
