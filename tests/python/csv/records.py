# Records read from lines and written as lines.
import csv, io
print(list(csv.reader(['a,b,c', '1,"x, y","z ""q"""', '', 'p,,q\r\n'])))
print(list(csv.reader(io.StringIO('a,"line1\nline2",c\r\nd,e,f\n'))))
print(list(csv.reader(['1,2.5,"x"'], quoting=csv.QUOTE_NONNUMERIC)), list(csv.reader(['a;b'], delimiter=';')), list(csv.reader(['a, b'], skipinitialspace=True)))
print(list(csv.reader(['a\\,b,c'], escapechar='\\', quoting=csv.QUOTE_NONE)))
f = io.StringIO(); w = csv.writer(f)
w.writerow([1, 2.5, 'a,b', 'q"q', None, 'x\ny', '']); w.writerows([['a'], [''], [None, 1]])
print(repr(f.getvalue()))
for q in (csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC, csv.QUOTE_MINIMAL, csv.QUOTE_STRINGS, csv.QUOTE_NOTNULL):
    f = io.StringIO(); csv.writer(f, quoting=q, lineterminator='\n').writerow([1, 'a', None, 2.0]); print(f.getvalue())
try: csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(['a,b'])
except csv.Error as e: print(e)
f = io.StringIO(); csv.writer(f, quoting=csv.QUOTE_NONE, escapechar='\\').writerow(['a,b', 'c"d']); print(f.getvalue())
r = csv.DictReader(io.StringIO('name,age\nBob,3\nAl,4,extra\nX\n')); print(list(r), r.fieldnames, r.line_num)
f = io.StringIO(); w = csv.DictWriter(f, ['a', 'b'], restval='-'); w.writeheader(); w.writerow({'a': 1}); print(f.getvalue())
try: w.writerow({'zz': 1})
except ValueError as e: print(e)
print(csv.list_dialects(), csv.get_dialect('excel').delimiter, csv.get_dialect('unix').quoting)
csv.register_dialect('my', delimiter='|', quotechar="'"); print(list(csv.reader(["a|'b|c'"], 'my'))); csv.unregister_dialect('my')
try: list(csv.reader(['"a"b'], strict=True))
except csv.Error as e: print(e)
try: list(csv.reader([b'a']))
except csv.Error as e: print(e)
try: csv.get_dialect('zz')
except csv.Error as e: print(e)
print(csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter, csv.Sniffer().has_header('name;age\nbob;3\nal;4\n'))
print(csv.field_size_limit())
try: list(csv.reader(['a\nb']))
except csv.Error as e: print(e)
#: expect
#| [['a', 'b', 'c'], ['1', 'x, y', 'z "q"'], [], ['p', '', 'q']]
#| [['a', 'line1\nline2', 'c'], ['d', 'e', 'f']]
#| [[1.0, 2.5, 'x']] [['a', 'b']] [['a', 'b']]
#| [['a,b', 'c']]
#| '1,2.5,"a,b","q""q",,"x\ny",\r\na\r\n""\r\n,1\r\n'
#| "1","a","","2.0"
#|
#| 1,"a","",2.0
#|
#| 1,a,,2.0
#|
#| 1,"a",,2.0
#|
#| "1","a",,"2.0"
#|
#| need to escape, but no escapechar set
#| a\,b,c\"d
#|
#| [{'name': 'Bob', 'age': '3'}, {'name': 'Al', 'age': '4', None: ['extra']}, {'name': 'X', 'age': None}] ['name', 'age'] 4
#| a,b
#| 1,-
#|
#| dict contains fields not in fieldnames: 'zz'
#| ['excel', 'excel-tab', 'unix'] , 1
#| [['a', 'b|c']]
#| ',' expected after '"'
#| iterator should return strings, not bytes (the file should be opened in text mode)
#| unknown dialect
#| ; True
#| 131072
#| new-line character seen in unquoted field - do you need to open the file with newline=''?
