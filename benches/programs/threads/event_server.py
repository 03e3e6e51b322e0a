# threads share writes
"""A small server without the net: requests arrive as text, are parsed, routed and answered by a pool of threads.

Usage: event_server.py [THREADS [SIZE]]    SIZE requests; prints how they were answered.

Sessions and pages are shared, each session under a lock of its own; what is counted in a session
does not depend on the order of requests.
"""

import queue
import sys
import threading

SIZE = 200_000
SESSIONS = 64
PAGES = 200
BATCH = 50


class Session:
    def __init__(self, name):
        self.name = name
        self.lock = threading.Lock()
        self.visits = 0
        self.cart = {}


class Request:
    def __init__(self, text):
        line, *headers = text.split("\r\n")
        self.method, self.path, _ = line.split(" ")
        self.headers = {}
        for header in headers:
            name, value = header.split(": ")
            self.headers[name.lower()] = value


class NotFound(Exception):
    pass


class Server:
    def __init__(self):
        self.pages = {"/page/%d" % n: "<h1>Page %d</h1>" % n for n in range(PAGES)}
        self.sessions = {"s%d" % n: Session("s%d" % n) for n in range(SESSIONS)}
        self.routes = [("GET", "/page/", self.page), ("POST", "/cart/", self.buy)]

    def page(self, request, session):
        body = self.pages.get(request.path)
        if body is None:
            raise NotFound(request.path)
        return body + "<p>Hello, " + session.name + "</p>"

    def buy(self, request, session):
        item = request.path[len("/cart/") :]
        with session.lock:
            session.cart[item] = session.cart.get(item, 0) + 1
        return "bought " + item

    def answer(self, text):
        request = Request(text)
        session = self.sessions[request.headers["cookie"]]
        with session.lock:
            session.visits += 1
        try:
            for method, prefix, handler in self.routes:
                if request.method == method and request.path.startswith(prefix):
                    return 200, handler(request, session)
            raise NotFound(request.path)
        except NotFound as error:
            return 404, "no such page: " + str(error)


def request_text(number):
    session = "Cookie: s%d" % (number * 7 % SESSIONS)
    if number % 5 == 0:
        line = "POST /cart/item%d HTTP/1.1" % (number % 13)
    elif number % 17 == 0:
        line = "GET /nowhere/%d HTTP/1.1" % number
    else:
        line = "GET /page/%d HTTP/1.1" % (number * 3 % (PAGES + 1))
    return "\r\n".join([line, "Host: localhost", session, "Accept: text/html"])


class Worker(threading.Thread):
    def __init__(self, server, inbox):
        threading.Thread.__init__(self)
        self.server = server
        self.inbox = inbox
        self.statuses = {200: 0, 404: 0}
        self.sent = 0

    def run(self):
        while True:
            batch = self.inbox.get()
            if batch is None:
                break
            for text in batch:
                status, body = self.server.answer(text)
                self.statuses[status] += 1
                self.sent += len(body)


def main(threads=2, size=SIZE):
    server = Server()
    inbox = queue.Queue()
    workers = [Worker(server, inbox) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for first in range(0, size, BATCH):
        inbox.put([request_text(number) for number in range(first, min(first + BATCH, size))])
    for _ in workers:
        inbox.put(None)
    for worker in workers:
        worker.join()
    found = sum(worker.statuses[200] for worker in workers)
    missing = sum(worker.statuses[404] for worker in workers)
    sessions = server.sessions.values()
    bought = sum(sum(session.cart.values()) for session in sessions)
    print(found, "pages sent,", missing, "not found,", sum(w.sent for w in workers), "characters")
    print("bought:", bought, "visits:", sum(session.visits for session in sessions))
    print("every request answered:", found + missing == size == sum(s.visits for s in sessions))
    print("every purchase kept:", bought == len(range(0, size, 5)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
