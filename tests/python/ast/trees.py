# Syntax trees: parsing, dumping, changing, running.
import ast
t = ast.parse('''
@deco(1)
# c
def f(a, /, b: int = 2, *args, c=3, **kw) -> str:
    """doc"""
    x, *y = [1, 2.5, "s" 't', b'b', None, ...]
    for i in range(3):
        if i: break
        elif x: continue
        else: pass
    else: del x[0], y.z
    try: pass
    except (A, B) as e: raise X from e
    finally: return lambda q: q + 1
class C(B, metaclass=M):
    x: int = 3
    async def g(self): await z; return [i async for i in a if i]
with a as b, c: pass
match v:
    case {"k": 1, **r} | [1, *_] if z: pass
    case P(x, y=2): pass
    case None: pass
    case _: pass
print(f"{x!r:>{w}} {y=} t", a if b else c, not -x ** 2, 1 < a <= 3, {**d, 'k': {1}}, (yield_ := 3))
import a.b as c, d
from . import x
global_ = a[1:2, ::3]
while 1: pass
assert x, 'm'
x += 1j; type T[K: int] = dict[K, int]
''')
print(ast.dump(t, include_attributes=False))
print(ast.dump(t.body[0], include_attributes=True)[:600])
print(ast.unparse(t))
print(ast.literal_eval("{'a': [1, -2.5, (3, None)], 'b': {True}, 'c': b'x', 'd': 1+2j}"))
for bad in ('f(1)', '1 +', 'a'):
    try: ast.literal_eval(bad)
    except (ValueError, SyntaxError) as e: print(type(e).__name__, str(e)[:40])
class V(ast.NodeVisitor):
    def visit_Name(self, n): self.names = getattr(self, 'names', []) + [n.id]; self.generic_visit(n)
v = V(); v.visit(ast.parse('a + b * c(d)')); print(v.names)
class T(ast.NodeTransformer):
    def visit_Constant(self, n): return ast.copy_location(ast.Constant(n.value * 2), n)
