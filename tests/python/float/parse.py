# float() from text.
for text in ("1", "1.5", " 2.5 ", "-.5", "5.", "1e3", "1E-3", "inf", "-Infinity", "nan", "1_0.5", "+3"):
    print(repr(text), float(text))
for text in ("", ".", "1e", "abc", "1.5.2", "1__0", "0x10"):
    try:
        print(float(text))
    except ValueError as e:
        print(e)
print(float(10**20), float(True), float())
try:
    float(10**400)
except OverflowError as e:
    print(e)
print(float.fromhex("0x1.8p1"), (2.5).hex(), (0.1).hex())

#: expect
#| '1' 1.0
#| '1.5' 1.5
#| ' 2.5 ' 2.5
#| '-.5' -0.5
#| '5.' 5.0
#| '1e3' 1000.0
#| '1E-3' 0.001
#| 'inf' inf
#| '-Infinity' -inf
#| 'nan' nan
#| '1_0.5' 10.5
#| '+3' 3.0
#| could not convert string to float: ''
#| could not convert string to float: '.'
#| could not convert string to float: '1e'
#| could not convert string to float: 'abc'
#| could not convert string to float: '1.5.2'
#| could not convert string to float: '1__0'
#| could not convert string to float: '0x10'
#| 1e+20 1.0 0.0
#| int too large to convert to float
#| 3.0 0x1.4000000000000p+1 0x1.999999999999ap-4
