# threads share nothing
"""Many small machines with tasks and queues, in the manner of Richards's scheduler; a machine belongs to one thread.

Usage: richards.py [THREADS [SIZE]]    runs SIZE machines to their end and prints what they did in all.
"""

import sys
import threading

SIZE = 160
TURNS = 2500


class Packet:
    def __init__(self, kind, value):
        self.kind = kind
        self.value = value
        self.next = None


class Queue:
    def __init__(self):
        self.first = self.last = None
        self.length = 0

    def put(self, packet):
        packet.next = None
        if self.first is None:
            self.first = packet
        else:
            self.last.next = packet
        self.last = packet
        self.length += 1

    def get(self):
        packet = self.first
        self.first = packet.next
        self.length -= 1
        return packet


class Task:
    def __init__(self, machine):
        self.machine = machine
        self.queue = Queue()
        self.handled = 0


class Source(Task):
    """Makes packets of two kinds in a pseudo-random order."""

    def __init__(self, machine, seed):
        Task.__init__(self, machine)
        self.state = seed * 7919 + 1

    def turn(self):
        self.state = (self.state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        kind = (self.state >> 16) & 1
        self.machine.handlers[kind].queue.put(Packet(kind, self.state & 0xFF))
        self.handled += 1


class Handler(Task):
    """Passes on to a device what is small, and keeps half of the rest for its next turn."""

    def __init__(self, machine, device):
        Task.__init__(self, machine)
        self.device = device

    def turn(self):
        if self.queue.length:
            packet = self.queue.get()
            self.handled += 1
            if packet.value < 16:
                self.device.queue.put(packet)
            else:
                packet.value //= 2
                self.queue.put(packet)


class Device(Task):
    def __init__(self, machine):
        Task.__init__(self, machine)
        self.total = 0

    def turn(self):
        while self.queue.length:
            packet = self.queue.get()
            self.total += packet.value
            self.handled += 1


class Machine:
    def __init__(self, seed):
        self.source = Source(self, seed)
        self.devices = [Device(self), Device(self)]
        self.handlers = [Handler(self, device) for device in self.devices]
        self.tasks = [self.source, *self.handlers, *self.devices]

    def run(self, turns):
        for _ in range(turns):
            for task in self.tasks:
                task.turn()
        return self

    def is_sound(self):
        """No packet is lost: what was made is in a queue or was taken by a device."""
        waiting = sum(task.queue.length for task in self.tasks)
        return self.source.handled == waiting + sum(device.handled for device in self.devices)


def work(machines, first, threads):
    for number in range(first, len(machines), threads):
        machines[number] = Machine(number).run(TURNS)


def main(threads=2, size=SIZE):
    machines = [None] * size
    workers = [
        threading.Thread(target=work, args=(machines, first, threads)) for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(len(machines), "machines,", sum(m.source.handled for m in machines), "packets")
    print("passed on:", sum(h.handled for m in machines for h in m.handlers))
    print("totals:", *[sum(m.devices[i].total for m in machines) for i in range(2)])
    print("nothing lost:", all(m.is_sound() for m in machines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
