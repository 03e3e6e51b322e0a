"""Makes text in the ways programs do: join, +=, formatting, slicing, replacing, searching.

Usage: string_build.py [LINES]    prints lengths and checksums of what was built.
"""

import sys

DEFAULT = 600_000
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))


def checksum(text):
    total = 0
    for letter in text[:2000] + text[-2000:]:
        total = (total * 31 + ord(letter)) % 1_000_000_007
    return total


def report(what, text):
    print(f"{what:8s} {len(text):9d} {checksum(text):11d}")


def joined(lines):
    """A table, a list of parts joined at the end."""
    parts = []
    for i in range(lines):
        parts.append("%5d|%-8s|%08.3f" % (i, hex(i * 2654435761 % 65536), i / 7))
    return "\n".join(parts)


def grown(lines):
    """A string that grows at its end."""
    text = ""
    for i in range(lines):
        text += f"<{i % 100:02d}>"
        if i % 64 == 63:
            text += "\n"
    return text


def escaped(text):
    for plain, safe in ESCAPES:
        text = text.replace(plain, safe)
    return text


def csv(lines):
    """Fields quoted where they must be."""
    out = []
    for i in range(lines):
        fields = [str(i), "a" * (i % 5), 'say "%d"' % i, f"{i},{i + 1}"]
        row = []
        for field in fields:
            if "," in field or '"' in field:
                field = '"' + field.replace('"', '""') + '"'
            row.append(field)
        out.append(",".join(row))
    return "\n".join(out) + "\n"


def rotated(text, step):
    """Caesar's cipher, letter by letter."""
    out = []
    for letter in text:
        if "a" <= letter <= "z":
            letter = chr((ord(letter) - 97 + step) % 26 + 97)
        out.append(letter)
    return "".join(out)


def palindromes(limit):
    """Numbers whose decimal digits read the same from both sides."""
    return " ".join(str(n) for n in range(limit) if str(n) == str(n)[::-1])


def main(size):
    report("joined", joined(size))
    markup = grown(size)
    report("grown", markup)
    report("escaped", escaped(markup))
    table = csv(size)
    report("csv", table)
    report("rotated", rotated(table[: size * 10], 13))
    report("palin", palindromes(size * 4))
    words = [line.partition(",")[0][::-1].zfill(7) for line in table.splitlines()]
    report("reversed", "-".join(sorted(words)))
    print("found:", table.count('""'), table.find(f"\n{size // 2},"), markup.rfind("<42>"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