e = ast.fix_missing_locations(T().visit(ast.parse('1 + 20', mode='eval'))); print(eval(compile(e, '<a>', 'eval')))
print([type(n).__name__ for n in ast.walk(ast.parse('x = 1'))], ast.get_docstring(t.body[0]), isinstance(t, ast.AST), ast.Name('q', ast.Load()).id)
ns = {}; exec(compile(ast.parse('z = 5'), 'f', 'exec'), ns); print(ns['z'])
print(ast.get_source_segment('a = b + c', ast.parse('a = b + c').body[0].value))
#: expect
#| Module(body=[FunctionDef(name='f', args=arguments(posonlyargs=[arg(arg='a')], args=[arg(arg='b', annotation=Name(id='int', ctx=Load()))], vararg=arg(arg='args'), kwonlyargs=[arg(arg='c')], kw_defaults=[Constant(value=3)], kwarg=arg(arg='kw'), defaults=[Constant(value=2)]), body=[Expr(value=Constant(value='doc')), Assign(targets=[Tuple(elts=[Name(id='x', ctx=Store()), Starred(value=Name(id='y', ctx=Store()), ctx=Store())], ctx=Store())], value=List(elts=[Constant(value=1), Constant(value=2.5), Constant(value='st'), Constant(value=b'b'), Constant(value=None), Constant(value=Ellipsis)], ctx=Load())), For(target=Name(id='i', ctx=Store()), iter=Call(func=Name(id='range', ctx=Load()), args=[Constant(value=3)]), body=[If(test=Name(id='i', ctx=Load()), body=[Break()], orelse=[If(test=Name(id='x', ctx=Load()), body=[Continue()], orelse=[Pass()])])], orelse=[Delete(targets=[Subscript(value=Name(id='x', ctx=Load()), slice=Constant(value=0), ctx=Del()), Attribute(value=Name(id='y', ctx=Load()), attr='z', ctx=Del())])]), Try(body=[Pass()], handlers=[ExceptHandler(type=Tuple(elts=[Name(id='A', ctx=Load()), Name(id='B', ctx=Load())], ctx=Load()), name='e', body=[Raise(exc=Name(id='X', ctx=Load()), cause=Name(id='e', ctx=Load()))])], finalbody=[Return(value=Lambda(args=arguments(args=[arg(arg='q')]), body=BinOp(left=Name(id='q', ctx=Load()), op=Add(), right=Constant(value=1))))])], decorator_list=[Call(func=Name(id='deco', ctx=Load()), args=[Constant(value=1)])], returns=Name(id='str', ctx=Load())), ClassDef(name='C', bases=[Name(id='B', ctx=Load())], keywords=[keyword(arg='metaclass', value=Name(id='M', ctx=Load()))], body=[AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', ctx=Load()), value=Constant(value=3), simple=1), AsyncFunctionDef(name='g', args=arguments(args=[arg(arg='self')]), body=[Expr(value=Await(value=Name(id='z', ctx=Load()))), Return(value=ListComp(elt=Name(id='i', ctx=Load()), generators=[comprehension(target=Name(id='i', ctx=Store()), iter=Name(id='a', ctx=Load()), ifs=[Name(id='i', ctx=Load())], is_async=1)]))])]), With(items=[withitem(context_expr=Name(id='a', ctx=Load()), optional_vars=Name(id='b', ctx=Store())), withitem(context_expr=Name(id='c', ctx=Load()))], body=[Pass()]), Match(subject=Name(id='v', ctx=Load()), cases=[match_case(pattern=MatchOr(patterns=[MatchMapping(keys=[Constant(value='k')], patterns=[MatchValue(value=Constant(value=1))], rest='r'), MatchSequence(patterns=[MatchValue(value=Constant(value=1)), MatchStar()])]), guard=Name(id='z', ctx=Load()), body=[Pass()]), match_case(pattern=MatchClass(cls=Name(id='P', ctx=Load()), patterns=[MatchAs(name='x')], kwd_attrs=['y'], kwd_patterns=[MatchValue(value=Constant(value=2))]), body=[Pass()]), match_case(pattern=MatchSingleton(value=None), body=[Pass()]), match_case(pattern=MatchAs(), body=[Pass()])]), Expr(value=Call(func=Name(id='print', ctx=Load()), args=[JoinedStr(values=[FormattedValue(value=Name(id='x', ctx=Load()), conversion=114, format_spec=JoinedStr(values=[Constant(value='>'), FormattedValue(value=Name(id='w', ctx=Load()), conversion=-1)])), Constant(value=' y='), FormattedValue(value=Name(id='y', ctx=Load()), conversion=114), Constant(value=' t')]), IfExp(test=Name(id='b', ctx=Load()), body=Name(id='a', ctx=Load()), orelse=Name(id='c', ctx=Load())), UnaryOp(op=Not(), operand=UnaryOp(op=USub(), operand=BinOp(left=Name(id='x', ctx=Load()), op=Pow(), right=Constant(value=2)))), Compare(left=Constant(value=1), ops=[Lt(), LtE()], comparators=[Name(id='a', ctx=Load()), Constant(value=3)]), Dict(keys=[None, Constant(value='k')], values=[Name(id='d', ctx=Load()), Set(elts=[Constant(value=1)])]), NamedExpr(target=Name(id='yield_', ctx=Store()), value=Constant(value=3))])), Import(names=[alias(name='a.b', asname='c'), alias(name='d')]), ImportFrom(names=[alias(name='x')], level=1), Assign(targets=[Name(id='global_', ctx=Store())], value=Subscript(value=Name(id='a', ctx=Load()), slice=Tuple(elts=[Slice(lower=Constant(value=1), upper=Constant(value=2)), Slice(step=Constant(value=3))], ctx=Load()), ctx=Load())), While(test=Constant(value=1), body=[Pass()]), Assert(test=Name(id='x', ctx=Load()), msg=Constant(value='m')), AugAssign(target=Name(id='x', ctx=Store()), op=Add(), value=Constant(value=1j)), TypeAlias(name=Name(id='T', ctx=Store()), type_params=[TypeVar(name='K', bound=Name(id='int', ctx=Load()))], value=Subscript(value=Name(id='dict', ctx=Load()), slice=Tuple(elts=[Name(id='K', ctx=Load()), Name(id='int', ctx=Load())], ctx=Load()), ctx=Load()))])
#| FunctionDef(name='f', args=arguments(posonlyargs=[arg(arg='a', lineno=4, col_offset=6, end_lineno=4, end_col_offset=7)], args=[arg(arg='b', annotation=Name(id='int', ctx=Load(), lineno=4, col_offset=15, end_lineno=4, end_col_offset=18), lineno=4, col_offset=12, end_lineno=4, end_col_offset=18)], vararg=arg(arg='args', lineno=4, col_offset=25, end_lineno=4, end_col_offset=29), kwonlyargs=[arg(arg='c', lineno=4, col_offset=31, end_lineno=4, end_col_offset=32)], kw_defaults=[Constant(value=3, lineno=4, col_offset=33, end_lineno=4, end_col_offset=34)], kwarg=arg(arg='kw', lineno=4, col_offset=38, 
#| @deco(1)
#| def f(a, /, b: int=2, *args, c=3, **kw) -> str:
#|     """doc"""
#|     x, *y = [1, 2.5, 'st', b'b', None, ...]
#|     for i in range(3):
#|         if i:
#|             break
#|         elif x:
#|             continue
#|         else:
#|             pass
#|     else:
#|         del x[0], y.z
#|     try:
#|         pass
#|     except (A, B) as e:
#|         raise X from e
#|     finally:
#|         return lambda q: q + 1
#|
#| class C(B, metaclass=M):
#|     x: int = 3
#|
#|     async def g(self):
#|         await z
#|         return [i async for i in a if i]
#| with a as b, c:
#|     pass
#| match v:
#|     case {'k': 1, **r} | [1, *_] if z:
#|         pass
#|     case P(x, y=2):
#|         pass
#|     case None:
#|         pass
#|     case _:
#|         pass
#| print(f'{x!r:>{w}} y={y!r} t', a if b else c, not -x ** 2, 1 < a <= 3, {**d, 'k': {1}}, (yield_ := 3))
#| import a.b as c, d
#| from . import x
#| global_ = a[1:2, ::3]
#| while 1:
#|     pass
#| assert x, 'm'
#| x += 1j
#| type T[K: int] = dict[K, int]
#| {'a': [1, -2.5, (3, None)], 'b': {True}, 'c': b'x', 'd': (1+2j)}
#| ValueError malformed node or string on line 1: <ast
#| SyntaxError invalid syntax (<unknown>, line 1)
#| ValueError malformed node or string on line 1: <ast
#| ['a', 'b', 'c', 'd']
#| 42
#| ['Module', 'Assign', 'Name', 'Constant', 'Store'] doc True q
#| 5
#| b + c
