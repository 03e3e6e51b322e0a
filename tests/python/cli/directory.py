# A folder without a __main__.py.
#: command .
#: cpython no, the words are our own

#: stderr
#~ typhon: ...
#: exit 2
