# JSON read and written: values, hooks, errors with their places.
import json
from json import JSONDecodeError
docs = ['{"a": [1, 2.5, -3e2, true, false, null, "x\\u00e9\\n\\ud83d\\ude00"], "b": {}}', '[]', ' [1 , 2 ] ', '"\\ud800"', '123456789012345678901234567890', '-0', '1E5', 'NaN', '-Infinity', '{"a":1,"a":2}']
for d in docs:
    print(repr(json.loads(d)))
bad = ['', '{', '[1,]', '{"a":1,}', '{"a" 1}', '{a:1}', '[1 2]', '"abc', '"a\\x"', '"\\u12"', 'tru', '01', '[1', '{"a":', '"\t"', '1 2', '{"a":1 "b"}', 'é[', '[é]']
for d in bad:
    try: print(json.loads(d))
    except JSONDecodeError as e: print(e, e.pos, e.lineno, e.colno)
print(json.loads('{"a":[1.5,2]}', parse_float=str, parse_int=lambda s: int(s)*10))
print(json.loads('{"a":{"b":1}}', object_hook=lambda d: sorted(d.items())))
print(json.loads('{"a":{"b":1}}', object_pairs_hook=list))
print(json.loads('[NaN, Infinity]', parse_constant=lambda c: c))
print(json.loads(b'{"k": "\xc3\xa9"}'))
o = {'name': 'é"\\\n\x01', 'list': [1, 2.5, 1e100, None, True, (3, 4)], 'nested': {'z': 1, 'a': {}}, 'e': [], 1: 2, 2.5: 3, None: 4, True: 5}
print(json.dumps(o)); print(json.dumps(o, ensure_ascii=False)); print(json.dumps(o, indent=2)); print(json.dumps({'b':1,'a':[1,{'c':2}]}, sort_keys=True, separators=(',', ':')))
print(json.dumps([1,[2]], indent='\t'))
for bad in [{(1,2): 3}, [object()], float('nan'), {1,2}]:
    try: print(json.dumps(bad, allow_nan=False))
    except Exception as e: print(type(e).__name__, str(e)[:60].replace('0x','')[:50])
l = []; l.append(l)
try: json.dumps(l)
except ValueError as e: print(e)
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set): return sorted(o)
        return super().default(o)
print(json.dumps({'s': {3,1,2}}, cls=E), json.dumps({'s': {1}}, default=list))
print(json.dumps({(1,2): 3, 'a': 1}, skipkeys=True))
import io
f = io.StringIO(); json.dump(o, f); print(f.getvalue() == json.dumps(o))
f.seek(0); print(json.load(f)['name'])
import enum
class C(enum.IntEnum): A = 1
class S(str): pass
class D(dict): pass
print(json.dumps([C.A, S('x'), D(a=1), {C.A: 2}]))
print(json.JSONDecoder().raw_decode('[1] x'))
print(json.dumps("\u2028\U0001f600"), json.dumps(10**30), json.dumps(-1.0))
deep = '['*500 + ']'*500
print(len(json.dumps(json.loads(deep))))
#: expect
#| {'a': [1, 2.5, -300.0, True, False, None, 'xé\n😀'], 'b': {}}
#| []
#| [1, 2]
#| '\ud800'
#| 123456789012345678901234567890
#| 0
#| 100000.0
#| nan
#| -inf
#| {'a': 2}
#| Expecting value: line 1 column 1 (char 0) 0 1 1
#| Expecting property name enclosed in double quotes: line 1 column 2 (char 1) 1 1 2
#| Illegal trailing comma before end of array: line 1 column 3 (char 2) 2 1 3
#| Illegal trailing comma before end of object: line 1 column 7 (char 6) 6 1 7
#| Expecting ':' delimiter: line 1 column 6 (char 5) 5 1 6
#| Expecting property name enclosed in double quotes: line 1 column 2 (char 1) 1 1 2
#| Expecting ',' delimiter: line 1 column 4 (char 3) 3 1 4
#| Unterminated string starting at: line 1 column 1 (char 0) 0 1 1
#| Invalid \escape: line 1 column 3 (char 2) 2 1 3
#| Invalid \uXXXX escape: line 1 column 3 (char 2) 2 1 3
#| Expecting value: line 1 column 1 (char 0) 0 1 1
#| Extra data: line 1 column 2 (char 1) 1 1 2
#| Expecting ',' delimiter: line 1 column 3 (char 2) 2 1 3
#| Expecting value: line 1 column 6 (char 5) 5 1 6
#| Invalid control character at: line 1 column 2 (char 1) 1 1 2
#| Extra data: line 1 column 3 (char 2) 2 1 3
#| Expecting ',' delimiter: line 1 column 8 (char 7) 7 1 8
#| Expecting value: line 1 column 1 (char 0) 0 1 1
#| Expecting value: line 1 column 2 (char 1) 1 1 2
#| {'a': ['1.5', 20]}
#| [('a', [('b', 1)])]
#| [('a', [('b', 1)])]
#| ['NaN', 'Infinity']
#| {'k': 'é'}
#| {"name": "\u00e9\"\\\n\u0001", "list": [1, 2.5, 1e+100, null, true, [3, 4]], "nested": {"z": 1, "a": {}}, "e": [], "1": 5, "2.5": 3, "null": 4}
#| {"name": "é\"\\\n\u0001", "list": [1, 2.5, 1e+100, null, true, [3, 4]], "nested": {"z": 1, "a": {}}, "e": [], "1": 5, "2.5": 3, "null": 4}
#| {
#|   "name": "\u00e9\"\\\n\u0001",
#|   "list": [
#|     1,
#|     2.5,
#|     1e+100,
#|     null,
#|     true,
#|     [
#|       3,
#|       4
#|     ]
#|   ],
#|   "nested": {
#|     "z": 1,
#|     "a": {}
#|   },
#|   "e": [],
#|   "1": 5,
#|   "2.5": 3,
#|   "null": 4
#| }
#| {"a":[1,{"c":2}],"b":1}
#| [
#| 	1,
#| 	[
#| 		2
#| 	]
#| ]
#| TypeError keys must be str, int, float, bool or None, not tu
#| TypeError Object of type object is not JSON serializable
#| ValueError Out of range float values are not JSON compliant: 
#| TypeError Object of type set is not JSON serializable
#| Circular reference detected
#| {"s": [1, 2, 3]} {"s": [1]}
#| {"a": 1}
#| True
#| é"\
#| 
#| [1, "x", {"a": 1}, {"1": 2}]
#| ([1], 3)
#| "\u2028\ud83d\ude00" 1000000000000000000000000000000 -1.0
#| 1000
