# threads share writes
"""A travel agency: customers book the cheapest car, room and flight that are left, cancel, or prices change.

Usage: vacation.py [THREADS [SIZE]]    SIZE requests in all, in the manner of STAMP's vacation.

Who gets what depends on who comes first; what is checked is that the books agree.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 250_000
KINDS = ("car", "room", "flight")
OFFERS = 120
CUSTOMERS = 300
PARTS = 24
LOOK = 4


class Offer:
    def __init__(self, number):
        self.number = number
        self.total = 5 + number % 7
        self.used = 0
        self.price = 50 + number * 37 % 90


class Customer:
    def __init__(self):
        self.booked = []
        self.bill = 0


class Agency:
    def __init__(self):
        self.offers = {kind: [Offer(n) for n in range(OFFERS)] for kind in KINDS}
        self.customers = [Customer() for _ in range(CUSTOMERS)]

    def book(self, customer, start):
        """The cheapest free offer of each kind among a few."""
        for kind in KINDS:
            best = None
            for n in range(start, start + LOOK):
                offer = self.offers[kind][n % OFFERS]
                if offer.used < offer.total and (best is None or offer.price < best.price):
                    best = offer
            if best is not None:
                best.used += 1
                customer.booked.append((best, best.price))
                customer.bill += best.price

    def cancel(self, customer):
        for offer, price in customer.booked:
            offer.used -= 1
            customer.bill -= price
        customer.booked = []

    def change(self, start, price):
        for kind in KINDS:
            self.offers[kind][start % OFFERS].price = price

    def is_sound(self):
        """Each offer is used as often as customers have it, and bills are what they should be."""
        uses = {}
        for customer in self.customers:
            if customer.bill != sum(price for _, price in customer.booked):
                return False
            for offer, _ in customer.booked:
                uses[offer] = uses.get(offer, 0) + 1
        all_offers = [offer for offers in self.offers.values() for offer in offers]
        return all(uses.get(o, 0) == o.used and 0 <= o.used <= o.total for o in all_offers)


def part(agency, number, requests):
    state = number * 7919 + 17
    done = 0
    for _ in range(requests):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        what, start = (state >> 8) % 10, state >> 12
        customer = agency.customers[(state >> 10) % CUSTOMERS]
        with atomic:
            if what < 7:
                agency.book(customer, start)
            elif what < 9:
                agency.cancel(customer)
            else:
                agency.change(start, 50 + (state >> 9) % 90)
        done += 1
    return done


def work(agency, done, first, threads, requests):
    for number in range(first, PARTS, threads):
        done[number] = part(agency, number, requests)


def main(threads=2, size=SIZE):
    agency = Agency()
    done = [0] * PARTS
    requests = size // PARTS
    workers = [
        threading.Thread(target=work, args=(agency, done, first, threads, requests))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(sum(done), "requests")
    print("the books agree:", agency.is_sound())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
