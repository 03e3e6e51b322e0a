# sort and sorted: stable, key, reverse, errors.
words = ["pear", "fig", "apple", "kiwi", "date", "Banana"]
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True))
words.sort(key=str.lower)
print(words)
pairs = [(i % 3, i) for i in range(9)]
pairs.sort(key=lambda p: p[0])
print(pairs)
pairs.sort(key=lambda p: p[0], reverse=True)
print(pairs)
print(sorted([3.5, 1, 2, True, -1.0]), sorted("hello"), sorted({3: "a", 1: "b"}), sorted([]))
numbers = [(i * 7919) % 1009 for i in range(1009)]
print(sorted(numbers) == list(range(1009)))
big = list(range(50)) + list(range(50, 0, -1)) + list(range(50))
big.sort()
print(all(a <= b for a, b in zip(big, big[1:])), len(big))
try:
    [1, "a"].sort()
except TypeError as e:
    print(e)
try:
    [1].sort(lambda a: a)
except TypeError as e:
    print(e)


class Item:
    compared = 0

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Item.compared += 1
        return self.n < other.n

    def __repr__(self):
        return f"<{self.n}>"


items = [Item(n) for n in (3, 1, 2)]
print(sorted(items), min(items), max(items, key=lambda i: i.n), Item.compared > 0)

#: expect
#| ['Banana', 'apple', 'date', 'fig', 'kiwi', 'pear'] ['fig', 'pear', 'kiwi', 'date', 'apple', 'Banana'] ['Banana', 'apple', 'pear', 'kiwi', 'date', 'fig']
#| ['apple', 'Banana', 'date', 'fig', 'kiwi', 'pear']
#| [(0, 0), (0, 3), (0, 6), (1, 1), (1, 4), (1, 7), (2, 2), (2, 5), (2, 8)]
#| [(2, 2), (2, 5), (2, 8), (1, 1), (1, 4), (1, 7), (0, 0), (0, 3), (0, 6)]
#| [-1.0, 1, True, 2, 3.5] ['e', 'h', 'l', 'l', 'o'] [1, 3] []
#| True
#| True 150
#| '<' not supported between instances of 'str' and 'int'
#| sort() takes no positional arguments
#| [<1>, <2>, <3>] <1> <3> True
