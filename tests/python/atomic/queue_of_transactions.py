# TransactionQueue: order of parent and child, the number executed, exceptions, refused inside a block.
#: threads
import transaction
from transaction import TransactionQueue, atomic

seen = []


class Count:
    value = 0


def add(name, children):
    seen.append(name)
    Count.value += 1
    for i in range(children):
        q.add(add, f"{name}.{i}", children - 1)


q = TransactionQueue()
for i in range(3):
    q.add(add, str(i), 3)
q.run()
print(Count.value, len(seen), q.number_of_transactions_executed())
place = {name: i for i, name in enumerate(seen)}
print(all(place[name.rpartition(".")[0]] < i for name, i in place.items() if "." in name))
q.run()
print(q.number_of_transactions_executed(), Count.value)
q.add(lambda *a, **k: seen.append((a, k)), 1, x=2)
q.run()
print(seen[-1])


def fail():
    raise ValueError("from a transaction")


f = TransactionQueue()
f.add(fail)
try:
    f.run()
except ValueError as e:
    print(e)
try:
    with atomic:
        TransactionQueue().run()
except RuntimeError:
    print("RuntimeError")
total = [0]


def accumulate(n):
    total[0] += n


for n in range(100):
    transaction.add(accumulate, n)
transaction.run()
print(total)

#: expect
#| 48 48 48
#| True
#| 0 48
#| ((1,), {'x': 2})
#| from a transaction
#| RuntimeError
#| [4950]
