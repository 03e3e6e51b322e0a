# Sudoku, knight's tour by counting, hanoi, eight coins, magic squares: search with backtracking.
def solve(board):
    rows, cols, boxes = [set() for _ in range(9)], [set() for _ in range(9)], [set() for _ in range(9)]
    empty = []
    for i, c in enumerate(board):
        r, k = divmod(i, 9)
        if c == ".":
            empty.append(i)
        else:
            rows[r].add(c), cols[k].add(c), boxes[r // 3 * 3 + k // 3].add(c)
    board = list(board)

    def options(i):
        r, k = divmod(i, 9)
        return [d for d in "123456789" if d not in rows[r] and d not in cols[k] and d not in boxes[r // 3 * 3 + k // 3]]

    def search():
        if not empty:
            return True
        best = min(empty, key=lambda i: len(options(i)))
        empty.remove(best)
        r, k = divmod(best, 9)
        for d in options(best):
            groups = rows[r], cols[k], boxes[r // 3 * 3 + k // 3]
            for g in groups:
                g.add(d)
            board[best] = d
            if search():
                return True
            for g in groups:
                g.discard(d)
        empty.append(best)
        return False

    return "".join(board) if search() else None


puzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
solved = solve(puzzle)
for r in range(0, 81, 9):
    print(solved[r : r + 9])


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


print(" ".join(hanoi(4)), sum(1 for _ in hanoi(9)))


def change(amount, coins=(50, 20, 10, 5, 2, 1)):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return change(amount - coins[0], coins) + change(amount, coins[1:])


print(change(60))


def winner(board):
    for a, b, c in ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)):
        if board[a] == board[b] == board[c] != " ":
            return board[a]
    return "draw" if " " not in board else None


cache = {}


def best(board, player):
    if (board, player) in cache:
        return cache[board, player]
    w = winner(board)
    if w:
        result = (0 if w == "draw" else 1 if w == player else -1), None
    else:
        other = "O" if player == "X" else "X"
        result = max(
            (-best(board[:i] + player + board[i + 1 :], other)[0], -i) for i in range(9) if board[i] == " "
        )
        result = result[0], -result[1]
    cache[board, player] = result
    return result


print(best("X O X    ", "O"), best("XX OO    ", "X"), best("X OOX    ", "X"), len(cache))

#: expect
#| 534678912
#| 672195348
#| 198342567
#| 859761423
#| 426853791
#| 713924856
#| 961537284
#| 287419635
#| 345286179
#| AB AC BC AB CA CB AB AC BC BA CA BC AB AC BC 511
#| 793
#| (0, 8) (1, 2) (1, 1) 280
