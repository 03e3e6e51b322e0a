# eval, exec, compile, globals, locals, vars.
x = 5
print(eval("x + 1"), eval("[i * x for i in range(3)]"), eval("y", {"y": 2}), eval("a + b", {"a": 1}, {"b": 2}))
exec("z = x * 2\nfor i in range(2):\n    z += i")
print(z)
scope = {}
exec("def f(n):\n    return n * k\nk = 3", scope)
print(scope["f"](5), sorted(k for k in scope if not k.startswith("__")))
code = compile("x * 10", "<mine>", "eval")
print(eval(code), code.co_filename)


def f():
    a = 1
    return eval("a + x"), sorted(locals())


print(f())
globals()["made"] = "by globals"
print(made, "f" in globals(), vars() is globals())
for text in ("1 +", "x = ", "a b"):
    try:
        eval(text)
    except SyntaxError as e:
        print("SyntaxError", e.lineno)
try:
    eval("1 / 0")
except ZeroDivisionError:
    print("ZeroDivisionError")
try:
    exec("raise KeyError('k')")
except KeyError as e:
    print(e)
print(eval("lambda v: v + x")(1), eval("  7  "))

#: expect
#| 6 [0, 5, 10] 2 3
#| 11
#| 15 ['f', 'k']
#| 50 <mine>
#| (6, ['a'])
#| by globals True True
#| SyntaxError 1
#| SyntaxError 1
#| SyntaxError 1
#| ZeroDivisionError
#| 'k'
#| 6 7
