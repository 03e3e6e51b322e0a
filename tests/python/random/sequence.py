# The same sequence as CPython for the same seed.
import random

random.seed(42)
print(random.random(), random.random(), random.randint(1, 6), random.randrange(10), random.randrange(0, 100, 7), random.getrandbits(70))
print(random.choice("abcdef"), random.choices([1, 2, 3], k=5), random.choices("ab", weights=[9, 1], k=5), random.sample(range(100), 5), random.uniform(1, 2))
items = list(range(10))
random.shuffle(items)
print(items, random.gauss(0, 1), random.expovariate(1), random.normalvariate(0, 1), random.triangular(0, 1), random.betavariate(1, 2))
r = random.Random(7)
s = random.Random(7)
print([r.randrange(1000) for _ in range(5)] == [s.randrange(1000) for _ in range(5)], r.random() == s.random())
state = r.getstate()
a = r.random()
r.setstate(state)
print(a == r.random(), a)
random.seed(0)
print(sum(random.random() for _ in range(1000)))
random.seed(2**100)
print(random.randint(0, 10**30))
for f in (lambda: random.randrange(0), lambda: random.choice([]), lambda: random.sample([1], 2)):
    try:
        f()
    except (ValueError, IndexError) as e:
        print(type(e).__name__)

#: expect
#| 0.6394267984578837 0.025010755222666936 3 3 21 124265960472762171881
#| f [3, 2, 2, 1, 1] ['a', 'a', 'a', 'a', 'a'] [53, 28, 57, 75, 35] 1.8094304566778265
#| [5, 9, 3, 4, 1, 7, 8, 6, 2, 0] 0.3765998586879102 1.8805537416331388 0.922607425642984 0.6323940878425769 0.2540248029406724
#| True True
#| True 0.8212742919913083
#| 496.3709808002509
#| 97103624483852547665086082069
#| ValueError
#| IndexError
#| ValueError
