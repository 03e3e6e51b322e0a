"""Records what CPython answers: `python3.13 record.py > recorded.txt`.

One line a question: what is asked, its arguments, and `=answer` or `!Exception: message`; separated by tabs, each
field with the escapes of a Python literal.
"""

import itertools
import math
import os
import random
import struct
import subprocess
import sys
import unicodedata

random.seed(2024)


def ask(kind, args, answer):
    try:
        result = "=" + answer()
    except Exception as error:
        result = f"!{type(error).__name__}: {error}"
    fields = [kind, *map(str, args), result]
    print("\t".join(field.encode("unicode_escape").decode() for field in fields))


def bits(x):
    if x != x:
        x = math.nan
    return format(struct.unpack("<Q", struct.pack("<d", x))[0], "016x")


FLOATS = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 1e15, 1e16, 1e17, 123456789012345678.0, 9999999999999998.0, 1e22,
          1e23, 1e-4, 1e-5, 0.00012345, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, math.inf, -math.inf,
          math.nan, 3.141592653589793, -2.718281828459045, 1234567.891, 0.999999, 99.995, 1e100, 12345.678, 1 / 3]
FLOATS += [struct.unpack("<d", random.randbytes(8))[0] for _ in range(20)]
FLOATS += [random.uniform(-1e6, 1e6) for _ in range(8)] + [round(random.random(), 3) for _ in range(8)]
INTS = [0, 1, -1, 7, -42, 255, 1000, -1234567, 2**31, 2**48, 2**63 - 1, -2**63, 2**63, 2**64, 10**30, -(10**40) - 7]
TEXTS = ["", "a", "abc", "Hello World", "it's", 'say "hi"', "both ' and \"", "tab\there\n", "\x00\x1f\x7f", "back\\slash",
         "äöü ß", "Straße", "ΑΣ ΣΑΣ", "ǅ ǆ Ǆ", "ﬁne ﬂag", "\u200b\u2028\xa0", "日本語", "🎉 party", "ŉx İi", "1st 2ND", "x" * 30,
         "they're bill's", "ͅΑ", "\U000e0001\U0010ffff", "ÿ\u0378"]


def floats():
    for x in FLOATS:
        ask("float_repr", [bits(x)], lambda: repr(x))
        ask("float_hex", [bits(x)], lambda: x.hex())
        ask("float_hash", [bits(x)], lambda: "identity" if x != x else str(hash(x)))
        ask("float_ratio", [bits(x)], lambda: "/".join(map(str, x.as_integer_ratio())))
        ask("float_int", [bits(x)], lambda: str(int(x)))
        for digits in random.sample(range(-20, 25), 5) + [0, 1, 2]:
            ask("float_round", [bits(x), digits], lambda: repr(round(x, digits)))
    for x in [0.5, 1.5, 2.675, 1234.5678, 15.0, 25.0, 5e22, 1.5e300, 50.0, 150.0, 50.00000001, -50.0, -51.0, 1.7e308]:
        for digits in [*range(-4, 4), -22, -23, -24, -300, -308, -309, 300, 322, 323, 400]:
            ask("float_round", [bits(x), digits], lambda: repr(round(x, digits)))
    for x, y in itertools.product([0.0, -0.0, 1.0, -7.5, 7.5, 1e300, math.inf, -3.0], [2.0, -2.0, 0.1, 0.0, math.inf, -math.inf, 1e-300]):
        ask("float_divmod", [bits(x), bits(y)], lambda: repr(divmod(x, y)))
        ask("float_pow", [bits(x), bits(y)], lambda: "complex" if isinstance(x ** y, complex) else repr(x ** y))
    for a, b in zip(random.choices(FLOATS, k=60), random.choices(FLOATS, k=60)):
        ask("complex_repr", [bits(a), bits(b)], lambda: repr(complex(a, b)))
        ask("complex_hash", [bits(a), bits(b)], lambda: "identity" if a != a or b != b else str(hash(complex(a, b))))


