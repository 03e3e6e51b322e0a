# Items of arrays in compiled loops: every kind, in and out of range, from the front and the back.
from array import array


def mixed(n):
    a = array("d", [0.5]) * 100
    b = array("i", range(100))
    u = array("B", [3] * 100)
    t = 0.0
    for _ in range(n):
        for i in range(100):
            a[i] = a[i] * 0.5 + b[i]
            b[-1 - i] = (b[i] + u[i]) & 0x7FFF
            t += a[i]
    return t, sum(b), a[7]


print(mixed(30))


def until_it_fails(kind, values):
    items = array(kind, [0] * 3)
    for v in values:
        try:
            items[v % 3] = v
        except (OverflowError, TypeError) as e:
            return v, str(e), items.tolist()
    return items.tolist()


print(until_it_fails("b", range(3000)))
print(until_it_fails("B", range(3000)))
print(until_it_fails("h", range(32000, 40000)))
print(until_it_fails("H", range(65000, 66000)))
print(until_it_fails("i", range(2**31 - 500, 2**31 + 500)))
print(until_it_fails("I", range(2**32 - 500, 2**32 + 500)))
print(until_it_fails("q", range(2**63 - 500, 2**63 + 500)))
print(until_it_fails("Q", range(2**64 - 500, 2**64 + 500)))
print(until_it_fails("B", range(500, -500, -1)))
print(until_it_fails("d", range(400)))
print(until_it_fails("f", range(400)))


def wide(n):
    items = array("Q", [2**64 - 1, 5, 2**48 + 1])
    t = 0
    for i in range(n):
        t += items[i % 3]
    return t


print(wide(600))


def not_a_number(n):
    items = array("d", [1.0, float("nan"), -float("inf")])
    return sum(1 for i in range(n) if items[i % 3] == items[i % 3])


print(not_a_number(900))


def past_the_end(n):
    items = array("d", [0.0] * 250)
    try:
        for i in range(n):
            items[i] = i
    except IndexError as e:
        return str(e), i, items[-1]


print(past_the_end(400))


class Doubled(array):
    def __getitem__(self, i):
        return 2 * super().__getitem__(i)


def subclass(n):
    items = Doubled("l", [1, 2, 3])
    return sum(items[i % 3] for i in range(n))


print(subclass(300))


def other_kinds(n):
    t = 0
    for i in range(n):
        for items in (array("i", [i]), array("d", [i]), array("l", [i, i])):
            t += items[-1] + len(items)
    return t


print(other_kinds(300))


def grows(n):
    items = array("i")
    for i in range(n):
        items.append(i)
        items[i] += items[i // 2]
    return sum(items), items[-1]


print(grows(500))
#: expect
#| (639250.0000025611, 20300, 350.0000000097789)
#| (128, 'signed char is greater than maximum', [126, 127, 125])
#| (256, 'unsigned byte integer is greater than maximum', [255, 253, 254])
#| (32768, 'signed short integer is greater than maximum', [32766, 32767, 32765])
#| (65536, 'unsigned short is greater than maximum', [65535, 65533, 65534])
#| (2147483648, 'signed integer is greater than maximum', [2147483646, 2147483647, 2147483645])
#| (4294967296, 'unsigned int is greater than maximum', [4294967295, 4294967293, 4294967294])
#| (9223372036854775808, 'int too big to convert', [9223372036854775806, 9223372036854775807, 9223372036854775805])
#| (18446744073709551616, 'int too big to convert', [18446744073709551615, 18446744073709551613, 18446744073709551614])
#| (500, 'unsigned byte integer is greater than maximum', [0, 0, 0])
#| [399.0, 397.0, 398.0]
#| [399.0, 397.0, 398.0]
#| 3689405109737252455400
#| 600
#| ('array assignment index out of range', 250, 249.0)
#| 1200
#| 135750.0
#| (247284, 991)
