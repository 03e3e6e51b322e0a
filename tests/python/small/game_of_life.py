# Conway's life on a set of cells, and rule 30 on a row.
def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = x + dx, y + dy
                    counts[place] = counts.get(place, 0) + 1
    return {p for p, n in counts.items() if n == 3 or n == 2 and p in cells}


def show(cells):
    xs = [x for x, _ in cells]
    ys = [y for _, y in cells]
    return [
        "".join("#" if (x, y) in cells else "." for x in range(min(xs), max(xs) + 1))
        for y in range(min(ys), max(ys) + 1)
    ]


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(4):
    glider = step(glider)
print(sorted(glider))
acorn = {(0, 2), (1, 0), (1, 2), (3, 1), (4, 2), (5, 2), (6, 2)}
populations = []
for _ in range(40):
    populations.append(len(acorn))
    acorn = step(acorn)
print(populations)
print("\n".join(show(step(step({(0, 0), (1, 0), (2, 0), (1, 1)})))))
row = [0] * 15 + [1] + [0] * 15
for _ in range(8):
    print("".join(" #"[c] for c in row).rstrip())
    row = [(30 >> (row[i - 1] * 4 + row[i] * 2 + row[(i + 1) % len(row)])) & 1 for i in range(len(row))]

#: expect
#| [(1, 3), (2, 1), (2, 3), (3, 2), (3, 3)]
#| [7, 8, 10, 11, 11, 13, 15, 15, 18, 20, 30, 19, 14, 17, 20, 24, 28, 28, 25, 29, 32, 42, 38, 47, 52, 40, 34, 41, 42, 49, 57, 58, 50, 64, 63, 73, 68, 78, 92, 96]
#| ###
#| ...
#| #.#
#| .#.
#|                #
#|               ###
#|              ##  #
#|             ## ####
#|            ##  #   #
#|           ## #### ###
#|          ##  #    #  #
#|         ## ####  ######
