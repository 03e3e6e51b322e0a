"""An operating system's scheduler in small: tasks of different kinds pass packets to each other.

Usage: richards.py [COUNT]    prints how often packets were queued and tasks held.

After Martin Richards's benchmark. An idle task hands out COUNT turns to two devices; two workers'
worth of packets travel worker -> handler -> device -> handler -> worker. With COUNT 10000 the
totals must be 23246 and 9297, as in the original.
"""

import sys

DEFAULT = 700_000

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_KIND, WORK_KIND = range(2)
DATA_SIZE = 4
ALPHABET = 26


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.position = 0
        self.data = [0] * DATA_SIZE

    def append_to(self, queue):
        """Puts this packet at the end of the linked queue and returns the queue's head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    """One task; its kind is the subclass, its state the three flags."""

    def __init__(self, scheduler, identity, priority, queue):
        self.scheduler = scheduler
        self.link = scheduler.tasks
        self.identity = identity
        self.priority = priority
        self.queue = queue
        self.pending = queue is not None
        self.waiting = True
        self.held = False
        scheduler.enter(self)

    def is_idle(self):
        return self.held or (self.waiting and not self.pending)

    def step(self):
        """Lets the task run once, with its next packet if it waits for one."""
        packet = None
        if self.waiting and self.pending and not self.held:
            packet = self.queue
            self.queue = packet.link
            self.waiting = False
            self.pending = self.queue is not None
        return self.run(packet)

    def run(self, packet):
        """Does the task's work and returns the task to look at next."""
        raise NotImplementedError(type(self).__name__)

    def receive(self, packet, sender):
        """Takes a packet in; returns whoever of the two is to run now."""
        if self.queue is None:
            self.queue = packet
            self.pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def release(self, identity):
        other = self.scheduler.table[identity]
        other.held = False
        return other if other.priority > self.priority else self

    def hold(self):
        self.scheduler.holds += 1
        self.held = True
        return self.link

    def wait(self):
        self.waiting = True
        return self

    def send(self, packet):
        receiver = self.scheduler.table[packet.owner]
        self.scheduler.queued += 1
        packet.link = None
        packet.owner = self.identity
        return receiver.receive(packet, self)


class IdleTask(Task):
    """Releases the devices in a pseudo-random order until its turns are used up."""

    def __init__(self, scheduler, turns):
        super().__init__(scheduler, IDLE, 0, None)
        self.waiting = False
        self.turns = turns
        self.register = 1

    def run(self, packet):
        self.turns -= 1
        if self.turns == 0:
            return self.hold()
        if self.register & 1:
            self.register = (self.register >> 1) ^ 0xD008
            return self.release(DEVICE_B)
        self.register >>= 1
        return self.release(DEVICE_A)


class WorkerTask(Task):
    """Fills packets with letters and sends them to the handlers by turns."""

    def __init__(self, scheduler, priority, queue):
        super().__init__(scheduler, WORKER, priority, queue)
        self.destination = HANDLER_A
        self.letter = 0

    def run(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.position = 0
        for i in range(DATA_SIZE):
            self.letter = self.letter % ALPHABET + 1
            packet.data[i] = self.letter
        return self.send(packet)


class HandlerTask(Task):
    """Copies work, letter by letter, into packets for a device."""

    def __init__(self, scheduler, identity, priority, queue):
        super().__init__(scheduler, identity, priority, queue)
        self.work = None
        self.devices = None

    def run(self, packet):
        if packet is not None:
            if packet.kind == WORK_KIND:
                self.work = packet.append_to(self.work)
            else:
                self.devices = packet.append_to(self.devices)
        work = self.work
        if work is not None:
            if work.position >= DATA_SIZE:
                self.work = work.link
                return self.send(work)
            device = self.devices
            if device is not None:
                self.devices = device.link
                device.position = work.data[work.position]
                work.position += 1
                return self.send(device)
        return self.wait()


class DeviceTask(Task):
    """Keeps a packet for a while and sends it back."""

    def __init__(self, scheduler, identity, priority):
        super().__init__(scheduler, identity, priority, None)
        self.current = None

    def run(self, packet):
        if packet is not None:
            self.current = packet
            return self.hold()
        if self.current is None:
            return self.wait()
        packet = self.current
        self.current = None
        return self.send(packet)


class Scheduler:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.queued = 0
        self.holds = 0

    def enter(self, task):
        self.tasks = task
        self.table[task.identity] = task

    def run(self):
        task = self.tasks
        while task is not None:
            if task.is_idle():
                task = task.link
            else:
                task = task.step()


def packets(number, owner, kind):
    queue = None
    for _ in range(number):
        queue = Packet(queue, owner, kind)
    return queue


def simulate(count):
    scheduler = Scheduler()
    IdleTask(scheduler, count)
    WorkerTask(scheduler, 1000, packets(2, WORKER, WORK_KIND))
    HandlerTask(scheduler, HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_KIND))
    HandlerTask(scheduler, HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_KIND))
    DeviceTask(scheduler, DEVICE_A, 4000)
    DeviceTask(scheduler, DEVICE_B, 5000)
    scheduler.run()
    return scheduler


def main(count):
    scheduler = simulate(count)
    print("queued:", scheduler.queued)
    print("held:", scheduler.holds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
