# Small modules: textwrap, string, pprint, copy, contextlib, abc, base64, binascii.
import textwrap, string, pprint, copy, contextlib, abc, base64, binascii
print(textwrap.fill('the quick brown fox jumps over the lazy dog ' * 2, 30)); print(textwrap.dedent('   a\n     b\n'), textwrap.shorten('hello big world', 12), textwrap.indent('a\nb', '> '))
print(string.Template('$a and ${b}').substitute(a=1, b=2), string.capwords('hello world'), string.ascii_lowercase[:3], string.Formatter().format('{0} {x}', 1, x=2))
try: string.Template('$a').substitute()
except KeyError as e: print(e)
pprint.pprint({'key%d' % i: list(range(i * 3)) for i in range(6)}); pprint.pprint([('a' * 30, 'b' * 30), {'z': 1}], width=40); print(pprint.pformat({3}))
l = [1, [2, 3]]; m = copy.deepcopy(l); m[1].append(4); print(l, m, copy.copy(l)[1] is l[1])
class A:
    def __init__(s): s.x = [1]
x = copy.deepcopy(A()); print(x.x)
r = [1]; r.append(r); q = copy.deepcopy(r); print(q[1] is q)
@contextlib.contextmanager
def cm(n):
    print('in', n)
    try: yield n * 2
    finally: print('out', n)
with cm(1) as v, cm(2) as w: print(v, w)
with contextlib.suppress(KeyError): {}['x']
with contextlib.ExitStack() as st: st.enter_context(cm(3)); st.callback(print, 'cb')
import io
f = io.StringIO()
with contextlib.redirect_stdout(f): print('hidden')
print(repr(f.getvalue()))
with contextlib.closing(io.StringIO()) as c: pass
print(c.closed, contextlib.nullcontext(5).__enter__())
@cm(9)
def deco(): print('body')
deco()
class B(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
try: B()
except TypeError as e: print(e)
class Cc(B):
    def f(self): return 1
    p = 2
print(Cc().f(), issubclass(Cc, B), B.register(int), isinstance(3, B))
print(base64.b64encode(b'hello world'), base64.b64decode('aGk='), base64.urlsafe_b64encode(b'\xff\xfe'), base64.b32encode(b'hi'), base64.b16encode(b'hi'), base64.b85encode(b'hello'), base64.a85encode(b'hello'), base64.encodebytes(b'x' * 60))
print(binascii.hexlify(b'ab', '-'), binascii.unhexlify('6162'), binascii.crc32(b'hello'), binascii.b2a_base64(b'x'))
try: binascii.unhexlify('abc')
except binascii.Error as e: print(e)
try: base64.b64decode('a')
except binascii.Error as e: print(e)
#: expect
#| the quick brown fox jumps over
#| the lazy dog the quick brown
#| fox jumps over the lazy dog
#| a
#|   b
#|  hello [...] > a
#| > b
#| 1 and 2 Hello World abc 1 2
#| 'a'
#| {'key0': [],
#|  'key1': [0, 1, 2],
#|  'key2': [0, 1, 2, 3, 4, 5],
#|  'key3': [0, 1, 2, 3, 4, 5, 6, 7, 8],
#|  'key4': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
#|  'key5': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]}
#| [('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
#|   'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'),
#|  {'z': 1}]
#| {3}
#| [1, [2, 3]] [1, [2, 3, 4]] True
#| [1]
#| True
#| in 1
#| in 2
#| 2 4
#| out 2
#| out 1
#| in 3
#| cb
#| out 3
#| 'hidden\n'
#| True 5
#| in 9
#| body
#| out 9
#| Can't instantiate abstract class B without an implementation for abstract methods 'f', 'p'
#| 1 True <class 'int'> True
#| b'aGVsbG8gd29ybGQ=' b'hi' b'__4=' b'NBUQ====' b'6869' b'Xk~0{Zv' b'BOu!rDZ' b'eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\neHh4\n'
#| b'61-62' b'ab' 907060870 b'eA==\n'
#| Odd-length string
#| Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
