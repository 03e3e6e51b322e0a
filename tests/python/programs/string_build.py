# The program of that name, at a small size.
#: run benches/programs/string_build.py 100

#: expect
#| joined        2399   405009389
#| grown          401   725054348
#| escaped       1001   543368040
#| csv           2662   811496126
#| rotated       1000   584001935
#| palin          166   946578254
#| reversed       799   138640334
#| found: 200 1310 168
