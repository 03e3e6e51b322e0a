# A program that is not UTF-8: one clear line that names the file.
#: command data/latin1.txt
#: cpython no, the words are our own

#: stderr
#~ ...latin1.txt...
#: exit 2
