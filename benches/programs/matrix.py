"""Matrices as lists of rows: products, powers and elimination, with ints and with floats.

Usage: matrix.py [N]    prints traces, a power modulo a prime and a determinant for N x N matrices.
"""

import sys

DEFAULT = 160
PRIME = 1_000_003


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def build(cls, size, entry):
        return cls([[entry(i, j) for j in range(size)] for i in range(size)])

    @classmethod
    def identity(cls, size):
        return cls.build(size, lambda i, j: int(i == j))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, place):
        i, j = place
        return self.rows[i][j]

    def __matmul__(self, other):
        size = len(self)
        a, b = self.rows, other.rows
        result = []
        for i in range(size):
            row = a[i]
            line = [0] * size
            for k in range(size):
                factor = row[k]
                other_row = b[k]
                for j in range(size):
                    line[j] += factor * other_row[j]
            result.append(line)
        return Matrix(result)

    def __mod__(self, modulus):
        return Matrix([[item % modulus for item in row] for row in self.rows])

    def transpose(self):
        return Matrix([list(column) for column in zip(*self.rows)])

    def trace(self):
        return sum(self[i, i] for i in range(len(self)))

    def power(self, exponent, modulus):
        result = Matrix.identity(len(self))
        base = self % modulus
        while exponent:
            if exponent & 1:
                result = (result @ base) % modulus
            base = (base @ base) % modulus
            exponent >>= 1
        return result

    def determinant(self):
        """By Gaussian elimination with partial pivoting, on a copy."""
        rows = [[float(item) for item in row] for row in self.rows]
        size = len(rows)
        result = 1.0
        for i in range(size):
            pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
            if rows[pivot][i] == 0.0:
                return 0.0
            if pivot != i:
                rows[i], rows[pivot] = rows[pivot], rows[i]
                result = -result
            result *= rows[i][i]
            for r in range(i + 1, size):
                factor = rows[r][i] / rows[i][i]
                if factor:
                    for c in range(i, size):
                        rows[r][c] -= factor * rows[i][c]
        return result


def main(size):
    ints = Matrix.build(size, lambda i, j: (i * 7 + j * 13) % 17 - 8)
    floats = Matrix.build(size, lambda i, j: 1.0 / (i + j + 1))
    print("int trace:", (ints @ ints.transpose()).trace())
    print("float trace: %.12f" % (floats @ floats).trace())
    powered = ints.power(11, PRIME)
    print("power trace:", powered.trace() % PRIME, "corner:", powered[0, size - 1])
    spread = Matrix.build(size, lambda i, j: 2.0 if i == j else 1.0 / (1 + (i - j) ** 2))
    print("determinant: %.9e" % spread.determinant())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
