"""Transactions that add transactions; the added ones count on a class attribute.

Usage: transactions1.py [N]    N transactions add N more each; prints N * N (100 by default).
"""

import sys

from transaction import TransactionQueue

N = 10


class Counter:
    value = 0


def increment():
    Counter.value += 1


def spread(transactions, number):
    for _ in range(number):
        transactions.add(increment)


def main(number=N):
    transactions = TransactionQueue()
    for _ in range(number):
        transactions.add(spread, transactions, number)
    transactions.run()
    print(Counter.value)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
