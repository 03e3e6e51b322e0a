# A block reads what all take for constant, and another thread changes it before the block writes it: no change is lost.
#: threads
#: cpython no, CPython has no TransactionQueue
from transaction import TransactionQueue


def run(number):
    class Counter:
        value = 0

    def increment():
        Counter.value += 1

    def spread(transactions):
        for _ in range(number):
            transactions.add(increment)

    transactions = TransactionQueue()
    for _ in range(number):
        transactions.add(spread, transactions)
    transactions.run()
    return Counter.value


print({run(6) for _ in range(60)})
#: expect
#| {36}
