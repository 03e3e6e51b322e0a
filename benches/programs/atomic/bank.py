# threads share writes
"""Transfers between many accounts, with an audit of all of them now and then.

Usage: bank.py [THREADS [SIZE]]    SIZE transfers in all.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 500_000
ACCOUNTS = 400
BALANCE = 1000
PARTS = 24
AUDIT = 2000


class Account:
    def __init__(self):
        self.balance = BALANCE
        self.transfers = 0


def below(state, limit):
    """A pseudo-random number and the state after it."""
    state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
    return (state >> 8) % limit, state


def transfer(source, target, amount):
    with atomic:
        source.balance -= amount
        target.balance += amount
        source.transfers += 1
        target.transfers += 1


def audit(accounts):
    with atomic:
        return sum([account.balance for account in accounts])


def part(accounts, number, transfers, audits):
    state = number * 7919 + 17
    for step in range(transfers):
        source, state = below(state, len(accounts))
        target, state = below(state, len(accounts))
        amount, state = below(state, 50)
        transfer(accounts[source], accounts[target], amount)
        if step % AUDIT == 0:
            audits.append(audit(accounts))


def work(accounts, first, threads, transfers, audits):
    for number in range(first, PARTS, threads):
        part(accounts, number, transfers, audits)


def main(threads=2, size=SIZE):
    accounts = [Account() for _ in range(ACCOUNTS)]
    audits = [[] for _ in range(threads)]
    transfers = size // PARTS
    workers = [
        threading.Thread(target=work, args=(accounts, first, threads, transfers, audits[first]))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    balances = [account.balance for account in accounts]
    print("in the bank:", sum(balances), "between", min(balances), "and", max(balances))
    print("each transfer once:", sum(a.transfers for a in accounts) == 2 * PARTS * transfers)
    print("every audit agrees:", {total for part in audits for total in part} == {ACCOUNTS * BALANCE})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
