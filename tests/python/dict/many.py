# A dict that grows and shrinks keeps order and content.
d = {}
for i in range(2000):
    d[f"k{i}"] = i
for i in range(0, 2000, 3):
    del d[f"k{i}"]
for i in range(500):
    d[i] = -i
keys = list(d)
print(len(d), keys[0], keys[-1], sum(d.values()))
expected = [f"k{i}" for i in range(2000) if i % 3] + list(range(500))
print(keys == expected, all(d[k] == (int(k[1:]) if isinstance(k, str) else -k) for k in keys))
while len(d) > 5:
    d.popitem()
print(d)
counts = {}
for letter in "the quick brown fox jumps over the lazy dog":
    counts[letter] = counts.get(letter, 0) + 1
print(counts)

#: expect
#| 1833 k1 499 1207917
#| True True
#| {'k1': 1, 'k2': 2, 'k4': 4, 'k5': 5, 'k7': 7}
#| {'t': 2, 'h': 2, 'e': 3, ' ': 8, 'q': 1, 'u': 2, 'i': 1, 'c': 1, 'k': 1, 'b': 1, 'r': 2, 'o': 4, 'w': 1, 'n': 1, 'f': 1, 'x': 1, 'j': 1, 'm': 1, 'p': 1, 's': 1, 'v': 1, 'l': 1, 'a': 1, 'z': 1, 'y': 1, 'd': 1, 'g': 1}
