# A queue loses nothing and doubles nothing.
#: threads
#: must True True
import queue

from _race import hunt, together


def attempt():
    channel = queue.Queue(5)
    simple = queue.SimpleQueue()
    got, simply = [], []

    def put(k):
        for i in range(60):
            channel.put((k, i))
            simple.put((k, i))

    def take():
        for _ in range(60):
            got.append(channel.get())
            simply.append(simple.get())

    together(lambda: put(0), lambda: put(1), take, take)
    everything = [(k, i) for k in range(2) for i in range(60)]
    return [(sorted(got) == everything, sorted(simply) == everything)]


hunt(attempt)
