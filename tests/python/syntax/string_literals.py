# String literals that are refused, and some that are fine.
def check(text):
    try:
        compile(text, "<test>", "exec")
    except SyntaxError as e:
        print(f"{text!r:48} {type(e).__name__} line {e.lineno}")
    else:
        print(f"{text!r:48} fine")


for text in (
    "'a\nb'", "b'a' 'b'", "'\\x1'", "'\\u12'", "'\\N{nothing such}'", "'\\U99999999'", "r'\\'", "f'{'",
    "f'{a!x}'", "f'{a b}'", "f'{a:{b}}'", "f'{a!r:>{w}}'", "f'{lambda x: 1}'", "f'{(lambda x: 1)}'", "f'{*a}'",
    "f'{a=}'", "f'{a = !r}'", "f'{!r}'", "f'{a!}'", "f'''{\na}'''", "rb'a' b'b'", "ub'a'", 'f\'{"a"}\'',
    "f'{'a'}'", "'a' f'{b}' 'c'", "x = 'it''s'",
):
    check(text)

#: expect
#| "'a\nb'"                                         SyntaxError line 1
#| "b'a' 'b'"                                       SyntaxError line 1
#| "'\\x1'"                                         SyntaxError line 1
#| "'\\u12'"                                        SyntaxError line 1
#| "'\\N{nothing such}'"                            SyntaxError line 1
#| "'\\U99999999'"                                  SyntaxError line 1
#| "r'\\'"                                          SyntaxError line 1
#| "f'{'"                                           SyntaxError line 1
#| "f'{a!x}'"                                       SyntaxError line 1
#| "f'{a b}'"                                       SyntaxError line 1
#| "f'{a:{b}}'"                                     fine
#| "f'{a!r:>{w}}'"                                  fine
#| "f'{lambda x: 1}'"                               SyntaxError line 1
#| "f'{(lambda x: 1)}'"                             fine
#| "f'{*a}'"                                        SyntaxError line 1
#| "f'{a=}'"                                        fine
#| "f'{a = !r}'"                                    fine
#| "f'{!r}'"                                        SyntaxError line 1
#| "f'{a!}'"                                        SyntaxError line 1
#| "f'''{\na}'''"                                   fine
#| "rb'a' b'b'"                                     fine
#| "ub'a'"                                          SyntaxError line 1
#| 'f\'{"a"}\''                                     fine
#| "f'{'a'}'"                                       fine
#| "'a' f'{b}' 'c'"                                 fine
#| "x = 'it''s'"                                    fine
