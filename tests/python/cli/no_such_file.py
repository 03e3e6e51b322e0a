# A program that is not there: one line, exit code 2.
#: command missing/nothing.py
#: cpython no, the words are our own

#: stderr
#~ typhon: ...missing/nothing.py...
#: exit 2
