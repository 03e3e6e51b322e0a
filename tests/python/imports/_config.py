setting = "initial"


def get():
    return setting


def __getattr__(name):
    if name.startswith("computed"):
        return f"<{name}>"
    raise AttributeError(f"module has no {name}")