def parsing():
    for text in ["1", " 1.5 ", "-0", "+.5", "5.", ".", "", " ", "e5", "1e5", "1e+5", "1E-5", "1e", "1_000.5", "_1", "1_", "1__0", "1_e5",
                 "inf", "-Infinity", "+nan", "infinit", "nan1", "1e400", "-1e400", "1e-400", "١٢٣", "\u20031.5\u3000", "0x10", "1.5j", "1 2",
                 "179769313486231580793728971405301e276", "2.4703282292062327e-324", "2.4703282292062328e-324", "9007199254740993", "1\0",
                 "0." + "0" * 400 + "1", "1" * 400, "²"]:
        ask("float_parse", [text], lambda: bits(float(text)))
    for text in ["1", "j", "-j", "1+j", "1-2j", "(1+2j)", " ( 1+2j ) ", "1+2", "1+2j3", "", "1e5j", "inf-nanj", "nan+infj", "1 + 2j", "+1.5-J", "1_0+1_0j", "()", "(1"]:
        def parse():
            z = complex(text)
            return f"{z.real!r} {z.imag!r}"
        ask("complex_parse", [text], parse)
    for text in ["0x1p0", "1", "0x.8", "0x1.8p3", "-0x1.921fb54442d18p+1", "inf", "-nan", "0x1p1024", "0x1p1023", "0x1.fffffffffffff8p1023",
                 "0x1.fffffffffffff7p1023", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1.000000000000001p-1075", "0x3p-1075", "", "0x", "0xg", "1p", " 0x1p+3 ",
                 "0x1p99999999999999999999", "0x1p-99999999999999999999", "0x0p99999999999999999999", "0x10000000000000801", "0x1.00000000000008", "0x1.000000000000080000000001", "0x1.00000000000018", "p3", "1.2.3"]:
        ask("float_fromhex", [text], lambda: bits(float.fromhex(text)))
    for text, base in [(t, b) for t in ["0", "10", "-10", "+7", " 12 ", "0x1F", "0o17", "0b101", "0B1", "0x", "1_000", "1__0", "_1", "1_", "0_7", "007", "000", "0_0",
                                        "0x_1f", "0_x1", "zz", "ZZ", "", " ", "-", "--1", "+-1", "- 1", "1 2", "٣٤", "９", "12\u2003", "²", "1.0", "1e5", "0b2", "9223372036854775807",
                                        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1" * 40, "\n5\t", "'"]
                       for b in [10, 0, 16, 2, 36, 8, 7]] + [("1", 1), ("1", 37), ("1" * 4301, 10), ("1" * 4300, 10), ("1_" * 4299 + "1", 10), ("1" * 4301, 3), ("f" * 4301, 16)]:
        ask("int_parse", [text, base], lambda: str(hash(int(text, base))) + " " + str(int(text, base).bit_length()))


def integers():
    for n in INTS:
        for name, f in [("bin", bin), ("oct", oct), ("hex", hex)]:
            ask(name, [n], lambda: f(n))
        ask("int_hash", [n], lambda: str(hash(n)))
        ask("int_float", [n], lambda: bits(float(n)))
        for digits in [1, 2, 5, 20, 50]:
            ask("int_round", [n, digits], lambda: str(round(n, -digits)))
        for length, order, signed in itertools.product([1, 2, 8, 9, 20], ["big", "little"], [0, 1]):
            ask("int_bytes", [n, length, order, signed], lambda: n.to_bytes(length, order, signed=bool(signed)).hex())
    for raw in [b"", b"\0", b"\xff", b"\x80\0", b"\x01\x02\x03", bytes(range(250, 256)) * 3]:
        for order, signed in itertools.product(["big", "little"], [0, 1]):
            ask("bytes_int", [raw.hex(), order, signed], lambda: str(int.from_bytes(raw, order, signed=bool(signed))))
    big = [random.getrandbits(random.choice([60, 64, 65, 100, 128, 700, 1100])) * random.choice([1, -1]) for _ in range(20)]
    big += [2**53 + 1, 2**54 + 2, 2**54 + 6, 2**64 - 1, 2**61 - 1, 2**61, -(2**61 - 1), 2**1024 - 2**970, 2**1024 - 2**970 - 1, 2**1023, 2**128 + 2**75, 2**128 + 2**75 + 1, 1, 3, 0]
    for n in big:
        ask("int_hash", [n], lambda: str(hash(n)))
        ask("int_float", [n], lambda: bits(float(n)))
        ask("isqrt", [n], lambda: str(math.isqrt(n)))
        ask("bit_length", [n], lambda: f"{n.bit_length()} {n.bit_count()}")
        for m in random.sample(big, 3):
            ask("true_divide", [n, m], lambda: bits(n / m))
            ask("int_divmod", [n, m], lambda: "{} {}".format(*divmod(n, m)))
            ask("gcd", [n, m], lambda: str(math.gcd(n, m)))
            ask("int_pow", [n, m % 50 - 3, m // 7], lambda: str(pow(n, m % 50 - 3, m // 7)))
            x = float(random.choice([n, m])) if abs(n) < 2**1000 and abs(m) < 2**1000 else 0.5
            ask("compare", [n, bits(x)], lambda: "less" if n < x else "greater" if n > x else "equal")
    for n in [2**53 + 1, 2**53, -(2**53) - 1, 2**63, 2**62 + 1, 5, 0, -5, 2**63 - 1, -(2**63)]:
        for x in [2.0**53, -(2.0**53), 2.0**63, 2.0**62, 5.5, 4.5, -5.5, -4.5, 0.0, math.inf, -math.inf, -(2.0**63), 1e300, 5e-324]:
            ask("compare", [n, bits(x)], lambda: "less" if n < x else "greater" if n > x else "equal")
    for n, by in [(1, 0), (5, 100), (-5, 1), (-5, 200), (2**70, 69), (7, -1), (0, 2**80), (-1, 2**80), (3, 2**80)]:
        if not (n == 3 and by > 2**40):
            ask("shift_right", [n, by], lambda: str(n >> by))
        if by < 2**20 or n == 0:
            ask("shift_left", [n, by], lambda: str(n << by))


def formats():
    specs = ["", "d", "10", "<10", "^10", "=10", "010", "+", " ", "-", "+10,", ",", "_", "08,", "010,", "012,d", "_x", "_b", "#x", "#_X", "#010x", "#o", "b", "c", "5c", "*^5c",
             "+c", "#c", "n", "e", ".2e", "E", "f", ".0f", "#.0f", ".3f", "F", "g", ".3g", "#.3g", "G", ".10g", "%", ".1%", "+.2f", "010.2f", "<10.2f", "*>+12,.2f", "_.3f", ".3",
             "10.4", "#.3", "020.5", "z", "z.1f", "zd", "s", "x<10s", ".5s", "x", ",x", ",s", ",_", "_,", ",,", ".", ".f", "10.", "q", "dd", "é", "é<8", "<<8", "==8", "0=8", "0<8", "00008",
             "99999999999999999999", ".99999999999999999999f", ".3d", ".60f", ".0e", ".0g", "#.0e", "#g", "-010.3f", "\x07", "é10d", "+s", " s", "=5s", "#s", "zs", "5.2s", "0<5", "05", "=+9,.1f",
             "016,.2f", "015,.2f", "014,.2f", "013,.2f", "0,", "01,", "05_b", "09_b", "010_b", "011_b"]
    for spec in specs:
        for n in [5, -42, 1234567, -(2**70)]:
            ask("format_int", [n, spec], lambda: format(n, spec))
        for x in [-0.0, 3.14159, -1234567.891, 1e16, 1e-7, math.inf, math.nan, 123456.0, -0.04]:
            ask("format_float", [bits(x), spec], lambda: format(x, spec))
        for text in ["", "abc", "日本語🎉"]:
            ask("format_str", [text, spec], lambda: format(text, spec))
        for z in [0j, 1 + 2j, -1.5 - 0.25j, complex(-0.0, 1), complex(math.inf, math.nan), 3j]:
            ask("format_complex", [bits(z.real), bits(z.imag), spec], lambda: format(z, spec))
    for x in FLOATS[24:]:
        for code, precision in itertools.product("efg", [0, 3, 17]):
            ask("format_float", [bits(x), f".{precision}{code}"], lambda: format(x, f".{precision}{code}"))
    for value in [1114112, -1, 2**80, 955]:
        ask("format_int", [value, "c"], lambda: format(value, "c"))


def percents():
    for form in ["%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%+05d", "%-05d|", "%.5d", "%8.5d", "%08.5d", "%x", "%#x", "%#010x", "%#.5x", "%X", "%#X", "%o", "%#o", "%i", "%u", "%#-10x|", "%ld",
                 "%+ d", "% x", "%d%%", "100%%: %d"]:
        for n in [0, 7, -42, 2**70]:
            ask("percent_int", [form, n], lambda: form % n)
    for form in ["%f", "%.2f", "%10.3f", "%-10.1f|", "%010.2f", "%+.0f", "%#.0f", "%e", "%.0e", "%E", "%g", "%#g", "%.3G", "%F", "% f", "%.50f", "%010f"]:
        for x in [0.0, -0.0, 1.5, -12345.678, 1e20, math.inf, math.nan, -math.inf]:
            ask("percent_float", [form, bits(x)], lambda: form % x)
    for form in ["%s", "%10s", "%-10s|", "%.2s", "%5.1s", "%010s", "%+s", "a%sb", "%%%s", "%c|%s"[3:]]:
        for text in ["", "abc", "日本語"]:
            ask("percent_str", [form, text], lambda: form % text)
    for form in ["%", "%5", "%(a", "%(a)", "%q", "abc %y", "é%\x07", "%.", "%99999999999999999999d", "%.99999999999999999999d", "%é"]:
        ask("percent_str", [form, "x"], lambda: form % {"a": 1} if "(" in form else form % "x")


def escapes():
    for text in TEXTS:
        ask("repr", [text], lambda: repr(text))
        ask("ascii", [text], lambda: ascii(text))
        raw = text.encode()
        ask("bytes_repr", [raw.hex()], lambda: repr(raw)[1:])
        for name in ["upper", "lower", "title", "capitalize", "swapcase", "casefold"]:
            ask(name, [text], lambda: getattr(text, name)())
        for name in ["isupper", "islower", "istitle", "isidentifier"]:
            ask(name, [text], lambda: str(getattr(text, name)()))
    # Later versions of Unicode have more characters, and have changed their mind about one.
    known = [c for c in [*range(0x800), *range(0x2000, 0x2200)] if unicodedata.category(chr(c)) != "Cn" and c != 0x295]
    def runs(codes):
        groups = itertools.groupby(enumerate(codes), lambda pair: pair[1] - pair[0])
        return " ".join(f"{run[0]:x}-{run[-1]:x}" for run in ([code for _, code in group] for _, group in groups))
    for name in ["isalpha", "isalnum", "isdecimal", "isdigit", "isnumeric", "isspace", "isprintable", "isupper", "islower"]:
        ask("class", [name, runs(known)], lambda: runs([c for c in known if getattr(chr(c), name)()]))
    digits = "".join(chr(c) for c in range(0x80, 0x110000) if chr(c).isdecimal())
    ask("decimal_values", [digits], lambda: "".join(str(unicodedata.decimal(c)) for c in digits))


def splitting():
    texts = ["", " ", "a", " a ", "a b c", "  a  b  c  ", "a,b,,c,", ",", "aXXbXXXc", "ab\ncd\r\nef\rgh\n", "\n", "\r\n\r\n", "x\x0by\x0cz\x1c1\x1d2\x1e3\x1f4\x855\u20286\u2029", "\u2003a\xa0b\u3000", "aaaa", "日本 語,x"]
    show = lambda parts: "|".join(parts) + f"#{len(parts)}"
    for text in texts:
        for most in [-1, 0, 1, 2]:
            ask("split_spaces", [text, most], lambda: show(text.split(None, most)))
            ask("rsplit_spaces", [text, most], lambda: show(text.rsplit(None, most)))
            for sep in [",", "XX", "aa", " "]:
                ask("split", [text, sep, most], lambda: show(text.split(sep, most)))
                ask("rsplit", [text, sep, most], lambda: show(text.rsplit(sep, most)))
            for old, new in [("a", "bb"), ("", "-"), ("aa", ""), ("XX", "Y"), ("a", "a")]:
                ask("replace", [text, old, new, most], lambda: text.replace(old, new, most))
                raw = text.encode()
                ask("bytes_replace", [raw.hex(), old.encode().hex(), new.encode().hex(), most], lambda: raw.replace(old.encode(), new.encode(), most).hex())
            ask("bytes_split_spaces", [text, most], lambda: show([p.decode("latin1") for p in text.encode().split(None, most)]))
            ask("bytes_rsplit_spaces", [text, most], lambda: show([p.decode("latin1") for p in text.encode().rsplit(None, most)]))
        for keep in [0, 1]:
            ask("splitlines", [text, keep], lambda: show(text.splitlines(bool(keep))))
            ask("bytes_splitlines", [text, keep], lambda: show([p.decode("latin1") for p in text.encode().splitlines(bool(keep))]))
        for needle in ["", "a", "aa", "XX", "语", "語"]:
            ask("count", [text, needle], lambda: str(text.count(needle)))
            ask("find", [text, needle], lambda: f"{text.encode().find(needle.encode())} {text.encode().rfind(needle.encode())}")
        for chars in [None, "a ", "\n,"]:
            ask("strip", [text, chars or "None"], lambda: "|".join([text.strip(chars), text.lstrip(chars), text.rstrip(chars)]))
        ask("expandtabs", [text + "\tb\tccc\n\td", 4], lambda: (text + "\tb\tccc\n\td").expandtabs(4))
        for width in [0, 4, 5, 8]:
            ask("justify", [text, width], lambda: "|".join([text.center(width, "*"), text.ljust(width), text.rjust(width, "日")]))
    for text in ["5", "-5", "+5", "", "--5", "abc", "日"]:
        ask("zfill", [text, 4], lambda: text.zfill(4))
    for text in ["", "ab cd", "a b", "abc", "xy", "a", "12 \n\t34", "é0", "0é"]:
        ask("bytes_fromhex", [text], lambda: bytes.fromhex(text).hex())


def fields():
    import _string
    for form in ["", "abc", "{}", "{0}", "{a.b[c]}", "{a!r}", "{a:>10}", "{a!r:>{w}}", "x{{y}}z", "{{}}", "{", "}", "{a", "{a!", "{a!r", "{a!rx}", "{a:{b:{c}}}", "a{b}c{d}e", "{a[}]}", "{a[:]}", "{a{b}}", "{!r}", "{:x}", "{a!}", "}}{{", "{a:", "{a:{b}", "x}y"]:
        ask("pieces", [form], lambda: repr([(l, f and (f, s, c)) for l, f, s, c in [(l, None if f is None else f, s, c) for l, f, s, c in _string.formatter_parser(form)]]))
    for name in ["", "0", "a", "a.b", "a[0]", "a[x].y", "0.b[1][c]", "a.", "a[]", "a[0", "a[0]b", "a..b", "99999999999999999999", "a[99999999999999999999]", ".a", "[0]"]:
        def split():
            first, rest = _string.formatter_field_name_split(name)
            return repr([first, *rest])
        ask("field_name", [name], split)


def hashes():
    script = "import sys; print('\\t'.join(str(hash(t)) for t in eval(sys.argv[1])))"
    things = ["", "a", "abc", "hello world", "12345678", "123456789", "é", "日本", "🎉x", b"abc", b"", b"\xff\x00" * 9]
    for seed in ["0", "1", "42", "4294967295"]:
        done = subprocess.run([sys.executable, "-c", script, repr(things)], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        for thing, value in zip(things, done.stdout.strip().split("\t")):
            kind = "hash_text" if isinstance(thing, str) else "hash_bytes"
            ask(kind, [seed, thing if isinstance(thing, str) else thing.hex()], lambda: value)
    for items in [(), (1,), (1, 2, 3), (0,), (-1, -2), tuple(range(100))]:
        ask("hash_tuple", [" ".join(map(str, items))], lambda: str(hash(items)))
        ask("hash_frozenset", [" ".join(map(str, items))], lambda: str(hash(frozenset(items))))


def generator():
    for seed in [0, 1, -7, 42, 2**32, 2**100 + 3, 2**10000 + 5]:
        def sequence():
            r = random.Random(seed)
            out = [repr(r.random()) for _ in range(3)]
            out += [str(r.getrandbits(k)) for k in [1, 7, 31, 32, 33, 53, 64, 65, 100, 128]]
            for _ in range(2000):
                last = r.random()
            return " ".join(out + [repr(last)])
        ask("random", [seed], sequence)


for part in [floats, parsing, integers, formats, percents, escapes, splitting, fields, hashes, generator]:
    part()
