# Handlers get the frame that was interrupted.
import os
import signal


def handler(number, frame):
    print(number == signal.SIGUSR1, frame.f_code.co_name, frame.f_globals is globals())
    names = []
    while frame is not None:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    print(names)


def work():
    os.kill(os.getpid(), signal.SIGUSR1)
    for _ in range(1000):
        pass


signal.signal(signal.SIGUSR1, handler)
work()
#: expect
#| True work True
#| ['work', '<module>']
