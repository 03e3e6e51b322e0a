# Loops whose branches are taken rarely, late, alternately; leaving by break, return and exceptions.
def rare(n):
    common = seldom = never = 0
    for i in range(n):
        if i % 100 == 99:
            seldom += i
        elif i < 0:
            never += 1
        else:
            common += 1
    return common, seldom, never


print(rare(1000))


def late(n):
    result = []
    for i in range(n):
        if i > 300:
            result.append(i * 2)
        if i == 310:
            break
    else:
        return "never"
    return result[0], len(result), i


print(late(1000))


def alternating(n):
    a = b = c = 0
    for i in range(n):
        if i & 1:
            a += i
        elif i & 2:
            b -= i
        else:
            c ^= i
    return a, b, c


print(alternating(999))


def search(items, wanted):
    for place, item in enumerate(items):
        if item == wanted:
            return place
    return -1


print(search(list(range(500)), 400), search(list(range(500)), -5), search("a" * 200 + "b", "b"))


def caught(n):
    good = bad = 0
    for i in range(n):
        try:
            if i % 7 == 3:
                raise ValueError(i)
            10 // (i % 5)
            good += 1
        except ValueError as e:
            bad += e.args[0]
        except ZeroDivisionError:
            bad -= 1
        finally:
            good += 2
    return good, bad


print(caught(300))


def nested(n):
    total = 0
    for i in range(n):
        for j in range(i):
            if j == 7:
                continue
            if (i * j) % 11 == 10:
                break
            for k in (1, 2, 3):
                total += i * j - k
    return total


print(nested(60))


def uncaught(n):
    for i in range(n):
        [0] * 50
        x = [1, 2, 3][i // 100]
    return x


try:
    uncaught(1000)
except IndexError as e:
    print(e, e.__traceback__.tb_next.tb_lineno)


def while_true():
    n = 0
    while True:
        n += 1
        if n > 250:
            if n % 13 == 0:
                return n


print(while_true())

#: expect
#| (990, 5490, 0)
#| (602, 10, 310)
#| (249001, -125000, 4)
#| 400 -1 200
#| (806, 6399)
#| 568860
#| list index out of range 96
#| 260
