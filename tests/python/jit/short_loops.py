# Loops within a hot loop or function: over few items, over many, now this and now that.


class Node:
    def __init__(self, parts):
        self.parts = parts
        self.mark = 0

    def ends(self):
        return (self, self.parts)

    def touch(self, mark):
        for part in self.ends():
            if part is self:
                self.mark = mark
        return self.mark

    def total(self):
        total = 0
        for part in self.parts:
            total += part
            if part > 90:
                break
        else:
            total += 1
        return total


def walk(nodes, rounds):
    seen = 0
    for i in range(rounds):
        for node in nodes:
            seen += node.touch(i) + node.total()
            for a in (1, 2, 3):
                for b in [a, a + 1]:
                    if b == 3:
                        continue
                    seen += b
    return seen


few = [Node([1]), Node((2, 3)), Node([4, 5, 6]), Node([])]
print(walk(few, 600))
print(walk(few + [Node(list(range(50))), Node((95, 1, 2)), Node([1, 2, 91, 4, 5, 6, 7])], 600))


def grows(n):
    """The list that is walked over grows meanwhile, from short to long."""
    total = 0
    for i in range(n):
        items = [i]
        for item in items:
            total += item
            if len(items) < i % 9:
                items.append(item + 1)
    return total


print(grows(5000))


def raises(n):
    caught = 0
    for i in range(n):
        try:
            for x in (1, 2, 0 if i % 3 == 0 else 5):
                caught += 10 // x
        except ZeroDivisionError:
            caught += 1000
        finally:
            caught += 1
    return caught


print(raises(4000))


def nested(n):
    """Inner loops that a trace meets again and again in one turn."""
    out = 0
    for i in range(n):
        for row in ((1, 2), (3, 4)):
            for cell in row:
                out += cell * i
                for k in range(i % 5):
                    out ^= k
    return out


print(nested(4000))


def walker(n):
    for i in range(n):
        for part in (i, -i):
            yield part


print(sum(walker(6000)), max(walker(5000)))

#: expect
#| 755400
#| 2159700
#| 51408580
#| 1403332
#| 79981600
#| 0 4999
