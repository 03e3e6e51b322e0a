# An option that does not exist.
#: command --frobnicate
#: cpython no, the words are our own

#: stderr
#~ typhon: ...--frobnicate...
#: exit 2
