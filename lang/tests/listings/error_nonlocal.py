def f():
    nonlocal x

# ---- listing ----
# SyntaxError at 2:5: no binding for nonlocal 'x' found
