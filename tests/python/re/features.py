# Regular expressions: groups, flags, functions as replacements, scanners, what errors say.
import re
print(re.match(r'(\w+) (\w+)', 'hello world').groups())
print(re.sub(r'(\w)(\w*)', lambda m: m[1].upper() + m[2], 'the quick brown fox'))
print(re.sub(r'(?P<a>\d+)-(?P<b>\d+)', r'\g<b>:\1', '10-20 30-40'))
print(re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1b2'), re.findall('', 'abc'))
print(re.split(r'[,;]\s*', 'a, b;c,d'), re.split(r'(,)', 'a,b'), re.split('x*', 'axbc'))
print([m.span() for m in re.finditer('a|b', 'abcab')])
p = re.compile(r'''(?P<y>\d{4}) - (?P<m>\d\d)  # date''', re.VERBOSE | re.I)
print(p, p.groupindex, p.groups, p.flags, p.pattern)
m = p.search('xx 2024-05 yy')
print(m)
p = re.compile(r'(?P<y>\d{4})-(?P<m>\d\d)')
m = p.search('xx 2024-05 yy')
print(m, m.groupdict(), m.lastgroup, m.lastindex, m.start('m'), m.end(), m.string, m.pos, m.endpos, m.re is p, m.regs)
print(m.expand(r'\g<m>/\g<y>'))
print(re.fullmatch('a+', 'aaab'), re.fullmatch('a+', 'aaa'))
print(re.escape('a.b*c'), re.sub('x', r'\n', 'axb'))
for bad in ['(', '[a', 'a**', '(?P<n>a)(?P<n>b)', '(?<=a+)b', r'\1', '*', '(?P<1>a)', 'a{3,1}', '(?z)', '[b-a]', '\\']:
    try:
        re.compile(bad); print('ok', bad)
    except re.error as e:
        print(type(e).__name__, e, e.pos, e.lineno, e.colno, e.msg)
try: re.sub('(a)', r'\2', 'a')
except re.error as e: print(e)
try: re.match('a', b'a')
except TypeError as e: print(e)
try: re.match(b'a', 'a')
except TypeError as e: print(e)
try: m.group(9)
except IndexError as e: print(e)
try: m['zz']
except IndexError as e: print(e)
print(re.match(rb'\w+', b'abc def'), re.sub(rb'a', b'x', b'banana', count=2))
print(re.subn('a', 'b', 'aaa', count=2))
def scan():
    s = re.Scanner([(r'\d+', lambda s, t: ('int', int(t))), (r'\w+', lambda s, t: ('name', t)), (r'\s+', None)])
    return s.scan('abc 12 d9 ?')
print(scan())
print(re.findall(r'(?i)straße', 'STRASSE Straße'), re.findall(r'\bé\w*', 'été école'))
print(re.compile('(?m)^a$').findall('a\nb\na'), re.compile('a.c', re.S).match('a\nc'))
print(re.match(r'(a)?(b)?', 'b').groups('-'), re.match(r'(?:(a)|b)*', 'ab').groups())
print(re.search(r'(?<!x)y(?=z)', 'xyz yz').start(), re.search(r'(?>a+)b', 'aaab'))
print(re.match(r'(?P<q>[\'"]).*?(?P=q)', '"hi" there').group())
print(repr(re.compile('a', re.A|re.M)), re.RegexFlag.I | re.M, re.I)
print(re.compile('a') == re.compile('a'), hash(re.compile('a')) == hash(re.compile('a')))
sc = re.compile(r'\d').scanner('1a2')
print(sc.search(), sc.match(), sc.search(), sc.search())
import copy
print(copy.copy(p) is p)
print(re.template if hasattr(re,'template') else 'no template')
print(re.sub('a*', '-', 'baac'))
try: print(re.sub('a', 'b', 'aaa', count=1))
except Exception as e: print(e)
try: re.compile(3)
except TypeError as e: print(e)
try: re.sub('a', 3, 'a')
except TypeError as e: print(e)
#: expect
#| ('hello', 'world')
#| The Quick Brown Fox
#| 20:10 40:30
#| ['1', '22', '333'] [('a', '1'), ('b', '2')] ['', '', '', '']
#| ['a', 'b', 'c', 'd'] ['a', ',', 'b'] ['', 'a', '', 'b', 'c', '']
#| [(0, 1), (1, 2), (3, 4), (4, 5)]
#| re.compile('(?P<y>\\d{4}) - (?P<m>\\d\\d)  # date', re.IGNORECASE|re.VERBOSE) {'y': 1, 'm': 2} 2 98 (?P<y>\d{4}) - (?P<m>\d\d)  # date
#| <re.Match object; span=(3, 10), match='2024-05'>
#| <re.Match object; span=(3, 10), match='2024-05'> {'y': '2024', 'm': '05'} m 2 8 10 xx 2024-05 yy 0 13 True ((3, 10), (3, 7), (8, 10))
#| 05/2024
#| None <re.Match object; span=(0, 3), match='aaa'>
#| a\.b\*c a
#| b
#| PatternError missing ), unterminated subpattern at position 0 0 1 1 missing ), unterminated subpattern
#| PatternError unterminated character set at position 0 0 1 1 unterminated character set
#| PatternError multiple repeat at position 2 2 1 3 multiple repeat
#| PatternError redefinition of group name 'n' as group 2; was group 1 at position 12 12 1 13 redefinition of group name 'n' as group 2; was group 1
#| PatternError look-behind requires fixed-width pattern None None None look-behind requires fixed-width pattern
#| PatternError invalid group reference 1 at position 1 1 1 2 invalid group reference 1
#| PatternError nothing to repeat at position 0 0 1 1 nothing to repeat
#| PatternError bad character in group name '1' at position 4 4 1 5 bad character in group name '1'
#| PatternError min repeat greater than max repeat at position 2 2 1 3 min repeat greater than max repeat
#| PatternError unknown extension ?z at position 1 1 1 2 unknown extension ?z
#| PatternError bad character range b-a at position 1 1 1 2 bad character range b-a
#| PatternError bad escape (end of pattern) at position 0 0 1 1 bad escape (end of pattern)
#| invalid group reference 2 at position 1
#| cannot use a string pattern on a bytes-like object
#| cannot use a bytes pattern on a string-like object
#| no such group
#| no such group
#| <re.Match object; span=(0, 3), match=b'abc'> b'bxnxna'
#| ('bba', 2)
#| ([('name', 'abc'), ('int', 12), ('name', 'd9')], '?')
#| ['Straße'] ['été', 'école']
#| ['a', 'a'] <re.Match object; span=(0, 3), match='a\nc'>
#| ('-', 'b') ('a',)
#| 4 <re.Match object; span=(0, 4), match='aaab'>
#| "hi"
#| re.compile('a', re.MULTILINE|re.ASCII) re.IGNORECASE|re.MULTILINE re.IGNORECASE
#| True True
#| <re.Match object; span=(0, 1), match='1'> None None None
#| True
#| no template
#| -b--c-
#| baa
#| first argument must be string or compiled pattern
#| decoding to str: need a bytes-like object, int found
