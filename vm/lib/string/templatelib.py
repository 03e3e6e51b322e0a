"""Support for template string literals (t-strings)."""

from types import GenericAlias as _GenericAlias


def convert(obj, /, conversion):
    """Convert *obj* using formatted string literal semantics."""
    match conversion:
        case None:
            return obj
        case "r":
            return repr(obj)
        case "s":
            return str(obj)
        case "a":
            return ascii(obj)
    raise ValueError(f"invalid conversion specifier: {conversion}")


def _final(cls, **_):
    raise TypeError(f"type 'string.templatelib.{cls.__mro__[1].__name__}' is not an acceptable base type")


class Interpolation:
    """An expression of a template: its value, its text, and how it is to be shown."""

    __slots__ = ("value", "expression", "conversion", "format_spec")
    __match_args__ = __slots__

    def __new__(cls, value, expression="", conversion=None, format_spec=""):
        for name, text in (("expression", expression), ("format_spec", format_spec)):
            if not isinstance(text, str):
                raise TypeError(f"Interpolation() argument '{name}' must be str, not {type(text).__name__}")
        if conversion is not None and not isinstance(conversion, str):
            raise TypeError(
                f"Interpolation() argument 'conversion' must be str, not {type(conversion).__name__}"
            )
        if conversion not in (None, "s", "r", "a"):
            raise ValueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")
        self = object.__new__(cls)
        for name, part in zip(cls.__slots__, (value, expression, conversion, format_spec)):
            object.__setattr__(self, name, part)
        return self

    __init_subclass__ = classmethod(_final)
    __class_getitem__ = classmethod(_GenericAlias)

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute")

    def __repr__(self):
        return f"Interpolation({self.value!r}, {self.expression!r}, {self.conversion!r}, {self.format_spec!r})"

    def __reduce__(self):
        return Interpolation, (self.value, self.expression, self.conversion, self.format_spec)


class Template:
    """Strings and interpolations in turn, a string first and last."""

    __slots__ = ("strings", "interpolations")

    def __new__(cls, *args):
        strings, interpolations, last = [], [], None
        for part in args:
            if isinstance(part, str):
                # Neighbours are joined.
                if last is str:
                    strings[-1] += part
                else:
                    strings.append(part)
                last = str
            elif isinstance(part, Interpolation):
                if last is not str:
                    strings.append("")
                interpolations.append(part)
                last = Interpolation
            else:
                raise TypeError(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', "
                    f"got {type(part).__name__}"
                )
        if last is not str:
            strings.append("")
        self = object.__new__(cls)
        object.__setattr__(self, "strings", tuple(strings))
        object.__setattr__(self, "interpolations", tuple(interpolations))
        return self

    __init_subclass__ = classmethod(_final)

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute")

    @property
    def values(self):
        return tuple(part.value for part in self.interpolations)

    def __iter__(self):
        parts = iter(self.interpolations)
        for text in self.strings:
            if text:
                yield text
            yield from _next(parts)

    def __add__(self, other):
        if isinstance(other, Template):
            return Template(*self._parts(), *other._parts())
        raise TypeError(
            "can only concatenate string.templatelib.Template "
            f'(not "{type(other).__name__}") to string.templatelib.Template'
        )

    def _parts(self):
        parts = iter(self.interpolations)
        for text in self.strings:
            yield text
            yield from _next(parts)

    def __repr__(self):
        return f"Template(strings={self.strings!r}, interpolations={self.interpolations!r})"

    def __reduce__(self):
        return _template_unpickle, (self.strings, self.interpolations)


def _next(parts):
    for part in parts:
        yield part
        return


def _template_unpickle(*args):
    if len(args) != 2:
        raise ValueError("Template expects tuple of length 2 to unpickle")
    strings, interpolations = args
    parts = iter(interpolations)
    return Template(*(part for text in strings for part in (text, *_next(parts))))
