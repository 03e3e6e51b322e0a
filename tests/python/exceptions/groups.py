# except* and exception groups.
def run(*errors):
    try:
        raise ExceptionGroup("many", list(errors))
    except* ValueError as group:
        print("values", [str(e) for e in group.exceptions])
    except* (TypeError, KeyError) as group:
        print("others", [type(e).__name__ for e in group.exceptions])
    else:
        print("else")
    finally:
        print("finally")


run(ValueError(1), TypeError(2), ValueError(3))
try:
    run(OSError("left"), ValueError(4))
except ExceptionGroup as group:
    print("rest", group, group.exceptions)
group = ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [KeyError(2), ValueError(3)])])
print(repr(group), group.message)
match, rest = group.split(ValueError)
print(match, rest, group.subgroup(KeyError))
try:
    raise ValueError("plain")
except* ValueError as g:
    print(repr(g))

#: expect
#| values ['1', '3']
#| others ['TypeError']
#| finally
#| values ['4']
#| finally
#| rest many (1 sub-exception) (OSError('left'),)
#| ExceptionGroup('outer', [ValueError(1), ExceptionGroup('inner', [KeyError(2), ValueError(3)])]) outer
#| outer (2 sub-exceptions) outer (1 sub-exception) outer (1 sub-exception)
#| ExceptionGroup('', (ValueError('plain'),))
