# A subclass of list, and special methods of sequences by hand.
class Stack(list):
    def push(self, item):
        self.append(item)
        return self

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Stack(super().__getitem__(index))
        return super().__getitem__(-index - 1)


s = Stack([1, 2, 3]).push(4)
print(s, s[0], s[-1], type(s[1:]).__name__, len(s), s == [1, 2, 3, 4], isinstance(s, list))
print(list(s), sum(s), [*s])


class Squares:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * i


q = Squares(4)
print(list(q), 9 in q, 10 in q, len(q), list(reversed(q)), [*map(str, q)], bool(Squares(0)), sum(q))

#: expect
#| [1, 2, 3, 4] 4 1 Stack 4 True True
#| [1, 2, 3, 4] 10 [1, 2, 3, 4]
#| [0, 1, 4, 9] True False 4 [9, 4, 1, 0] ['0', '1', '4', '9'] False 14
