# Sorts written by hand agree with sorted; binary search, heaps, bisect.
import bisect
import random

random.seed(1)


def bubble(a):
    a = list(a)
    for end in range(len(a) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if a[i] > a[i + 1]:
                a[i], a[i + 1] = a[i + 1], a[i]
                swapped = True
        if not swapped:
            break
    return a


def insertion(a):
    out = []
    for x in a:
        i = len(out)
        while i and out[i - 1] > x:
            i -= 1
        out.insert(i, x)
    return out


def quick(a):
    if len(a) <= 1:
        return a
    pivot, *rest = a
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])


def quick_in_place(a):
    a = list(a)

    def sort(low, high):
        while low < high:
            i, j, pivot = low, high, a[(low + high) // 2]
            while i <= j:
                while a[i] < pivot:
                    i += 1
                while a[j] > pivot:
                    j -= 1
                if i <= j:
                    a[i], a[j] = a[j], a[i]
                    i, j = i + 1, j - 1
            sort(low, j)
            low = i

    sort(0, len(a) - 1)
    return a


def merge(a):
    if len(a) <= 1:
        return a
    left, right = merge(a[: len(a) // 2]), merge(a[len(a) // 2 :])
    out, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    return out + left[i:] + right[j:]


def heap(a):
    a = list(a)

    def sink(i, end):
        while (child := 2 * i + 1) < end:
            if child + 1 < end and a[child] < a[child + 1]:
                child += 1
            if not a[i] < a[child]:
                return
            a[i], a[child] = a[child], a[i]
            i = child

    for i in range(len(a) // 2, -1, -1):
        sink(i, len(a))
    for end in range(len(a) - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sink(0, end)
    return a


def counting(a):
    low = min(a, default=0)
    counts = [0] * (max(a, default=0) - low + 1)
    for x in a:
        counts[x - low] += 1
    return [low + i for i, n in enumerate(counts) for _ in range(n)]


inputs = [[], [1], [2, 1], list(range(30)), list(range(30, 0, -1)), [5] * 20, [random.randrange(-50, 50) for _ in range(80)]]
for sort in (bubble, insertion, quick, quick_in_place, merge, heap, counting):
    print(sort.__name__, all(sort(a) == sorted(a) for a in inputs))
for sort in (bubble, insertion, quick, quick_in_place, merge, heap):
    words = "the quick brown fox jumps over the lazy dog".split()
    floats = [random.random() for _ in range(40)]
    print(sort.__name__, sort(words)[:4], sort(floats) == sorted(floats), sort([(1, "b"), (1, "a"), (0, "z")]))


def search(a, x):
    low, high = 0, len(a)
    while low < high:
        middle = (low + high) // 2
        if a[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


a = sorted(random.randrange(100) for _ in range(60))
print(all(search(a, x) == bisect.bisect_left(a, x) for x in range(-1, 102)), bisect.bisect([1, 2, 2, 3], 2))
bisect.insort(a, 50)
print(a == sorted(a), len(a))

#: expect
#| bubble True
#| insertion True
#| quick True
#| quick_in_place True
#| merge True
#| heap True
#| counting True
#| bubble ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| insertion ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| quick ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| quick_in_place ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| merge ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| heap ['brown', 'dog', 'fox', 'jumps'] True [(0, 'z'), (1, 'a'), (1, 'b')]
#| True 3
#| True 61
