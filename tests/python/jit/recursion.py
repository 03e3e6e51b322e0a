# Functions that call themselves and each other, compiled from their entry: values, exits at any depth, exceptions,
# the recursion limit, functions that change while they run.
import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print([fib(i) for i in (5, 10, 18)])


class Tree:
    def __init__(self, left, right, value):
        self.left = left
        self.right = right
        self.value = value

    def total(self):
        left = self.left.total() if self.left is not None else 0
        right = self.right.total() if self.right is not None else 0
        return left + self.value + right


def make(depth, value):
    if depth == 0:
        return Tree(None, None, value)
    return Tree(make(depth - 1, value), make(depth - 1, value), value)


print(make(9, 1).total(), make(9, 0.5).total(), make(7, 2**60).total())
mixed = make(6, 1)
mixed.left.left.right.value = 2.5
mixed.right.left.left.value = 2**70
print(mixed.total(), sum(make(8, i).total() for i in range(20)))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print([even(i) for i in range(40)].count(True), even(301), sum(even(i % 50) for i in range(400)))


def power(x, n):
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half if n % 2 == 0 else half * half * x


print(power(3, 50), power(1.5, 20), [power(2, i) % 1000 for i in range(60, 66)], sum(power(2, i) for i in range(70)))


def risky(n, at):
    if n == at:
        raise ValueError(n)
    if n == 0:
        return 0
    return risky(n - 1, at) + 1


caught = 0
for i in range(300):
    try:
        caught += risky(i % 30, 7 if i % 10 == 3 else -1)
    except ValueError as e:
        caught += 1000 * e.args[0]
print(caught)


def frames(e):
    n, tb = 0, e.__traceback__
    while tb is not None:
        n, tb = n + 1, tb.tb_next
    return n


try:
    risky(50, 5)
except ValueError as e:
    print(frames(e))


def forever(n):
    return forever(n + 1) + 1


for _ in range(3):
    try:
        forever(0)
    except RecursionError as e:
        print("RecursionError", 900 < frames(e) < 1010)


def down(n):
    return 0 if n == 0 else down(n - 1) + 1


print(sum(down(i % 100) for i in range(500)), down(900))
try:
    down(2000)
except RecursionError:
    print("too deep")
sys.setrecursionlimit(5000)
print(down(4000))
sys.setrecursionlimit(1000)
try:
    down(2000)
except RecursionError:
    print("too deep again")


def changing(n):
    return n if n < 2 else changing(n - 1) + changing(n - 2)


first = changing
print(changing(15))


def changing(n):
    return 1


print(first(15), changing(15))


def handled(n):
    try:
        if n % 3 == 0:
            raise KeyError(n)
        return n
    except KeyError:
        return handled(n - 1) if n else -1


print(sum(handled(i) for i in range(300)))


def collect(n, out):
    if n == 0:
        return out
    out.append([n, str(n)])
    return collect(n - 1, out)


kept = [collect(i % 60, []) for i in range(400)]
print(sum(len(k) for k in kept), kept[59][0], kept[399][-1])


def outer(k):
    def inner(n):
        return k if n == 0 else inner(n - 1) + k

    return inner(k)


print(sum(outer(i % 20) for i in range(300)))


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 9), ackermann(2, 30))


def with_default(n, step=1):
    return 0 if n <= 0 else with_default(n - step) + with_default(n - 2, step=2) + 1


print(with_default(12))


def late(n, f):
    if n == 0:
        return f()
    return late(n - 1, f)


def swap():
    global late
    late = lambda n, f: -5
    return 3


print([late(i % 20, int) for i in range(300)].count(0), late(10, swap), late(1, int))

#: expect
#| [5, 55, 2584]
#| 1023 511.5 293994983674745978880
#| 1.1805916207174113e+21 97090
#| 20 False 200
#| 717897987691852588770249 3325.256730079651 [976, 952, 904, 808, 616, 232] 1180591620717411303423
#| 143990
#| 47
#| RecursionError True
#| RecursionError True
#| RecursionError True
#| 24750 900
#| too deep
#| 4000
#| too deep again
#| 610
#| 2 1
#| 44750
#| 11400 [59, '59'] [1, '1']
#| 39900
#| 21 63
#| 194
#| 300 3 -5
