# Many modules of the library, a line or two of each.
import functools, collections, urllib.parse, html, shlex, difflib, uuid, calendar, configparser, io, fnmatch, graphlib, colorsys, getopt, sched, time, secrets, operator, numbers, types, random, locale, gettext, platform, ipaddress, http, email.message, queue, timeit, reprlib, string, sys, zipfile, tarfile
print(urllib.parse.urlparse('http://a.b/c?d=e#f'), urllib.parse.quote('a b/é'), urllib.parse.parse_qs('a=1&a=2'), urllib.parse.urlencode({'x': 'y z'}), urllib.parse.urljoin('http://a/b/', '../c'))
print(html.escape('<a&">'), html.unescape('&lt;&eacute;'), shlex.split("a 'b c' d"), shlex.quote('a b'), list(difflib.unified_diff(['a'], ['b'], lineterm='')), difflib.get_close_matches('appel', ['ape', 'apple']))
print(uuid.UUID('12345678123456781234567812345678'), uuid.uuid5(uuid.NAMESPACE_DNS, 'x'), calendar.month(2024, 2), calendar.isleap(2024))
c = configparser.ConfigParser(); c.read_string('[a]\nx = 1\ny = %(x)s2\n'); print(c['a']['y'], c.getint('a', 'x'), c.sections())
print(list(graphlib.TopologicalSorter({'a': ['b'], 'b': ['c']}).static_order()), colorsys.rgb_to_hsv(1, 0, 0), getopt.getopt(['-a', '1', 'x'], 'a:'))
print(ipaddress.ip_address('10.0.0.1') + 1, ipaddress.ip_network('10.0.0.0/30').num_addresses, http.HTTPStatus.NOT_FOUND.phrase, reprlib.repr(list(range(100))))
m = email.message.EmailMessage(); m['Subject'] = 'hi'; m.set_content('body'); print(m.as_string())
s = sched.scheduler(time.time, time.sleep); s.enter(0.001, 1, print, ('scheduled',)); s.run()
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50), fib.cache_info())
@functools.singledispatch
def g(x): return 'obj'
@g.register
def _(x: int): return 'int'
print(g(1), g('a'), functools.reduce(operator.add, [1, 2, 3]), functools.partial(pow, 2)(3))
print(collections.Counter('hello').most_common(2), collections.ChainMap({'a': 1}, {'b': 2})['b'], isinstance(3, numbers.Integral))
random.seed(5); print(random.random(), random.sample(range(10), 3), random.choice('abc'), random.gauss(0, 1))
print(timeit.timeit('1', number=1) >= 0, len(secrets.token_hex(4)), types.SimpleNamespace(a=1))
b = io.BytesIO()
with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('a.txt', 'hello' * 10)
with zipfile.ZipFile(b) as z: print(z.namelist(), z.read('a.txt')[:5])
b = io.BytesIO()
with tarfile.open(fileobj=b, mode='w:gz') as t: ti = tarfile.TarInfo('x'); ti.size = 3; t.addfile(ti, io.BytesIO(b'abc'))
b.seek(0)
with tarfile.open(fileobj=b) as t: print(t.getnames(), t.extractfile('x').read())
#: expect
#| ParseResult(scheme='http', netloc='a.b', path='/c', params='', query='d=e', fragment='f') a%20b/%C3%A9 {'a': ['1', '2']} x=y+z http://a/c
#| &lt;a&amp;&quot;&gt; <é ['a', 'b c', 'd'] 'a b' ['--- ', '+++ ', '@@ -1 +1 @@', '-a', '+b'] ['apple', 'ape']
#| 12345678-1234-5678-1234-567812345678 05b16a01-46c6-56dd-bd6e-c6dfb4a1427a    February 2024
#| Mo Tu We Th Fr Sa Su
#|           1  2  3  4
#|  5  6  7  8  9 10 11
#| 12 13 14 15 16 17 18
#| 19 20 21 22 23 24 25
#| 26 27 28 29
#|  True
#| 12 1 ['a']
#| ['c', 'b', 'a'] (0.0, 1.0, 1) ([('-a', '1')], ['x'])
#| 10.0.0.2 4 Not Found [0, 1, 2, 3, 4, 5, ...]
#| Subject: hi
#| Content-Type: text/plain; charset="utf-8"
#| Content-Transfer-Encoding: 7bit
#| MIME-Version: 1.0
#|
#| body
#|
#| scheduled
#| 12586269025 CacheInfo(hits=48, misses=51, maxsize=None, currsize=51)
#| int obj 6 8
#| [('l', 2), ('h', 1)] 2 True
#| 0.6229016948897019 [5, 8, 0] b 0.12289941232398818
#| True 8 namespace(a=1)
#| ['a.txt'] b'hello'
#| ['x'] b'abc'
