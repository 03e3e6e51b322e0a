# The demo of transactions that add transactions, again and again.
#: threads
#: must 100
from _race import hunt
from transaction import TransactionQueue


class Counter:
    value = 0


def increment():
    Counter.value += 1


def attempt():
    Counter.value = 0
    queue = TransactionQueue()

    def spread():
        for _ in range(10):
            queue.add(increment)

    for _ in range(10):
        queue.add(spread)
    queue.run()
    return [Counter.value]


hunt(attempt)
