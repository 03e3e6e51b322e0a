# Arrays of numbers: items, slices, bytes, limits.
from array import array
import array as A, copy, pickle
a = array('i', [1,2,3]); print(a, len(a), a[0], a[-1], a[1:], a.itemsize, a.typecode)
a.append(4); a.extend([5,6]); a.insert(0, 9); print(a, a.pop(), a.pop(0), a)
a[0] = 100; a[1:3] = array('i', [7,8,9]); print(a); del a[0]; print(a); a.reverse(); print(a, a.count(7), a.index(7), 7 in a)
print(a.tobytes(), array('d', [1.5, 2]), array('f', [0.1])[0], array('b', b'\x01\xff'), array('w', 'hé'), array('w','x').tounicode())
for t, v in [('b', 200), ('B', -1), ('h', 1<<20), ('H', -1), ('i', 1<<40), ('I', -1), ('Q', -1), ('q', 1<<70), ('i', 'x'), ('d', 'x'), ('i', 1.5)]:
    try: array(t, [v]); print('ok')
    except Exception as e: print(type(e).__name__, e)
print(array('i', [1,2]) + array('i', [3]), array('i', [1]) * 3, array('i',[1,2]) == array('i',[1,2]), array('i',[1]) < array('i',[2]), array('i',[1]) == array('d',[1.0]))
try: array('i', 'ab')
except TypeError as e: print(e)
try: a[100]
except IndexError as e: print(e)
b = array('h', [1,2,3,4]); b.byteswap(); print(b); print(b[::2], list(b)); print(bytes(array('H', [1])), sum(array('d',[1,2.5])))
print(copy.copy(b), pickle.loads(pickle.dumps(b)), b.tolist()); b.frombytes(b'\1\0'); print(b); print(array('i'), repr(array('w')))
c = array('l', range(10)); print(c, sum(c), max(c)); c[2] += 5; print(c[2]); print(A.typecodes[:3])
x = array('B', b'abc'); x += array('B', b'd'); print(x.tobytes()); print(bytearray(x), bytes(x), hash(str(x)) is not None)
#: expect
#| array('i', [1, 2, 3]) 3 1 3 array('i', [2, 3]) 4 i
#| array('i', [1, 2, 3, 4, 5]) 6 9 array('i', [1, 2, 3, 4, 5])
#| array('i', [100, 7, 8, 9, 4, 5])
#| array('i', [7, 8, 9, 4, 5])
#| array('i', [5, 4, 9, 8, 7]) 1 4 True
#| b'\x05\x00\x00\x00\x04\x00\x00\x00\t\x00\x00\x00\x08\x00\x00\x00\x07\x00\x00\x00' array('d', [1.5, 2.0]) 0.10000000149011612 array('b', [1, -1]) array('w', 'hé') x
#| OverflowError signed char is greater than maximum
#| OverflowError unsigned byte integer is less than minimum
#| OverflowError signed short integer is greater than maximum
#| OverflowError unsigned short is less than minimum
#| OverflowError signed integer is greater than maximum
#| OverflowError can't convert negative value to unsigned int
#| OverflowError can't convert negative int to unsigned
#| OverflowError int too big to convert
#| TypeError 'str' object cannot be interpreted as an integer
#| TypeError must be real number, not str
#| TypeError 'float' object cannot be interpreted as an integer
#| array('i', [1, 2, 3]) array('i', [1, 1, 1]) True True True
#| cannot use a str to initialize an array with typecode 'i'
#| array index out of range
#| array('h', [256, 512, 768, 1024])
#| array('h', [256, 768]) [256, 512, 768, 1024]
#| b'\x01\x00' 3.5
#| array('h', [256, 512, 768, 1024]) array('h', [256, 512, 768, 1024]) [256, 512, 768, 1024]
#| array('h', [256, 512, 768, 1024, 1])
#| array('i') array('w')
#| array('l', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) 45 9
#| 7
#| bBu
#| b'abcd'
#| bytearray(b'abcd') b'abcd' True
