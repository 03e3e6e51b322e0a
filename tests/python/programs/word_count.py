# The program of that name, at a small size.
#: run benches/programs/word_count.py 300

#: expect
#| 300 words, 274 different
#|       3 ka
#|       3 kakasomi
#|       3 kalura
#|       3 petopeto
#|       2 antlura
#|  2 letters: 2 words, 5 times
#|  4 letters: 11 words, 12 times
#|  5 letters: 6 words, 7 times
#|  6 letters: 52 words, 59 times
#|  7 letters: 22 words, 23 times
#|  8 letters: 119 words, 129 times
#|  9 letters: 56 words, 59 times
#| 10 letters: 5 words, 5 times
#| 11 letters: 1 words, 1 times
#| checksum: 747746433
