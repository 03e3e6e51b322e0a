# The program ends when its last non-daemon thread does; daemons are cut off.
#: threads
import atexit
import threading
import time


def slow():
    time.sleep(0.05)
    print("slow thread done")


def forever():
    while True:
        time.sleep(0.001)


threading.Thread(target=forever, daemon=True).start()
threading.Thread(target=slow).start()
atexit.register(print, "at exit")
print("main done")

#: expect
#| main done
#| slow thread done
#| at exit
