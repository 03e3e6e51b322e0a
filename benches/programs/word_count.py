"""Counts the words of a made-up text: str methods, dicts and sorting.

Usage: word_count.py [WORDS]    prints the commonest words, how long words are, and a checksum.

The text comes from a small linear congruential generator, so it is the same everywhere.
"""

import sys

DEFAULT = 1_300_000
SYLLABLES = ("ka", "to", "mi", "ra", "ne", "so", "lu", "vi", "pe", "da", "gor", "ant")
ENDINGS = ("", "", "", "", ",", ",", ".", ";", "!", "?")


class Text:
    """An endless supply of lines."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        return (self.state >> 8) % limit

    def word(self):
        # The product of two numbers makes small ones common, as in any language.
        rank = self.below(120) * self.below(120)
        word = ""
        while True:
            rank, rest = divmod(rank, len(SYLLABLES))
            word += SYLLABLES[rest]
            if not rank:
                break
        if self.below(9) == 0:
            word = word.capitalize()
        elif self.below(50) == 0:
            word = word.upper()
        return word + ENDINGS[self.below(len(ENDINGS))]

    def lines(self, words):
        while words > 0:
            length = min(words, 5 + self.below(10))
            words -= length
            yield " ".join([self.word() for _ in range(length)])


def count(lines):
    counts = {}
    for line in lines:
        for word in line.split():
            word = word.strip(".,;!?").lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


def main(size):
    counts = count(Text(20).lines(size))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    print(sum(counts.values()), "words,", len(counts), "different")
    for word, number in ranked[:5]:
        print(f"{number:7d} {word}")
    by_length = {}
    for word, number in counts.items():
        by_length.setdefault(len(word), []).append(number)
    for length in sorted(by_length):
        print(f"{length:2d} letters: {len(by_length[length])} words, {sum(by_length[length])} times")
    checksum = 0
    for place, (word, number) in enumerate(ranked):
        for letter in word:
            checksum = (checksum * 33 + ord(letter) + place * number) % 1_000_000_007
    print("checksum:", checksum)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
