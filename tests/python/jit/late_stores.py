# Fields that a loop writes in every turn are right wherever the loop is left.


class Box:
    def __init__(self, n):
        self.n = n
        self.last = None


def count_to(box, end):
    while box.n < end:
        box.n += 1
    return box.n


box = Box(0)
print(count_to(box, 3000), box.n)


def left_by_break(box, values):
    for v in values:
        box.last = v
        box.n += 2
        if v == 1777:
            break
    return box.n, box.last


print(left_by_break(Box(1), range(3000)), left_by_break(Box(1), list(range(2000))))


def left_by_error(box, values):
    try:
        for v in values:
            box.n += 1
            box.last = 10 // v
    except ZeroDivisionError:
        return box.n, box.last


print(left_by_error(Box(0), [5] * 2000 + [0] + [1]))


def one_object_by_two_names(a, b, n):
    seen = 0
    for i in range(n):
        a.n += 1
        seen += b.n
        b.n -= 3
    return a.n, b.n, seen


one = Box(10)
print(one_object_by_two_names(one, one, 1500), one_object_by_two_names(Box(1), Box(2), 1500))


def through_branches(box, flags):
    for flag in flags:
        if flag:
            box.n += 1
        else:
            box.last = box.n
    return box.n, box.last


print(through_branches(Box(0), [i % 3 == 0 for i in range(4000)]))


def grows_out_of_its_box(box, n):
    for i in range(n):
        box.n += 1 << 40
    return box.n


print(grows_out_of_its_box(Box(1), 2000))


def floats(box, n):
    box.n = 0.5
    for i in range(n):
        box.n = box.n * 0.5 + i
    return box.n


print(floats(Box(0), 2000))


def iterator_goes_on(values):
    it = iter(values)
    first = 0
    for v in it:
        first += v
        if first > 1_000_000:
            break
    return first, sum(it)


print(iterator_goes_on(range(3000)), iterator_goes_on(list(range(3000))))


def two_kinds(box, n):
    for i in range(n):
        box.last = i if i % 2 else "even"
        box.n += 1
    return box.n, box.last


print(two_kinds(Box(0), 2000), two_kinds(Box(0), 2001))


def called(box):
    return box.n


def looks_from_a_call(box, n):
    total = 0
    for i in range(n):
        box.n += i
        total += called(box)
    return total, box.n


print(looks_from_a_call(Box(0), 2000))


def looks_by_name(box, n):
    total = 0
    for i in range(n):
        box.n += i
        total += getattr(box, "n")
    return total


print(looks_by_name(Box(0), 2000))

#: expect
#| 3000 3000
#| (3557, 1777) (3557, 1777)
#| (2001, 2)
#| (-2990, -2990, -2232000) (1501, -4498, -3369750)
#| (1334, 1333)
#| 2199023255552001
#| 3996.0
#| (1000405, 3498095) (1000405, 3498095)
#| (2000, 1999) (2001, 'even')
#| (1333333000, 1999000)
#| 1333333000
