# -V names the language version.
#: command -V
#: cpython no, it says its own

#: expect
#~ ...3.14...
