"""The readers and writers under `csv`."""

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)

__version__ = "1.0"

_dialects = {}
_limit = 128 * 1024


class Error(Exception):
    pass


Error.__module__ = "_csv"


def _character(name, value, optional):
    if value is None and optional:
        return None
    kind = "a unicode character" + (" or None" if optional else "")
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be {kind}, not {type(value).__name__}')
    if len(value) > 1 or not value and not optional:
        raise TypeError(f'"{name}" must be {kind}, not a string of length {len(value)}')
    if value in ("\n", "\r") and value:
        raise ValueError(f"bad {name} value")
    return value or None


_DEFAULTS = {
    "delimiter": ",",
    "doublequote": True,
    "escapechar": None,
    "lineterminator": "\r\n",
    "quotechar": '"',
    "quoting": QUOTE_MINIMAL,
    "skipinitialspace": False,
    "strict": False,
}


class Dialect:
    """CSV dialect"""

    __slots__ = ("_settings",)

    def __new__(cls, dialect=None, **settings):
        for name in settings:
            if name not in _DEFAULTS:
                raise TypeError(f"this function got an unexpected keyword argument '{name}'")
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        if isinstance(dialect, Dialect) and not settings:
            return dialect
        values = {}
        for name, default in _DEFAULTS.items():
            values[name] = settings[name] if name in settings else getattr(dialect, name, default)
        # Without a character to quote with, nothing is quoted, unless that was said.
        if values["quotechar"] is None and "quoting" not in settings and not hasattr(dialect, "quoting"):
            values["quoting"] = QUOTE_NONE
        self = object.__new__(cls)
        self._settings = _checked(values)
        return self

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")


def _checked(v):
    for name in ("doublequote", "skipinitialspace", "strict"):
        v[name] = bool(v[name])
    v["delimiter"] = _character("delimiter", v["delimiter"], False)
    for name in ("escapechar", "quotechar"):
        v[name] = _character(name, v[name], True)
    if type(v["quoting"]) is not int and not isinstance(v["quoting"], int):
        raise TypeError(f'"quoting" must be an integer, not {type(v["quoting"]).__name__}')
    if not 0 <= v["quoting"] <= QUOTE_NOTNULL:
        raise TypeError('bad "quoting" value')
    if v["quoting"] != QUOTE_NONE and v["quotechar"] is None:
        raise TypeError("quotechar must be set if quoting enabled")
    if v["lineterminator"] is None:
        raise TypeError("lineterminator must be set")
    if not isinstance(v["lineterminator"], str):
        raise TypeError(f'"lineterminator" must be a string, not {type(v["lineterminator"]).__name__}')
    names = ("delimiter", "escapechar", "quotechar")
    for i, name in enumerate(names):
        c = v[name]
        if c == " " and (name != "delimiter" or v["skipinitialspace"]):
            raise ValueError(f"bad {name} value")
        if c is not None and c in v["lineterminator"]:
            raise ValueError(f"bad {name} or lineterminator value")
        for other in names[i + 1:]:
            if c is not None and c == v[other]:
                raise ValueError(f"bad {name} or {other} value")
    return v


def _setting(name):
    return property(lambda self: self._settings[name])


for _name in _DEFAULTS:
    setattr(Dialect, _name, _setting(_name))
del _name


def register_dialect(name, /, dialect=None, **settings):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = Dialect(dialect, **settings)


def unregister_dialect(name):
    if _dialects.pop(name, None) is None:
        raise Error("unknown dialect")


def get_dialect(name):
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    return list(_dialects)


def field_size_limit(limit=None, /):
    global _limit
    old = _limit
    if limit is not None:
        if not isinstance(limit, int):
            raise TypeError("limit must be an integer")
        _limit = limit
    return old


# Where a reader is in a record.
_START_RECORD, _START_FIELD, _IN_FIELD, _QUOTED, _AFTER_QUOTE, _ESCAPED, _QUOTED_ESCAPED, _END = range(8)


