# -c needs an argument.
#: command -c
#: cpython no, the words are our own

#: stderr
#~ typhon: ...-c...
#: exit 2
