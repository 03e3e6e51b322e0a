return 1

# ---- listing ----
# SyntaxError at 1:1: 'return' outside function
