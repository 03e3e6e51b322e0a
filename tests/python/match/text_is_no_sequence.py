# str, bytes and bytearray match no sequence pattern, whatever abstract classes say of them.
import collections.abc


class Own:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return (1, 2)[i]


def kind(v):
    match v:
        case [x]:
            return f"one {x}"
        case [x, *rest]:
            return f"many {x} {rest}"
        case {}:
            return "mapping"
        case _:
            return "other"


print([kind(v) for v in ("a", b"x", bytearray(b"x"), "ab", [1], (1, 2), range(3), {}, {1}, None)])
print(kind(Own()))
collections.abc.Sequence.register(Own)
print(kind(Own()), isinstance(b"", collections.abc.Sequence))

#: expect
#| ['other', 'other', 'other', 'other', 'one 1', 'many 1 [2]', 'many 0 [1, 2]', 'mapping', 'other', 'other']
#| other
#| many 1 [2] True
