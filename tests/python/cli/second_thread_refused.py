# --barriers=off refuses a second thread.
#: command --barriers=off {case}
#: cpython no, the option is our own
import threading

try:
    threading.Thread(target=print).start()
except RuntimeError:
    print("refused")

#: expect
#| refused
