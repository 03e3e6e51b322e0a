"""The tokenizer under `tokenize`: lines in, tuples (type, text, start, end, line) out.

The compiler has a tokenizer of its own; this one is for programs that look at source texts. Strings with
replacement fields become a start, literal parts, the tokens of the expressions, and an end.
"""

import re
import token as _t

_NUMBER = (
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|(?:(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?"
    r"|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*)[jJ]?"
)
_OPERATORS = "|".join(re.escape(op) for op in sorted(_t.EXACT_TOKEN_TYPES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<comment>#[^\r\n]*)"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<string>(?:[bBuU]|[bB][rR]|[rR][bB]?)?(?P<quote>'''|\"\"\"|'|\"))"
    rf"|(?P<format>(?:[fFtT][rR]?|[rR][fFtT])(?P<fquote>'''|\"\"\"|'|\"))"
    rf"|(?P<name>[^\W\d]\w*)"
    rf"|(?P<op>{_OPERATORS}|!)"
)
_BLANK = re.compile(r"[ \f\t]*")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_TAB = 8


class _Field:
    """A string with replacement fields that is being read."""

    def __init__(self, prefix, quote, start):
        self.quote = quote
        self.raw = "r" in prefix.lower()
        self.start = start
        kind = "TSTRING" if "t" in prefix.lower() else "FSTRING"
        self.middle = getattr(_t, kind + "_MIDDLE")
        self.end = getattr(_t, kind + "_END")
        # For each field that is open: the depth of brackets outside of it, and whether its format is being read.
        self.fields = []

    @property
    def in_literal(self):
        return not self.fields or self.fields[-1][1]


class TokenizerIter:
    def __init__(self, readline, /, *, encoding=None, extra_tokens=False):
        self._readline = readline
        self._encoding = encoding
        self._extra = extra_tokens
        self._tokens = self._run()
        self._line, self._row, self._col = "", 0, 0

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)

    # ---- lines ----

    def _next_line(self):
        """Reads a line; false at the end."""
        try:
            line = self._readline()
        except StopIteration:
            line = ""
        if isinstance(line, (bytes, bytearray)):
            line = line.decode(self._encoding or "utf-8")
        self._line, self._col = line, 0
        if line:
            self._row += 1
        return bool(line)

    def _error(self, message, row, col, cls=SyntaxError):
        return cls(message, ("<string>", row, col + 1, self._line, row, col + 1))

    def _token(self, kind, start, end):
        text = self._line[start:end]
        if kind == _t.OP and not self._extra:
            kind = _t.EXACT_TOKEN_TYPES.get(text, _t.OP)
        return kind, text, (self._row, start), (self._row, end), self._line

    # ---- tokens ----

    def _run(self):
        self._indents, self._brackets, self._strings = [0], [], []
        continued = False
        # Is there a statement on the logical line that is being read?
        self._statement = False
        last = ""
        while True:
            if not self._next_line():
                break
            last = self._line
            if not self._strings and not self._brackets and not continued:
                blank = yield from self._indentation()
                if blank:
                    continue
            continued = False
            while self._col < len(self._line):
                if self._strings and self._strings[-1].in_literal:
                    yield from self._literal()
                    continue
                self._col = _BLANK.match(self._line, self._col).end()
                rest = self._line[self._col:]
                if rest in ("\\\n", "\\\r\n", "\\"):
                    continued = True
                    break
                if rest in ("\n", "\r\n", "\r"):
                    yield from self._line_end()
                    break
                if rest:
                    yield from self._one()
        yield from self._finish(last, continued)

    def _indentation(self):
        """The start of a logical line; true if there is nothing on it."""
        end = _BLANK.match(self._line).end()
        rest = self._line[end:]
        if rest[:1] in ("#", "\n", "\r", ""):
            self._col = end
            if rest.startswith("#"):
                stop = len(self._line.rstrip("\r\n"))
                if self._extra:
                    yield self._token(_t.COMMENT, end, stop)
                end = stop
            if self._extra and rest:
                yield self._newline(_t.NL, end)
            return True
        width = 0
        for c in self._line[:end]:
            width = width + 1 if c == " " else 0 if c == "\f" else (width // _TAB + 1) * _TAB
        if width > self._indents[-1]:
            self._indents.append(width)
            yield self._token(_t.INDENT, 0, end)
        while width < self._indents[-1]:
            if width not in self._indents:
                raise self._error(
                    "unindent does not match any outer indentation level", self._row, end, IndentationError
                )
            self._indents.pop()
            yield self._token(_t.DEDENT, end, end)
        self._col = end
        return False

    def _newline(self, kind, at):
        end = len(self._line)
        text = self._line[at:end]
        return kind, text, (self._row, at), (self._row, at + max(len(text), 1)), self._line

    def _line_end(self):
        at = self._col
        self._col = len(self._line)
        if self._brackets or self._strings or not self._statement:
            if self._extra:
                yield self._newline(_t.NL, at)
        else:
            self._statement = False
            yield self._newline(_t.NEWLINE, at)

    def _one(self):
        match = _TOKEN.match(self._line, self._col)
        if match is None:
            char = self._line[self._col]
            if char == "\\":
                raise self._error("unexpected character after line continuation character", self._row, self._col)
            raise self._error(
                f"invalid character '{char}' (U+{ord(char):04X})"
                if ord(char) > 127
                else f"invalid non-printable character U+{ord(char):04X}"
                if not char.isprintable()
                else "invalid syntax",
                self._row,
                self._col,
            )
        start, end, kind = match.start(), match.end(), match.lastgroup
        if match["comment"] is not None:
            self._col = end
            if self._extra:
                yield self._token(_t.COMMENT, start, end)
            return
        self._statement = True
        if match["string"] is not None:
            yield from self._string(match["quote"], start, end)
        elif match["format"] is not None:
            self._col = end
            quote = match["fquote"]
            prefix = match["format"][: -len(quote)]
            string = _Field(prefix, quote, (self._row, start))
            self._strings.append(string)
            first = _t.TSTRING_START if "t" in prefix.lower() else _t.FSTRING_START
            yield self._token(first, start, end)
        elif match["op"] is not None:
            yield from self._operator(start, end)
        else:
            self._col = end
            if kind == "number":
                following = self._line[end:end + 1]
                if following.isidentifier() and not re.match(
                    r"(?:and|else|for|if|in|is|not|or)\b", self._line[end:]
                ):
                    raise self._error("invalid decimal literal", self._row, end - 1)
            yield self._token(_t.NUMBER if kind == "number" else _t.NAME, start, end)

    def _operator(self, start, end):
        text = self._line[start:end]
        string = self._strings[-1] if self._strings else None
        outermost = string and string.fields and len(self._brackets) == string.fields[-1][0] + 1
        if outermost and text[0] in ":!" and text != "!=":
            # The end of a field's expression: a conversion or a format.
            end = start + 1
            text = text[0]
            if text == ":":
                string.fields[-1] = string.fields[-1][0], True
        if text in "([{":
            self._brackets.append((text, self._row, start))
        elif text in ")]}":
            if not self._brackets:
                raise self._error(f"unmatched '{text}'", self._row, start)
            opener, row, _ = self._brackets.pop()
            if opener != _CLOSERS[text]:
                where = "" if row == self._row else f" on line {row}"
                raise self._error(
                    f"closing parenthesis '{text}' does not match opening parenthesis '{opener}'{where}",
                    self._row,
                    start,
                )
            if outermost:
                string.fields.pop()
        self._col = end
        yield self._token(_t.OP, start, end)

    def _string(self, quote, start, at):
        """A string without fields, maybe of several lines."""
        row, lines, text = self._row, self._line, self._line[start:at]
        while True:
            end = _closing(self._line, at, quote)
            if end is not None:
                text += self._line[at:end]
                self._col = end
                yield _t.STRING, text, (row, start), (self._row, end), lines
                return
            text += self._line[at:]
            if len(quote) == 1 and not self._line.rstrip("\r\n").endswith("\\"):
                raise self._error(
                    f"unterminated string literal (detected at line {self._row})", row, start
                )
            if not self._next_line():
                what = "triple-quoted string" if len(quote) == 3 else "string"
                raise self._error(
                    f"unterminated {what} literal (detected at line {self._row})", row, start
                )
            lines += self._line
            at = 0

    def _literal(self):
        """A literal part of a string with fields, up to a field or the end."""
        string = self._strings[-1]
        in_format = bool(string.fields)
        row, start, lines, text = self._row, self._col, self._line, ""
        at = start
        while True:
            c = self._line[at:at + 1]
            if not c:
                if not self._next_line():
                    raise self._error(
                        f"unterminated {'triple-quoted ' if len(string.quote) == 3 else ''}"
                        f"f-string literal (detected at line {self._row})",
                        *string.start,
                    )
                lines += self._line
                at = 0
            elif c == "\\" and not (string.raw and self._line[at + 1:at + 2] in "{}"):
                step = 2
                if not string.raw and self._line.startswith("N{", at + 1):
                    step = max(self._line.find("}", at) + 1 - at, 2)
                text += self._line[at:at + step]
                at += step
            elif not in_format and c in "{}" and self._line[at + 1:at + 2] == c:
                # Doubled braces stand for one, which ends the token, as in CPython.
                text += c
                yield from self._part(string, text, row, start, at + 1, lines)
                at += 2
                row, start, text = self._row, at, ""
            elif c == "{":
                yield from self._part(string, text, row, start, at, lines)
                string.fields.append((len(self._brackets), False))
                self._brackets.append(("{", self._row, at))
                self._col = at + 1
                yield self._token(_t.OP, at, at + 1)
                return
            elif c == "}" and in_format:
                yield from self._part(string, text, row, start, at, lines)
                string.fields[-1] = string.fields[-1][0], False
                self._col = at
                return
            elif self._line.startswith(string.quote, at) and not in_format:
                yield from self._part(string, text, row, start, at, lines)
                self._strings.pop()
                self._col = at + len(string.quote)
                yield self._token(string.end, at, self._col)
                return
            elif c in "\r\n" and len(string.quote) == 1:
                raise self._error(
                    f"unterminated f-string literal (detected at line {self._row})", *string.start
                )
            else:
                text += c
                at += 1

    def _part(self, string, text, row, start, end, lines):
        if text:
            yield string.middle, text, (row, start), (self._row, end), lines

    def _finish(self, last, continued):
        if self._strings:
            raise self._error("unterminated f-string literal", *self._strings[-1].start)
        if self._brackets or continued:
            raise self._error("unexpected EOF in multi-line statement", self._row, len(last))
        if self._statement:
            at = len(last)
            yield _t.NEWLINE, "", (self._row, at), (self._row, at + 1), last if self._extra else ""
        self._row += 1
        for _ in self._indents[1:]:
            yield _t.DEDENT, "", (self._row, 0), (self._row, 0), ""
        yield _t.ENDMARKER, "", (self._row, 0), (self._row, 0), ""


def _closing(line, at, quote):
    """The place behind the closing quote, if it is on this line."""
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    return None
