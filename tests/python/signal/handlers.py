# Handlers of signals.
import signal, os, time
print(signal.SIGINT, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), repr(signal.SIGUSR1))
def h(n, f): print('got', signal.Signals(n).name)
print(signal.signal(signal.SIGUSR1, h)); os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, h); signal.setitimer(signal.ITIMER_REAL, 0.05); time.sleep(0.2)
print(signal.getsignal(signal.SIGUSR1) is h, signal.strsignal(2), signal.SIGKILL in signal.valid_signals())
signal.raise_signal(signal.SIGUSR1)
try: signal.signal(9, h)
except OSError as e: print(e)
try: signal.signal(1000, h)
except ValueError as e: print(e)
try: signal.signal(signal.SIGINT, 'x')
except TypeError as e: print(e)
try: os.kill(os.getpid(), signal.SIGINT); time.sleep(1)
except KeyboardInterrupt: print('KI')
#: expect
#| 2 <built-in function default_int_handler> 0 <Signals.SIGUSR1: 10>
#| 0
#| got SIGUSR1
#| got SIGALRM
#| True Interrupt True
#| got SIGUSR1
#| [Errno 22] Invalid argument
#| signal number out of range
#| signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object
#| KI
