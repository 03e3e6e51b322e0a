# Template strings.
#: cpython no, it has no template strings
from string.templatelib import Template, Interpolation
name, n = 'World', 3
t = t"Hello {name!r:>10} and {n + 1:{n}d} {n=}!"
print(type(t), t.strings, t.values, [(i.expression, i.conversion, i.format_spec) for i in t.interpolations])
print(list(t"a{n}b"), repr(t"x{n}"), t"a" + t"{n}")
i = Interpolation(1, 'x', 'r', '.2f'); print(i, Template('a', 'b', i, i).strings)
match t"{n}".interpolations[0]:
    case Interpolation(v, e): print(v, e)
for f in (lambda: Template(1), lambda: t"a" + 'b', lambda: Interpolation(1, 'a', 'z')):
    try: f()
    except (TypeError, ValueError) as e: print(e)
def html(t): return ''.join(p if isinstance(p, str) else f'<{p.value}>' for p in t)
print(html(t"<b>{name}</b>"))
#: expect
#| <class 'string.templatelib.Template'> ('Hello ', ' and ', ' n=', '!') ('World', 4, 3) [('name', 'r', '>10'), ('n + 1', None, '3d'), ('n', 'r', '')]
#| ['a', Interpolation(3, 'n', None, ''), 'b'] Template(strings=('x', ''), interpolations=(Interpolation(3, 'n', None, ''),)) Template(strings=('a', ''), interpolations=(Interpolation(3, 'n', None, ''),))
#| Interpolation(1, 'x', 'r', '.2f') ('ab', '', '')
#| 3 n
#| Template.__new__ *args need to be of type 'str' or 'Interpolation', got int
#| can only concatenate string.templatelib.Template (not "str") to string.templatelib.Template
#| Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'
#| <b><World></b>
