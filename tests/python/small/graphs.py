# Breadth first, depth first, Dijkstra with heapq, union-find, topological order.
import heapq
from collections import defaultdict, deque

edges = [("a", "b", 4), ("a", "c", 1), ("c", "b", 2), ("b", "d", 5), ("c", "d", 8), ("d", "e", 3), ("f", "g", 1)]
graph = defaultdict(dict)
for u, v, w in edges:
    graph[u][v] = w
    graph[v][u] = w


def bfs(start):
    distance = {start: 0}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for other in sorted(graph[node]):
            if other not in distance:
                distance[other] = distance[node] + 1
                todo.append(other)
    return distance


def dfs(node, seen=None):
    seen = seen if seen is not None else []
    if node not in seen:
        seen.append(node)
        for other in sorted(graph[node]):
            dfs(other, seen)
    return seen


def dijkstra(start):
    best, heap, came = {}, [(0, start, None)], {}
    while heap:
        cost, node, before = heapq.heappop(heap)
        if node in best:
            continue
        best[node], came[node] = cost, before
        for other, w in graph[node].items():
            heapq.heappush(heap, (cost + w, other, node))
    path, node = [], "e"
    while node:
        path.append(node)
        node = came[node]
    return best, path[::-1]


class Union:
    def __init__(self):
        self.parent = {}

    def find(self, x):
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        self.parent[a] = b
        return True


def topological(needs):
    done, order, path = set(), [], []

    def visit(n):
        if n in path:
            raise ValueError("cycle " + ">".join(path[path.index(n):] + [n]))
        if n not in done:
            path.append(n)
            for m in needs.get(n, ()):
                visit(m)
            path.pop()
            done.add(n)
            order.append(n)

    for n in sorted(needs):
        visit(n)
    return order


print(bfs("a"))
print(dfs("a"))
print(dijkstra("a"))
u = Union()
print([(a, b) for a, b, w in sorted(edges, key=lambda e: e[2]) if u.join(a, b)])
print(topological({"shirt": ["tie"], "tie": ["jacket"], "trousers": ["shoes", "belt"], "belt": ["jacket"]}))
try:
    topological({"a": ["b"], "b": ["c"], "c": ["a"]})
except ValueError as e:
    print(e)
heap = [5, 2, 8, 1]
heapq.heapify(heap)
print(heapq.nsmallest(2, heap), heapq.nlargest(2, heap), [heapq.heappop(heap) for _ in range(4)], list(heapq.merge([1, 4], [2, 3])))

#: expect
#| {'a': 0, 'b': 1, 'c': 1, 'd': 2, 'e': 3}
#| ['a', 'b', 'c', 'd', 'e']
#| ({'a': 0, 'c': 1, 'b': 3, 'd': 8, 'e': 11}, ['a', 'c', 'b', 'd', 'e'])
#| [('a', 'c'), ('f', 'g'), ('c', 'b'), ('d', 'e'), ('b', 'd')]
#| ['jacket', 'belt', 'tie', 'shirt', 'shoes', 'trousers']
#| cycle a>b>c>a
#| [1, 2] [8, 5] [1, 2, 5, 8] [1, 2, 3, 4]
