# Carets for attributes and calls.
class Thing:
    def method(self):
        return self.part.name


Thing().method()

#: stderr
#| Traceback (most recent call last):
#|   File "$DIR/attribute.py", line 7, in <module>
#|     Thing().method()
#|     ~~~~~~~~~~~~~~^^
#|   File "$DIR/attribute.py", line 4, in method
#|     return self.part.name
#|            ^^^^^^^^^
#| AttributeError: 'Thing' object has no attribute 'part'
#: exit 1
