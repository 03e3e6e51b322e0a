"""Attributes of which every thread has its own."""


def _dict_of(self):
    dicts = object.__getattribute__(self, "_local__dicts")
    ident = get_ident()
    try:
        return dicts[ident]
    except KeyError:
        pass
    own = dicts[ident] = {}
    args, keywords = object.__getattribute__(self, "_local__args")
    cls = type(self)
    if cls.__init__ is not object.__init__:
        cls.__init__(self, *args, **keywords)
    return own


class _local:
    """Thread-local data"""

    def __new__(cls, /, *args, **keywords):
        if (args or keywords) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        object.__setattr__(self, "_local__args", (args, keywords))
        object.__setattr__(self, "_local__dicts", {get_ident(): {}})
        return self

    def __getattribute__(self, name):
        own = _dict_of(self)
        if name == "__dict__":
            return own
        try:
            return own[name]
        except KeyError:
            return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == "__dict__":
            raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
        _dict_of(self)[name] = value

    def __delattr__(self, name):
        try:
            del _dict_of(self)[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}") from None


_local.__module__ = "_thread"
