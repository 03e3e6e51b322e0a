# A seed of text goes through a hash first.
import random

random.seed("text")
print(random.random(), random.getrandbits(1))
random.seed(b"text")
print(random.random())
random.seed(1.5)
print(random.random())

#: expect
#| 0.8711565613554825 1
#| 0.8711565613554825
#| 0.551763726942059
