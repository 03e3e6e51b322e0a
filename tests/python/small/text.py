# Wrapping, roman numerals, Caesar, run lengths, anagrams, morse, CSV and JSON by hand.
def wrap(text, width):
    lines, line = [], []
    for word in text.split():
        if line and sum(map(len, line)) + len(line) + len(word) > width:
            lines.append(" ".join(line))
            line = []
        line.append(word)
    return lines + [" ".join(line)]


def justify(line, width):
    words = line.split()
    if len(words) == 1:
        return line
    room = width - sum(map(len, words))
    space, more = divmod(room, len(words) - 1)
    return "".join(w + " " * (space + (i < more)) for i, w in enumerate(words[:-1])) + words[-1]


text = "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife."
for line in wrap(text, 30):
    print("|" + justify(line, 30) + "|", "|" + line.center(30, ".") + "|")

ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    out = ""
    for value, letters in ROMAN:
        while n >= value:
            out += letters
            n -= value
    return out


def from_roman(text):
    values = [dict((b, a) for a, b in ROMAN)[c] for c in text]
    return sum(-v if v < w else v for v, w in zip(values, values[1:] + [0]))


print([to_roman(n) for n in (4, 9, 14, 1987, 2024, 3999)], all(from_roman(to_roman(n)) == n for n in range(1, 400)))


def runs(text):
    out = []
    for c in text:
        if out and out[-1][0] == c:
            out[-1] = c, out[-1][1] + 1
        else:
            out.append((c, 1))
    return "".join(f"{n if n > 1 else ''}{c}" for c, n in out)


print(runs("aaabccddddde"), runs(""))
groups = {}
for word in "listen silent enlist google elgoog cat act tac dog".split():
    groups.setdefault("".join(sorted(word)), []).append(word)
print(sorted(g for g in groups.values() if len(g) > 1))


def dump(value, indent=0):
    pad = "  " * (indent + 1)
    if isinstance(value, dict):
        items = [f'{pad}"{k}": {dump(v, indent + 1)}' for k, v in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + "  " * indent + "}" if items else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(dump(v, indent + 1) for v in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return {None: "null", True: "true", False: "false"}.get(value, repr(value)) if value is None or isinstance(value, bool) else repr(value)


def load(text):
    place = 0

    def skip():
        nonlocal place
        while place < len(text) and text[place] in " \n,:":
            place += 1

    def value():
        nonlocal place
        skip()
        c = text[place]
        place += 1
        if c == "{":
            out = {}
            while skip() or text[place] != "}":
                key = value()
                out[key] = value()
            place += 1
            return out
        if c == "[":
            out = []
            while skip() or text[place] != "]":
                out.append(value())
            place += 1
            return out
        if c == '"':
            out = []
            while text[place] != '"':
                if text[place] == "\\":
                    place += 1
                    out.append({"n": "\n"}.get(text[place], text[place]))
                else:
                    out.append(text[place])
                place += 1
            place += 1
            return "".join(out)
        start = place - 1
        while place < len(text) and text[place] not in ",]} \n":
            place += 1
        word = text[start:place]
        return {"null": None, "true": True, "false": False}[word] if word.isalpha() else float(word) if "." in word else int(word)

    return value()


data = {"name": "A \"quoted\"\n\\text", "list": [1, -2.5, None, True, False, []], "nested": {"empty": {}, "é": "ü"}, "n": 10**20}
dumped = dump(data)
print(dumped)
print(load(dumped) == data)

#: expect
#| |It   is  a  truth  universally| |..It is a truth universally...|
#| |acknowledged,  that  a  single| |.acknowledged, that a single..|
#| |man  in  possession  of a good| |.man in possession of a good..|
#| |fortune,  must be in want of a| |fortune, must be in want of a.|
#| |wife.| |............wife..............|
#| ['IV', 'IX', 'XIV', 'MCMLXXXVII', 'MMXXIV', 'MMMCMXCIX'] True
#| 3ab2c5de
#| [['cat', 'act', 'tac'], ['google', 'elgoog'], ['listen', 'silent', 'enlist']]
#| {
#|   "name": "A \"quoted\"\n\\text",
#|   "list": [1, -2.5, null, true, false, []],
#|   "nested": {
#|     "empty": {},
#|     "é": "ü"
#|   },
#|   "n": 100000000000000000000
#| }
#| True
