# Logging: levels, formats, filters, exceptions.
import logging, sys, io
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format='%(levelname)s:%(name)s:%(message)s')
log = logging.getLogger('app.core'); log.info('hello %s', 'x'); log.debug('no'); log.warning('w %d', 3)
try: 1/0
except ZeroDivisionError: log.exception('boom')
s = io.StringIO(); h = logging.StreamHandler(s); h.setFormatter(logging.Formatter('{message}|{funcName}|{lineno}', style='{')); log.addHandler(h)
def f(): log.error('in f')
f(); print(s.getvalue(), end=''); print(log.getEffectiveLevel(), logging.getLevelName(30), log.parent, log)
class Fl(logging.Filter):
    def filter(self, r): return 'skip' not in r.getMessage()
h.addFilter(Fl()); log.error('skip me'); log.error('keep'); print(s.getvalue().count('\n'))
logging.getLogger('other').critical('c', extra={'a': 1})
log.log(25, 'lvl25'); logging.addLevelName(25, 'NOTE'); log.log(25, 'lvl25')
#: expect
#| INFO:app.core:hello x
#| WARNING:app.core:w 3
#| ERROR:app.core:boom
#| Traceback (most recent call last):
#|   File "$DIR/handlers.py", line 5, in <module>
#|     try: 1/0
#|          ~^~
#| ZeroDivisionError: division by zero
#| ERROR:app.core:in f
#| in f|f|8
#| 20 WARNING <RootLogger root (INFO)> <Logger app.core (INFO)>
#| ERROR:app.core:skip me
#| ERROR:app.core:keep
#| 2
#| CRITICAL:other:c
#| Level 25:app.core:lvl25
#| NOTE:app.core:lvl25
