# A value that an option does not know.
#: command --barriers=sometimes -c pass
#: cpython no, the option is our own

#: stderr
#~ typhon: ...sometimes...
#: exit 2
