"""Ten producers send messages through one queue; each ends with a "done" mark.

Usage: message_passing.py [MESSAGES [PRODUCERS]]    each producer sends MESSAGES squares.
"""

import queue
import sys
import threading

MESSAGES = 20_000
PRODUCERS = 10
DONE = "done"


def produce(channel, producer, messages):
    for number in range(messages):
        channel.put((producer, number * number))
    channel.put((producer, DONE))


def main(messages=MESSAGES, producers=PRODUCERS):
    channel = queue.Queue()
    for producer in range(producers):
        threading.Thread(target=produce, args=(channel, producer, messages)).start()
    sums = [0] * producers
    lasts = [-1] * producers
    in_order = True
    done = 0
    while done < producers:
        producer, message = channel.get()
        if message == DONE:
            done += 1
        else:
            in_order = in_order and message > lasts[producer]
            lasts[producer] = message
            sums[producer] += message
    print(done, "producers done, queue empty:", channel.empty())
    print("each in its own order:", in_order)
    print("sums:", min(sums), max(sums), sum(sums))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
