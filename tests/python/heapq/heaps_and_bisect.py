# Heaps and places in sorted lists.
import heapq, bisect
h = [5,3,8,1,9,2]; heapq.heapify(h); print(h); heapq.heappush(h, 0); print(h, [heapq.heappop(h) for _ in range(len(h))])
print(heapq.nlargest(3, [5,1,9,7]), heapq.nsmallest(2, [5,1,9,7], key=lambda x: -x), list(heapq.merge([1,4],[2,3])))
h=[1,2,3]; print(heapq.heappushpop(h, 0), heapq.heapreplace(h, 10), h)
h = [(2,'b'),(1,'a'),(3,'c')]; heapq.heapify(h); print(heapq.heappop(h))
try: heapq.heappop([])
except IndexError as e: print(e)
try: heapq.heapify((1,))
except TypeError as e: print(e)
l=[1,3,3,5]; print(bisect.bisect(l,3), bisect.bisect_left(l,3), bisect.bisect_right(l, 4, 0, 2)); bisect.insort(l, 4); print(l); bisect.insort_left(l, 3.5); print(l)
print(bisect.bisect([('a',1),('b',2)], 1, key=lambda t: t[1]))
try: bisect.bisect(l, 1, -1)
except ValueError as e: print(e)
class X:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
h=[X(i) for i in (3,1,2)]; heapq.heapify(h); print([heapq.heappop(h).v for _ in range(3)])
#: expect
#| [1, 3, 2, 5, 9, 8]
#| [] [0, 1, 2, 3, 5, 8, 9]
#| [9, 7, 5] [9, 7] [1, 2, 3, 4]
#| 0 1 [2, 10, 3]
#| (1, 'a')
#| index out of range
#| heapify() argument must be list, not tuple
#| 3 1 2
#| [1, 3, 3, 4, 5]
#| [1, 3, 3, 3.5, 4, 5]
#| 1
#| lo must be non-negative
#| [1, 2, 3]
