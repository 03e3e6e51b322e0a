"""The XML parser under `xml.etree`, `xml.sax` and `xml.dom`: handlers are called as the document is read.

It knows documents in pieces, namespaces, internal entities and attribute defaults of an internal subset; it does not
validate, and reads nothing from outside by itself.
"""

import codecs
import re
import sys
from types import ModuleType

__version__ = "1.0"
EXPAT_VERSION = "expat_2.7.1"
version_info = (2, 7, 1)
native_encoding = "UTF-8"
features = [("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1), ("XML_DTD", 0), ("XML_NS", 0)]

XML_PARAM_ENTITY_PARSING_NEVER, XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE, XML_PARAM_ENTITY_PARSING_ALWAYS = range(3)


class ExpatError(Exception):
    """What is wrong with a document: `code`, `lineno`, `offset`."""


ExpatError.__module__ = "xml.parsers.expat"
error = ExpatError

_MESSAGES = {
    1: ("NO_MEMORY", "out of memory"),
    2: ("SYNTAX", "syntax error"),
    3: ("NO_ELEMENTS", "no element found"),
    4: ("INVALID_TOKEN", "not well-formed (invalid token)"),
    5: ("UNCLOSED_TOKEN", "unclosed token"),
    6: ("PARTIAL_CHAR", "partial character"),
    7: ("TAG_MISMATCH", "mismatched tag"),
    8: ("DUPLICATE_ATTRIBUTE", "duplicate attribute"),
    9: ("JUNK_AFTER_DOC_ELEMENT", "junk after document element"),
    10: ("PARAM_ENTITY_REF", "illegal parameter entity reference"),
    11: ("UNDEFINED_ENTITY", "undefined entity"),
    12: ("RECURSIVE_ENTITY_REF", "recursive entity reference"),
    13: ("ASYNC_ENTITY", "asynchronous entity"),
    14: ("BAD_CHAR_REF", "reference to invalid character number"),
    15: ("BINARY_ENTITY_REF", "reference to binary entity"),
    16: ("ATTRIBUTE_EXTERNAL_ENTITY_REF", "reference to external entity in attribute"),
    17: ("MISPLACED_XML_PI", "XML or text declaration not at start of entity"),
    18: ("UNKNOWN_ENCODING", "unknown encoding"),
    19: ("INCORRECT_ENCODING", "encoding specified in XML declaration is incorrect"),
    20: ("UNCLOSED_CDATA_SECTION", "unclosed CDATA section"),
    21: ("EXTERNAL_ENTITY_HANDLING", "error in processing external entity reference"),
    22: ("NOT_STANDALONE", "document is not standalone"),
    23: ("UNEXPECTED_STATE", "unexpected parser state - please send a bug report"),
    24: ("ENTITY_DECLARED_IN_PE", "entity declared in parameter entity"),
    25: ("FEATURE_REQUIRES_XML_DTD", "requested feature requires XML_DTD support in Expat"),
    26: ("CANT_CHANGE_FEATURE_ONCE_PARSING", "cannot change setting once parsing has begun"),
    27: ("UNBOUND_PREFIX", "unbound prefix"),
    28: ("UNDECLARING_PREFIX", "must not undeclare prefix"),
    29: ("INCOMPLETE_PE", "incomplete markup in parameter entity"),
    30: ("XML_DECL", "XML declaration not well-formed"),
    31: ("TEXT_DECL", "text declaration not well-formed"),
    32: ("PUBLICID", "illegal character(s) in public id"),
    33: ("SUSPENDED", "parser suspended"),
    34: ("NOT_SUSPENDED", "parser not suspended"),
    35: ("ABORTED", "parsing aborted"),
    36: ("FINISHED", "parsing finished"),
    37: ("SUSPEND_PE", "cannot suspend in external parameter entity"),
    38: ("RESERVED_PREFIX_XML", "reserved prefix (xml) must not be undeclared or bound to another namespace name"),
    39: ("RESERVED_PREFIX_XMLNS", "reserved prefix (xmlns) must not be declared or undeclared"),
    40: ("RESERVED_NAMESPACE_URI", "prefix must not be bound to one of the reserved namespace names"),
    41: ("INVALID_ARGUMENT", "invalid argument"),
    42: ("NO_BUFFER", "a successful prior call to function XML_GetBuffer was required"),
    43: (
        "AMPLIFICATION_LIMIT_BREACH",
        "limit on input amplification factor (from DTD and entities) breached",
    ),
}

errors = ModuleType("pyexpat.errors", "Constants used to describe error conditions.")
errors.codes = {text: code for code, (_, text) in _MESSAGES.items()}
errors.messages = {code: text for code, (_, text) in _MESSAGES.items()}
for _name, _text in _MESSAGES.values():
    setattr(errors, "XML_ERROR_" + _name, _text)
model = ModuleType("pyexpat.model", "Constants used to interpret content model information.")
for _i, _name in enumerate(("EMPTY", "ANY", "MIXED", "NAME", "CHOICE", "SEQ"), 1):
    setattr(model, "XML_CTYPE_" + _name, _i)
for _i, _name in enumerate(("NONE", "OPT", "REP", "PLUS")):
    setattr(model, "XML_CQUANT_" + _name, _i)
sys.modules["pyexpat.errors"] = errors
sys.modules["pyexpat.model"] = model


def ErrorString(code, /):
    """Returns string error for given number."""
    return errors.messages.get(code)


_NAME = r"[:A-Z_a-z\u00c0-\U000effff][-.:\w\u00b7]*"
_name = re.compile(_NAME)
_space = re.compile(r"[ \t\n]*")
_start_tag = re.compile(
    rf"""<({_NAME})((?:[ \t\n]+{_NAME}[ \t\n]*=[ \t\n]*(?:"[^"<]*"|'[^'<]*'))*)[ \t\n]*(/?)>"""
)
_attribute = re.compile(rf"""({_NAME})[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')""")
_end_tag = re.compile(rf"</({_NAME})[ \t\n]*>")
_reference = re.compile(rf"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|({_NAME}));")
_not_a_character = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_pieces = re.compile(r"\n|[^\n]+")
_declaration = re.compile(
    r"""<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')"""
    r"""(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)'))?"""
    r"""(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(yes|no)"|'(yes|no)'))?[ \t\n]*\?>"""
)
_byte_declaration = re.compile(rb"""<\?xml[^>]*?encoding[ \t\r\n]*=[ \t\r\n]*["']([-A-Za-z0-9._]+)["']""")
_literal = r"""(?:"([^"]*)"|'([^']*)')"""
_outside = re.compile(rf"(?:SYSTEM[ \t\n]+{_literal}|PUBLIC[ \t\n]+{_literal}(?:[ \t\n]+{_literal})?)")
_attribute_declaration = re.compile(
    rf"[ \t\n]+({_NAME})[ \t\n]+(NOTATION[ \t\n]*\([^)]*\)|\([^)]*\)|[A-Z]+)[ \t\n]+"
    rf"(?:(#REQUIRED|#IMPLIED)|(?:(#FIXED)[ \t\n]+)?{_literal})"
)
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XML = "http://www.w3.org/XML/1998/namespace"
# Text made by entities may be this much longer than the document, where it is long at all.
_AMPLIFICATION, _ENOUGH = 100, 8 << 20

_HANDLERS = (
    "StartElementHandler EndElementHandler ProcessingInstructionHandler CharacterDataHandler UnparsedEntityDeclHandler "
    "NotationDeclHandler StartNamespaceDeclHandler EndNamespaceDeclHandler CommentHandler StartCdataSectionHandler "
    "EndCdataSectionHandler DefaultHandler DefaultHandlerExpand NotStandaloneHandler ExternalEntityRefHandler "
    "StartDoctypeDeclHandler EndDoctypeDeclHandler EntityDeclHandler XmlDeclHandler ElementDeclHandler "
    "AttlistDeclHandler SkippedEntityHandler"
).split()


def _either(match, first):
    """The text of a literal in one of the two kinds of quotes, groups `first` and the next."""
    a, b = match.group(first), match.group(first + 1)
    return a if a is not None else b


def _outside_ids(match, first=1):
    """System and public identifier of a match of `_outside`."""
    system = _either(match, first)
    if system is not None:
        return system, None
    return _either(match, first + 4), _either(match, first + 2)


class xmlparser:
    """XML parser."""

    def __init__(self, encoding, separator, intern):
        for handler in _HANDLERS:
            setattr(self, handler, None)
        self.intern = {} if intern is None else intern
        self.buffer_size = 8192
        self.buffer_text = False
        self.ordered_attributes = False
        self.specified_attributes = False
        self.namespace_prefixes = False
        self.ErrorCode = 0
        self._encoding, self._separator = encoding, separator
        self._base = None
        self._decoder = None
        self._head = b""
        self._return = False
        self._text, self._at = "", 0
        # Of the first character of `_text`.
        self._line, self._column, self._before = 1, 0, 0
        self._stack = []
        self._spaces = [{"xml": _XML, "": ""}]
        self._state = "start"
        self._entities, self._defaults = {}, {}
        self._open_dtd = False
        self._added = 0
        self._buffer = []
        self._deferral = True
        self._failed = None

    # ---- where the parser stands ----

    def _place(self):
        text = self._text[: self._at]
        lines = text.count("\n")
        if lines:
            return self._line + lines, len(text) - text.rfind("\n") - 1
        return self._line, self._column + len(text)

    CurrentLineNumber = property(lambda self: self._place()[0])
    CurrentColumnNumber = property(lambda self: self._place()[1])
    CurrentByteIndex = property(lambda self: self._before + len(self._text[: self._at].encode("utf-8", "surrogatepass")))
    ErrorLineNumber, ErrorColumnNumber, ErrorByteIndex = CurrentLineNumber, CurrentColumnNumber, CurrentByteIndex
    buffer_used = property(lambda self: sum(map(len, self._buffer)))

    def _fail(self, code, at=None):
        if at is not None:
            self._at = at
        line, column = self._place()
        self.ErrorCode = code
        e = ExpatError(f"{errors.messages[code]}: line {line}, column {column}")
        e.code, e.lineno, e.offset = code, line, column
        self._failed = e
        raise e

    # ---- settings ----

    def SetBase(self, base, /):
        self._base = base

    def GetBase(self):
        return self._base

    def GetInputContext(self):
        return self._text[self._at :].encode() if self._state != "start" else None

    def UseForeignDTD(self, flag=True, /):
        self._open_dtd = bool(flag)

    def SetParamEntityParsing(self, flag, /):
        return 1

    def GetReparseDeferralEnabled(self):
        return self._deferral

    def SetReparseDeferralEnabled(self, enabled, /):
        self._deferral = bool(enabled)

    def ExternalEntityParserCreate(self, context, encoding=None, /):
        """Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler."""
        other = xmlparser(encoding, self._separator, self.intern)
        for handler in _HANDLERS:
            setattr(other, handler, getattr(self, handler))
        for name in ("buffer_text", "ordered_attributes", "specified_attributes", "namespace_prefixes"):
            setattr(other, name, getattr(self, name))
        other._base, other._entities, other._defaults = self._base, self._entities, self._defaults
        other._spaces = self._spaces[:]
        other._state = "outside"
        return other

    # ---- input ----

    def Parse(self, data, isfinal=False, /):
        """Parse XML data; `isfinal` should be true at end of input."""
        if self._failed is not None or self._state == "finished":
            self._fail(36)
        if isinstance(data, str):
            self._add(data)
        else:
            self._add_bytes(bytes(data), isfinal)
        if isfinal and self._return:
            self._text += "\n"
            self._return = False
        self._run(bool(isfinal))
        self._flush()
        if isfinal:
            self._end()
        self._forget()
        return 1

    def ParseFile(self, file, /):
        """Parse XML data from file-like object."""
        while True:
            data = file.read(1 << 16)
            if not isinstance(data, (bytes, bytearray, str)):
                raise TypeError(f"read() did not return a bytes object (type={type(data).__name__})")
            self.Parse(data, not data)
            if not data:
                return 1

    def _add_bytes(self, data, final):
        if self._decoder is None:
            self._head += data
            if len(self._head) < 4 and not final:
                return
            data, self._head = self._head, b""
            encoding = self._encoding or self._told(data)
            try:
                self._decoder = codecs.getincrementaldecoder(encoding)()
            except LookupError:
                self._fail(18)
        try:
            self._add(self._decoder.decode(data, final))
        except UnicodeDecodeError as e:
            self._add(self._decoder.__class__().decode(data[: e.start]) if e.start else "")
            self._at = len(self._text)
            self._fail(6 if "unexpected end" in e.reason else 4)

    @staticmethod
    def _told(data):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if data.startswith(b"<\0"):
            return "utf-16-le"
        if data.startswith(b"\0<"):
            return "utf-16-be"
        if data.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        told = _byte_declaration.match(data)
        name = told.group(1).decode() if told else "utf-8"
        return "utf-8" if name.lower() in ("utf-8", "utf-16") else name

    def _add(self, text):
        if self._return:
            text = "\r" + text
        self._return = text.endswith("\r")
        if self._return:
            text = text[:-1]
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._text += text
        if self._state == "start" and self._text.startswith("\ufeff"):
            self._text = self._text[1:]

    def _forget(self):
        """Drops what was read."""
        if self._at:
            line, column = self._place()
            self._before += len(self._text[: self._at].encode("utf-8", "surrogatepass"))
            self._text, self._at, self._line, self._column = self._text[self._at :], 0, line, column

    # ---- the document ----

    def _run(self, final):
        while self._at < len(self._text):
            text, at = self._text, self._at
            if text[at] != "<":
                if not self._characters(final):
                    return
                continue
            if text.startswith("</", at):
                done = self._end_tag(final)
            elif text.startswith("<?", at):
                done = self._instruction(final)
            elif text.startswith("<!", at):
                done = self._markup(final)
            else:
                done = self._start_tag(final)
            if not done:
                return

    def _end(self):
        if self._state != "outside":
            if self._at < len(self._text):
                self._fail(5)
            if self._stack or self._state != "after":
                self._fail(3)
        self._state = "finished"

    def _wait(self, final, code=5):
        """More is needed: an error at the end of the document."""
        if final:
            self._fail(code)
        return False

    def _told_default(self, text):
        handler = self.DefaultHandlerExpand or self.DefaultHandler
        if handler is not None:
            self._flush()
            handler(text)

    def _flush(self):
        if self._buffer:
            text = "".join(self._buffer)
            self._buffer = []
            if self.CharacterDataHandler is not None:
                self.CharacterDataHandler(text)

    def _data(self, text):
        if self.CharacterDataHandler is None:
            self._told_default(text)
        elif self.buffer_text:
            self._buffer.append(text)
        else:
            for piece in _pieces.findall(text):
                if self.CharacterDataHandler is not None:
                    self.CharacterDataHandler(piece)

    def _characters(self, final):
        text, at = self._text, self._at
        end = text.find("<", at)
        if end < 0:
            end = len(text)
        if not self._stack and self._state != "outside":
            self._at = _space.match(text, at).end()
            if self._at == end:
                return True
            self._fail(9 if self._state == "after" else 2)
        if text[at] == "&":
            return self._content_reference(final)
        ampersand = text.find("&", at, end)
        if ampersand >= 0:
            end = ampersand
        bad = _not_a_character.search(text, at, end)
        if bad:
            self._fail(4, bad.start())
        section = text.find("]]>", at, end + 2)
        if section >= 0:
            self._fail(4, section + 2)
        if end == len(text) and not final and text.endswith("]"):
            # It may become the end of a section, which may not stand here.
            end = len(text.rstrip("]"))
            if end == at:
                return False
        self._data(text[at:end])
        self._at = end
        return True

    def _content_reference(self, final):
        text, at = self._text, self._at
        match = _reference.match(text, at)
        if match is None:
            if text.find(";", at) < 0 and not final and re.fullmatch(r"&#?[-.:\w]*", text[at:]):
                return False
            self._fail(4, at + 1)
        character = self._character(match)
        if character is not None:
            self._data(character)
            self._at = match.end()
            return True
        name = match.group(3)
        entity = self._entities.get(name)
        if entity is None:
            if not self._open_dtd:
                self._fail(11)
            if self.SkippedEntityHandler is not None:
                self._flush()
                self.SkippedEntityHandler(name, False)
            else:
                self._told_default(match.group())
            self._at = match.end()
            return True
        value, system, public, notation = entity
        if notation is not None:
            self._fail(15)
        if value is None:
            self._flush()
            if self.ExternalEntityRefHandler is not None:
                if not self.ExternalEntityRefHandler(name, self._base, system, public):
                    self._fail(21)
            else:
                self._told_default(match.group())
            self._at = match.end()
            return True
        if self.DefaultHandler is not None and self.DefaultHandlerExpand is None:
            self._told_default(match.group())
            self._at = match.end()
            return True
        value = self._expanded(name, ())
        self._text = text[:at] + value + text[match.end() :]
        return True

    def _character(self, match):
        """The character that a reference means; None for one to an entity of the document."""
        decimal, hexadecimal, name = match.groups()
        if name is not None:
            return _CHARACTERS.get(name)
        number = int(decimal) if decimal else int(hexadecimal, 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or _not_a_character.match(chr(number)):
            self._fail(14)
        return chr(number)

    def _expanded(self, name, inside):
        """The text of an internal entity, with those that it refers to."""
        if name in inside:
            self._fail(12)
        entity = self._entities.get(name)
        if entity is None:
            self._fail(11)
        if entity[0] is None:
            return f"&{name};" if not inside else ""
        value = entity[0]
        self._added += len(value)
        if self._added > _ENOUGH and self._added > _AMPLIFICATION * (len(self._text) + self._before):
            self._fail(43)

        def inner(match):
            other = match.group(3)
            if other is None or other in _CHARACTERS:
                return match.group()
            return self._expanded(other, (*inside, name))

        return _reference.sub(inner, value)

    def _value(self, raw):
        """The value of an attribute from its text."""
        if "\n" in raw or "\t" in raw:
            raw = raw.replace("\n", " ").replace("\t", " ")
        if "&" not in raw:
            return raw
        out, at = [], 0
        while True:
            next_ = raw.find("&", at)
            if next_ < 0:
                out.append(raw[at:])
                return "".join(out)
            match = _reference.match(raw, next_)
            if match is None:
                self._fail(4)
            out.append(raw[at:next_])
            character = self._character(match)
            if character is None:
                name = match.group(3)
                if name not in self._entities and self._open_dtd:
                    character = ""
                else:
                    if name in self._entities and self._entities[name][0] is None:
                        self._fail(16)
                    character = self._value(self._expanded(name, ()))
            out.append(character)
            at = match.end()

    # ---- tags ----

    def _start_tag(self, final):
        text, at = self._text, self._at
        match = _start_tag.match(text, at)
        if match is None:
            return self._broken_tag(final)
        if self._state == "after":
            self._fail(9)
        name, written, empty = match.groups()
        attributes = []
        if written:
            for a in _attribute.finditer(written):
                key, value = a.group(1), _either(a, 2)
                if any(key == k for k, _ in attributes):
                    self._fail(8, match.start(2) + a.start(1))
                attributes.append((key, self._value(value)))
            bad = _not_a_character.search(written)
            if bad:
                self._fail(4, match.start(2) + bad.start())
        given = len(attributes)
        for key, value in self._defaults.get(name, {}).items():
            if value is not None and not any(key == k for k, _ in attributes):
                attributes.append((key, value))
        if self.specified_attributes:
            del attributes[given:]
        if self._state != "outside":
            self._state = "inside"
        self._flush()
        shown, declared = name, ()
        if self._separator is not None:
            shown, attributes, declared = self._with_namespaces(name, attributes)
        shown = self.intern.setdefault(shown, shown)
        self._stack.append((name, shown, declared))
        if self.StartElementHandler is not None:
            if self.ordered_attributes:
                given = [part for pair in attributes for part in pair]
            else:
                given = dict(attributes)
            self.StartElementHandler(shown, given)
        else:
            self._told_default(match.group())
        self._at = match.end()
        if empty:
            self._close()
        return True

    def _broken_tag(self, final):
        """Finds out whether a tag goes on in what is to come, or where it is wrong."""
        text, at = self._text, self._at
        self_name = _name.match(text, at + 1)
        if self_name is None:
            return self._wait(final) if at + 1 == len(text) else self._fail(4, at + 1)
        here = self_name.end()
        while True:
            space = _space.match(text, here).end()
            if space == len(text):
                return self._wait(final)
            attribute = _attribute.match(text, space)
            if attribute is None or space == here:
                here = space
                break
            here = attribute.end()
        rest = text[here:]
        unfinished = rf"""/|{_NAME}|{_NAME}[ \t\n]+|{_NAME}[ \t\n]*=[ \t\n]*|{_NAME}[ \t\n]*=[ \t\n]*(?:"[^"<]*|'[^'<]*)"""
        if re.fullmatch(unfinished, rest):
            return self._wait(final)
        bad = re.match(rf"""(?:{_NAME}(?:[ \t\n]*(?:=[ \t\n]*(?:"[^"<]*|'[^'<]*)?)?)?|/)?""", rest)
        return self._fail(4, here + bad.end())

    def _end_tag(self, final):
        text, at = self._text, self._at
        match = _end_tag.match(text, at)
        if match is None:
            if re.fullmatch(rf"</(?:{_NAME}[ \t\n]*)?", text[at:]):
                return self._wait(final)
            bad = re.match(rf"</(?:{_NAME}[ \t\n]*)?", text[at:])
            self._fail(4, at + bad.end())
        if not self._stack:
            self._fail(9 if self._state == "after" else 4, at if self._state == "after" else at + 1)
        if match.group(1) != self._stack[-1][0]:
            self._fail(7, at + 2)
        self._flush()
        self._close(match.group())
        self._at = match.end()
        return True

    def _close(self, written=""):
        _, shown, declared = self._stack.pop()
        if self.EndElementHandler is not None:
            self.EndElementHandler(shown)
        elif written:
            self._told_default(written)
        if self._separator is not None:
            self._spaces.pop()
            if self.EndNamespaceDeclHandler is not None:
                for prefix in reversed(declared):
                    self.EndNamespaceDeclHandler(prefix)
        if not self._stack and self._state != "outside":
            self._state = "after"

    def _with_namespaces(self, name, attributes):
        spaces, declared, kept = self._spaces[-1], [], []
        for key, value in attributes:
            if key != "xmlns" and not key.startswith("xmlns:"):
                kept.append((key, value))
                continue
            prefix = key[6:]
            if prefix == "xmlns":
                self._fail(39)
            if (prefix == "xml") != (value == _XML):
                self._fail(38 if prefix == "xml" else 40)
            if prefix and not value:
                self._fail(28)
            if spaces is self._spaces[-1]:
                spaces = dict(spaces)
            spaces[prefix] = value
            declared.append(prefix or None)
            if self.StartNamespaceDeclHandler is not None:
                self.StartNamespaceDeclHandler(prefix or None, value or None)
        self._spaces.append(spaces)
        named = [(self._qualified(k, spaces, False), v) for k, v in kept]
        if len({k for k, _ in named}) != len(named):
            self._fail(8)
        return self._qualified(name, spaces, True), named, declared

    def _qualified(self, name, spaces, by_default):
        prefix, colon, local = name.partition(":")
        if not colon:
            uri = spaces[""] if by_default else ""
            return uri + self._separator + name if uri else name
        if prefix not in spaces:
            self._fail(27)
        full = spaces[prefix] + self._separator + local
        if self.namespace_prefixes:
            full += self._separator + prefix
        return full

    # ---- instructions, comments, sections ----

    def _instruction(self, final):
        text, at = self._text, self._at
        end = text.find("?>", at + 2)
        if end < 0:
            return self._wait(final)
        first = self._state in ("start", "outside") and at == 0 and self._before == 0
        if text.startswith(("<?xml ", "<?xml\n", "<?xml\t"), at):
            return self._xml_declaration(first)
        name = _name.match(text, at + 2)
        if name is None or name.end() > end or name.group().lower() == "xml":
            self._fail(17 if name and name.group() == "xml" else 4, at if name else at + 2)
        if self._state == "start":
            self._state = "before"
        self._flush()
        if self.ProcessingInstructionHandler is not None:
            data = text[_space.match(text, name.end()).end() : end]
            self.ProcessingInstructionHandler(name.group(), data)
        else:
            self._told_default(text[at : end + 2])
        self._at = end + 2
        return True

    def _xml_declaration(self, first):
        text, at = self._text, self._at
        if not first:
            self._fail(17)
        match = _declaration.match(text, at)
        if match is None and self._state != "outside":
            self._fail(30, at + 6)
        if match is not None and self.XmlDeclHandler is not None:
            alone = match.group(5) or match.group(6)
            self.XmlDeclHandler(_either(match, 1), _either(match, 3), {"yes": 1, "no": 0}.get(alone, -1))
        elif match is not None:
            self._told_default(match.group())
        if self._state == "start":
            self._state = "before"
        self._at = match.end() if match else text.find("?>", at) + 2
        return True

    def _markup(self, final):
        text, at = self._text, self._at
        if text.startswith("<!--", at):
            return self._comment(final)
        if text.startswith("<![CDATA[", at):
            if not self._stack and self._state != "outside":
                self._fail(9 if self._state == "after" else 2)
            return self._section(final)
        if text.startswith("<!DOCTYPE", at):
            if self._state not in ("start", "before"):
                self._fail(4 if self._stack else 9, at + 2 if self._stack else at)
            return self._doctype(final)
        if any(whole.startswith(text[at:]) for whole in ("<!--", "<![CDATA[", "<!DOCTYPE")):
            return self._wait(final)
        return self._fail(4, at + 2)

    def _comment(self, final):
        text, at = self._text, self._at
        end = text.find("--", at + 4)
        if end < 0 or end + 2 == len(text):
            return self._wait(final)
        if text[end + 2] != ">":
            self._fail(4, end + 2)
        if self._state == "start":
            self._state = "before"
        self._flush()
        if self.CommentHandler is not None:
            self.CommentHandler(text[at + 4 : end])
        else:
            self._told_default(text[at : end + 3])
        self._at = end + 3
        return True

    def _section(self, final):
        text, at = self._text, self._at
        end = text.find("]]>", at + 9)
        if end < 0:
            if final:
                self._fail(20, len(text))
            return False
        if self.StartCdataSectionHandler is not None:
            self._flush()
            self.StartCdataSectionHandler()
        if end > at + 9:
            self._data(text[at + 9 : end])
        if self.EndCdataSectionHandler is not None:
            self._flush()
            self.EndCdataSectionHandler()
        self._at = end + 3
        return True

    # ---- the document type ----

    def _doctype(self, final):
        text, at = self._text, self._at
        match = re.compile(rf"<!DOCTYPE[ \t\n]+({_NAME})[ \t\n]*(?:{_outside.pattern}[ \t\n]*)?(\[|>)").match(text, at)
        if match is None:
            if ">" in text[at:] or "[" in text[at:]:
                self._fail(2, at + 9)
            return self._wait(final)
        end, subset = match.end(), None
        if match.group(8) == "[":
            close = self._subset_end(match.end())
            if close is None:
                return self._wait(final)
            subset = text[match.end() : close]
            end = _space.match(text, close + 1).end()
            if end == len(text):
                return self._wait(final)
            if text[end] != ">":
                self._fail(4, end)
            end += 1
        system, public = _outside_ids(match, 2)
        self._state = "before"
        self._open_dtd = self._open_dtd or system is not None
        if self.StartDoctypeDeclHandler is not None:
            self.StartDoctypeDeclHandler(match.group(1), system, public, int(subset is not None))
        if subset is not None:
            self._subset(subset, match.end())
        if self.EndDoctypeDeclHandler is not None:
            self.EndDoctypeDeclHandler()
        self._at = end
        return True

    def _subset_end(self, at):
        """Where the bracket is that ends the internal subset; None if it is to come."""
        part = re.compile(r"""\]|<!--.*?-->|<\?.*?\?>|<!(?:"[^"]*"|'[^']*'|[^"'>])*>|[^\]<]+|<""", re.S)
        while match := part.match(self._text, at):
            if match.group() == "]":
                return match.start()
            if match.group() == "<":
                return None
            at = match.end()
        return None

    def _subset(self, text, start):
        part = re.compile(r"""[ \t\n]+|<!--(.*?)-->|<\?(.*?)\?>|<!([A-Z]+)((?:"[^"]*"|'[^']*'|[^"'>])*)>|%([^;]*);""", re.S)
        at = 0
        while at < len(text):
            match = part.match(text, at)
            if match is None:
                self._fail(2, start + at)
            comment, instruction, kind, body, parameter = match.groups()
            if comment is not None and self.CommentHandler is not None:
                self.CommentHandler(comment)
            elif instruction is not None and self.ProcessingInstructionHandler is not None:
                target, _, data = instruction.partition(" ")
                self.ProcessingInstructionHandler(target, data.lstrip())
            elif parameter is not None:
                self._open_dtd = True
            elif kind == "ENTITY":
                self._entity_declaration(body, start + at)
            elif kind == "ATTLIST":
                self._attribute_declarations(body, start + at)
            elif kind == "NOTATION":
                self._notation_declaration(body, start + at)
            elif kind == "ELEMENT":
                self._element_declaration(body)
            elif kind is not None:
                self._fail(2, start + at)
            at = match.end()

    def _entity_declaration(self, body, at):
        match = re.fullmatch(
            rf"[ \t\n]+(%[ \t\n]+)?({_NAME})[ \t\n]+(?:{_literal}|{_outside.pattern}(?:[ \t\n]+NDATA[ \t\n]+({_NAME}))?)[ \t\n]*",
            body,
        )
        if match is None:
            self._fail(2, at)
        parameter, name, notation = bool(match.group(1)), match.group(2), match.group(11)
        value, system, public = _either(match, 3), None, None
        if value is None:
            system, public = _outside_ids(match, 5)
        else:
            value = re.sub(r"&#(?:[0-9]+|x[0-9a-fA-F]+);", lambda m: self._character(_reference.match(m.group())), value)
        if not parameter:
            self._entities.setdefault(name, (value, system, public, notation))
        if notation is not None and self.UnparsedEntityDeclHandler is not None:
            self.UnparsedEntityDeclHandler(name, self._base, system, public, notation)
        elif self.EntityDeclHandler is not None:
            self.EntityDeclHandler(name, parameter, value, self._base, system, public, notation)

    def _attribute_declarations(self, body, at):
        name = re.match(rf"[ \t\n]+({_NAME})", body)
        if name is None:
            self._fail(2, at)
        known = self._defaults.setdefault(name.group(1), {})
        for match in _attribute_declaration.finditer(body, name.end()):
            key, kind, rule, fixed = match.group(1, 2, 3, 4)
            value = _either(match, 5)
            value = None if value is None else self._value(value)
            known.setdefault(key, value)
            if self.AttlistDeclHandler is not None:
                kind = re.sub(r"[ \t\n]+", "", kind)
                required = rule == "#REQUIRED" or fixed is not None
                self.AttlistDeclHandler(name.group(1), key, kind, value, int(required))

    def _notation_declaration(self, body, at):
        match = re.fullmatch(rf"[ \t\n]+({_NAME})[ \t\n]+{_outside.pattern}[ \t\n]*", body)
        if match is None:
            self._fail(2, at)
        if self.NotationDeclHandler is not None:
            system, public = _outside_ids(match, 2)
            self.NotationDeclHandler(match.group(1), self._base, system, public)

    def _element_declaration(self, body):
        name, _, content = body.strip().partition(" ")
        if self.ElementDeclHandler is not None:
            self.ElementDeclHandler(name, _content_model(content.strip()))


def _content_model(text):
    """The tuples that describe what an element may contain."""
    if text in ("EMPTY", "ANY"):
        return (model.XML_CTYPE_EMPTY if text == "EMPTY" else model.XML_CTYPE_ANY, 0, None, ())
    tokens = re.findall(r"[(),|]|[*+?]|#?[^\s(),|*+?]+", text)
    at = 0

    def often():
        nonlocal at
        if at < len(tokens) and tokens[at] in "?*+":
            at += 1
            return "?*+".index(tokens[at - 1]) + 1
        return model.XML_CQUANT_NONE

    def item():
        nonlocal at
        if tokens[at] != "(":
            at += 1
            name = tokens[at - 1]
            return (model.XML_CTYPE_NAME, often(), name, ())
        at += 1
        children, kind = [item()], model.XML_CTYPE_SEQ
        while at < len(tokens) and tokens[at] != ")":
            if tokens[at] == "|":
                kind = model.XML_CTYPE_CHOICE
            at += 1
            children.append(item())
        at += 1
        if children[0][2] == "#PCDATA":
            return (model.XML_CTYPE_MIXED, often(), None, tuple(children[1:]))
        return (kind, often(), None, tuple(children))

    return item() if tokens else (model.XML_CTYPE_EMPTY, 0, None, ())


xmlparser.__name__ = xmlparser.__qualname__ = "xmlparser"
xmlparser.__module__ = "pyexpat"
XMLParserType = xmlparser


def ParserCreate(encoding=None, namespace_separator=None, intern=None):
    """Return a new XML parser object."""
    if namespace_separator is not None:
        if not isinstance(namespace_separator, str):
            kind = type(namespace_separator).__name__
            raise TypeError(f"ParserCreate() argument 'namespace_separator' must be str or None, not {kind}")
        if len(namespace_separator) > 1:
            raise ValueError("namespace_separator must be at most one character, omitted, or None")
    if encoding is not None and not isinstance(encoding, str):
        raise TypeError(f"ParserCreate() argument 'encoding' must be str or None, not {type(encoding).__name__}")
    return xmlparser(encoding, namespace_separator, intern)
