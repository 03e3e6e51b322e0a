# -*- coding: utf-8 -*-
print("naïve café ☃")
naïve = "identifier"
print(naïve, "ﬁ".isidentifier())

#: expect
#| naïve café ☃
#| identifier True
