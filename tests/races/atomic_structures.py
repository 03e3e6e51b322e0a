# A sorted linked list and a tree, changed in blocks.
#: threads
#: must sorted
from _race import hunt, together
from transaction import atomic


class Link:
    def __init__(self, value, next):
        self.value = value
        self.next = next


class Tree:
    left = right = None

    def __init__(self, value):
        self.value = value

    def add(self, value):
        node = self
        while True:
            side = "left" if value < node.value else "right"
            child = getattr(node, side)
            if child is None:
                setattr(node, side, Tree(value))
                return
            node = child

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def insert(head, value):
    while head.next is not None and head.next.value < value:
        head = head.next
    head.next = Link(value, head.next)


def attempt():
    head = Link(-1, None)
    tree = Tree(50)

    def work(k):
        for i in range(40):
            value = (i * 37 + k) % 101
            with atomic:
                insert(head, value)
                tree.add(value)

    together(lambda: work(1), lambda: work(2), lambda: work(3))
    values = []
    link = head.next
    while link is not None:
        values.append(link.value)
        link = link.next
    good = len(values) == 120 and values == sorted(values) and list(tree) == sorted(values + [50])
    return ["sorted" if good else f"{values} {list(tree)}"]


hunt(attempt)
