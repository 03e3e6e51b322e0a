"""Type variables of `list[T]` and the like: which there are, and what replaces them.

The variables say themselves what they accept (`__typing_subst__`, `__typing_prepare_subst__`).
"""


def parameters(args):
    """The variables among arguments, also in nested ones, each once."""
    found = []
    for arg in args:
        if isinstance(arg, type):
            continue
        if isinstance(arg, (tuple, list)):
            inner = parameters(arg)
        elif hasattr(arg, "__typing_subst__"):
            inner = (arg,)
        else:
            inner = getattr(arg, "__parameters__", ())
            if not isinstance(inner, tuple):
                continue
        for variable in inner:
            if variable not in found:
                found.append(variable)
    return tuple(found)


def _flat(values):
    """The values with those of starred tuples of a known length in their place."""
    all_ = []
    for value in values:
        inner = None if isinstance(value, type) else getattr(value, "__typing_unpacked_tuple_args__", None)
        if isinstance(inner, tuple) and not (inner and inner[-1] is ...):
            all_.extend(inner)
        else:
            all_.append(value)
    return tuple(all_)


def substituted(alias, args, variables, values):
    """The arguments of `alias[values]`."""
    if not variables:
        raise TypeError(f"{alias!r} is not a generic class")
    values = _flat(values if isinstance(values, tuple) else (values,))
    for variable in variables:
        prepare = getattr(variable, "__typing_prepare_subst__", None)
        if prepare is not None:
            values = prepare(alias, values)
            if not isinstance(values, tuple):
                values = (values,)
    if len(values) != len(variables):
        how = "many" if len(values) > len(variables) else "few"
        raise TypeError(f"Too {how} arguments for {alias!r}; actual {len(values)}, expected {len(variables)}")
    new = []
    for arg in args:
        if isinstance(arg, type):
            new.append(arg)
            continue
        if isinstance(arg, (tuple, list)):
            inner = substituted(alias, arg, variables, values)
            new.append(list(inner) if isinstance(arg, list) else inner)
            continue
        unpack = getattr(arg, "__typing_is_unpacked_typevartuple__", False)
        put = getattr(arg, "__typing_subst__", None)
        if put is not None:
            arg = put(values[variables.index(arg)])
        else:
            arg = _inside(arg, variables, values)
        if not unpack:
            new.append(arg)
        elif isinstance(arg, tuple):
            new.extend(arg)
        else:
            raise TypeError(
                f"expected __typing_subst__ of {type(arg).__name__} objects to return a tuple, not {type(arg).__name__}"
            )
    return tuple(new)


def _inside(arg, variables, values):
    """An argument that is generic itself."""
    inner = getattr(arg, "__parameters__", ())
    if not isinstance(inner, tuple) or not inner:
        return arg
    given = []
    for variable in inner:
        if variable not in variables:
            given.append(variable)
            continue
        value = values[variables.index(variable)]
        if isinstance(value, tuple) and hasattr(type(variable), "__iter__"):
            given.extend(value)
        else:
            given.append(value)
    return arg[tuple(given)]