class reader:
    """Iterates over the records of lines."""

    def __init__(self, iterable, /, dialect=None, **settings):
        self._lines = iter(iterable)
        self.dialect = Dialect(dialect, **settings)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        self._fields, self._field, self._state, self._number = [], [], _START_RECORD, False
        self._was_quoted = False
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if self._field or self._state == _QUOTED:
                    if self.dialect.strict:
                        raise Error("unexpected end of data") from None
                    self._save()
                    return self._fields
                raise
            if not isinstance(line, str):
                raise Error(
                    "iterator should return strings, not "
                    f"{type(line).__name__} (the file should be opened in text mode)"
                )
            self.line_num += 1
            fields = self._plain(line)
            if fields is not None:
                return fields
            self._read(line)
            if self._state in (_START_RECORD, _END):
                return self._fields

    def _plain(self, line):
        """The fields of a line without quotes and escapes, which is a whole record."""
        d = self.dialect
        if (
            self._state != _START_RECORD
            or d.quotechar is not None and d.quotechar in line
            or d.escapechar is not None and d.escapechar in line
            or d.quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS, QUOTE_NOTNULL)
            or d.skipinitialspace
            or len(line) > _limit
        ):
            return None
        text = line.rstrip("\r\n")
        if "\n" in text or "\r" in text:
            return None
        return text.split(d.delimiter) if text else []

    def _save(self):
        text = "".join(self._field)
        d = self.dialect
        if not self._was_quoted:
            if self._number or d.quoting == QUOTE_STRINGS and text:
                text = float(text)
            elif not text and d.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                text = None
        self._fields.append(text)
        self._field, self._number, self._was_quoted = [], False, False

    def _add(self, c):
        if len(self._field) >= _limit:
            raise Error(f"field larger than field limit ({_limit})")
        self._field.append(c)

    def _read(self, line):
        for c in line:
            self._step(c)
        # The end of the line, if it has none of its own.
        self._step(None)

    def _step(self, c):
        d, state = self.dialect, self._state
        end = c is None or c in "\n\r"
        if state == _START_RECORD:
            if c is None:
                return
            if end:
                self._state = _END
                return
            state = _START_FIELD
        if state == _START_FIELD:
            if end:
                self._save()
                self._state = _START_RECORD if c is None else _END
            elif c == d.quotechar and d.quoting != QUOTE_NONE:
                self._was_quoted = True
                self._state = _QUOTED
            elif c == d.escapechar:
                self._state = _ESCAPED
            elif c == " " and d.skipinitialspace:
                self._state = _START_FIELD
            elif c == d.delimiter:
                self._save()
                self._state = _START_FIELD
            else:
                self._number = d.quoting == QUOTE_NONNUMERIC
                self._add(c)
                self._state = _IN_FIELD
        elif state == _ESCAPED:
            self._add("\n" if c is None else c)
            self._state = _IN_FIELD
        elif state == _IN_FIELD:
            if end:
                self._save()
                self._state = _START_RECORD if c is None else _END
            elif c == d.escapechar:
                self._state = _ESCAPED
            elif c == d.delimiter:
                self._save()
                self._state = _START_FIELD
            else:
                self._add(c)
        elif state == _QUOTED:
            if c is None:
                pass
            elif c == d.escapechar:
                self._state = _QUOTED_ESCAPED
            elif c == d.quotechar and d.quoting != QUOTE_NONE:
                self._state = _AFTER_QUOTE if d.doublequote else _IN_FIELD
            else:
                self._add(c)
        elif state == _QUOTED_ESCAPED:
            self._add("\n" if c is None else c)
            self._state = _QUOTED
        elif state == _AFTER_QUOTE:
            if d.quoting != QUOTE_NONE and c == d.quotechar:
                self._add(c)
                self._state = _QUOTED
            elif c == d.delimiter:
                self._save()
                self._state = _START_FIELD
            elif end:
                self._save()
                self._state = _START_RECORD if c is None else _END
            elif not d.strict:
                self._add(c)
                self._state = _IN_FIELD
            else:
                raise Error(f"'{d.delimiter}' expected after '{d.quotechar}'")
        elif not end:
            raise Error(
                "new-line character seen in unquoted field - do you need to open the file with newline=''?"
            )
        elif c is None:
            self._state = _START_RECORD


class writer:
    """Writes records as lines."""

    def __init__(self, fileobj, /, dialect=None, **settings):
        try:
            self._write = fileobj.write
        except AttributeError:
            self._write = None
        if not callable(self._write):
            raise TypeError('argument 1 must have a "write" method')
        self.dialect = d = Dialect(dialect, **settings)
        # What makes a field be quoted, or be escaped where nothing is quoted.
        self._special = frozenset(d.delimiter + (d.escapechar or "") + (d.quotechar or "") + "\n\r" + d.lineterminator)

    def writerow(self, row, /):
        try:
            fields = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        d = self.dialect
        fields = list(fields)
        texts = [self._text(field, len(fields) == 1) for field in fields]
        return self._write(d.delimiter.join(texts) + d.lineterminator)

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)

    def _text(self, field, alone):
        d = self.dialect
        quoting = d.quoting
        if quoting == QUOTE_NONNUMERIC:
            quoted = not isinstance(field, (int, float)) and not hasattr(field, "__float__")
        elif quoting == QUOTE_ALL:
            quoted = True
        elif quoting == QUOTE_STRINGS:
            quoted = isinstance(field, str)
        else:
            quoted = quoting == QUOTE_NOTNULL and field is not None
        text = field if isinstance(field, str) else "" if field is None else str(field)
        if not self._special.isdisjoint(text):
            text, quoted = self._escaped(text, quoted)
        if text[:1] == " " == d.delimiter or text[:1] == " " and d.skipinitialspace:
            if quoting == QUOTE_NONE:
                if d.escapechar is None:
                    raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
            else:
                quoted = True
        if alone and not text and not quoted:
            if quoting == QUOTE_NONE or field is None and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("single empty field record must be quoted")
            quoted = True
        return d.quotechar + text + d.quotechar if quoted else text

    def _escaped(self, text, quoted):
        d = self.dialect
        out = []
        for c in text:
            if c in self._special:
                if d.quoting == QUOTE_NONE:
                    escape = True
                elif c == d.quotechar:
                    escape = not d.doublequote
                    quoted = quoted or d.doublequote
                    if d.doublequote:
                        out.append(c)
                else:
                    escape = c == d.escapechar
                    quoted = quoted or not escape
                if escape:
                    if d.escapechar is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(d.escapechar)
            out.append(c)
        return "".join(out), quoted
