# Accounts as objects; the observer takes a block to read them all.
#: threads
#: must 600
from _race import hunt, together
from transaction import atomic


class Account:
    def __init__(self):
        self.balance = 100

    def withdraw(self, amount):
        self.balance -= amount

    def deposit(self, amount):
        self.balance += amount


def attempt():
    accounts = [Account() for _ in range(6)]
    seen = []
    done = []

    def move(start):
        for i in range(100):
            source, target = accounts[(start + i) % 6], accounts[(start * 3 + i * 5) % 6]
            with atomic:
                source.withdraw(i)
                target.deposit(i)
        done.append(start)

    def observe():
        while len(done) < 2:
            with atomic:
                total = 0
                for account in accounts:
                    total += account.balance
            seen.append(total)

    together(lambda: move(1), lambda: move(4), observe)
    return seen + [sum(account.balance for account in accounts)]


hunt(attempt)
