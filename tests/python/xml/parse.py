# The XML parser: events, namespaces, entities, pieces, and what it says about documents that are wrong.
import io
import plistlib
import xml.etree.ElementTree as ET
import xml.sax
from xml.dom import minidom
from xml.parsers import expat

t = ET.fromstring(
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "E<b>x</b>"><!ATTLIST r z CDATA "dflt">]>'
    '<r a="1 &lt; 2" xmlns:q="urn:q"><q:c q:k="v">text &amp; more &e; tail</q:c><!-- c --><d/>&#65;<![CDATA[<raw>]]></r>'
)
print(ET.tostring(t))
wrong = """
<a></b>|<a>|<a/><b/>|<a b='1' b='2'/>|<a>&foo;</a>|<a>&</a>|<a><</a>|<a b=1/>|<a|<a b='|text|<a:b/>|<a>]]></a>|<a/>x
<a><b></a>|<a b/>|<1/>|<a>&#0;</a>|<a><!-- -- --></a>|</a>|<a><![CDATA[x</a>
""".strip()
for text in ["", " <?xml version='1.0'?><a/>", "<a>\x01</a>", *wrong.replace("\n", "|").split("|")]:
    try:
        ET.fromstring(text)
        print("no error in", text)
    except ET.ParseError as e:
        print(repr(text), e, e.code, e.position)
for event, e in ET.iterparse(io.BytesIO(b"<a><b>1</b><c x='y'>2<d/>3</c></a>"), ("start", "end", "start-ns")):
    print(event, e.tag, e.text, e.attrib)
print(minidom.parseString("<a x='1'><b>t</b><!--c--><?p d?></a>").toprettyxml(indent=" "))


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        print("start", name, dict(attributes))

    def characters(self, text):
        print("text", repr(text))

    def endElement(self, name):
        print("end", name)


xml.sax.parseString(b"<a><b k='v'>x\ny</b></a>", Handler())
p = ET.XMLPullParser(("start", "end"))
for piece in ("<a><b", ">h&am", "p;i</", "b></a", ">"):
    p.feed(piece)
print([(event, e.tag, e.text) for event, e in p.read_events()])
print(plistlib.loads(plistlib.dumps({"a": [1, 2.5, True, b"x", "s"], "b": {}})))
print(ET.fromstring("<a>\u00e9\u4e2d</a>".encode("utf-16")).text == "\u00e9\u4e2d")
print(ET.fromstring(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>").text == "\u00e9")
tree = ET.ElementTree(ET.fromstring("<r><i n='1'/><i n='2'>two</i></r>"))
ET.indent(tree)
print(ET.tostring(tree.getroot(), encoding="unicode"), tree.findtext("i[@n='2']"))
q = expat.ParserCreate(namespace_separator="|")
q.StartElementHandler = lambda name, attrs: print(name, attrs, q.CurrentLineNumber, q.CurrentColumnNumber)
q.StartNamespaceDeclHandler = lambda prefix, uri: print("declared", prefix, uri)
q.EndNamespaceDeclHandler = lambda prefix: print("over", prefix)
q.Parse("<a xmlns='u'>\n <b xmlns:x='w' x:k='v'/></a>", True)
try:
    q.Parse("<a/>")
except expat.ExpatError as e:
    print(e.code, expat.ErrorString(e.code))
#: expect
#| b'<r xmlns:ns0="urn:q" a="1 &lt; 2" z="dflt"><ns0:c ns0:k="v">text &amp; more E<b>x</b> tail</ns0:c><d />A&lt;raw&gt;</r>'
#| '' no element found: line 1, column 0 3 (1, 0)
#| " <?xml version='1.0'?><a/>" XML or text declaration not at start of entity: line 1, column 1 17 (1, 1)
#| '<a>\x01</a>' not well-formed (invalid token): line 1, column 3 4 (1, 3)
#| '<a></b>' mismatched tag: line 1, column 5 7 (1, 5)
#| '<a>' no element found: line 1, column 3 3 (1, 3)
#| '<a/><b/>' junk after document element: line 1, column 4 9 (1, 4)
#| "<a b='1' b='2'/>" duplicate attribute: line 1, column 9 8 (1, 9)
#| '<a>&foo;</a>' undefined entity: line 1, column 3 11 (1, 3)
#| '<a>&</a>' not well-formed (invalid token): line 1, column 4 4 (1, 4)
#| '<a><</a>' not well-formed (invalid token): line 1, column 4 4 (1, 4)
#| '<a b=1/>' not well-formed (invalid token): line 1, column 5 4 (1, 5)
#| '<a' unclosed token: line 1, column 0 5 (1, 0)
#| "<a b='" unclosed token: line 1, column 0 5 (1, 0)
#| 'text' syntax error: line 1, column 0 2 (1, 0)
#| '<a:b/>' unbound prefix: line 1, column 0 27 (1, 0)
#| '<a>]]></a>' not well-formed (invalid token): line 1, column 5 4 (1, 5)
#| '<a/>x' junk after document element: line 1, column 4 9 (1, 4)
#| '<a><b></a>' mismatched tag: line 1, column 8 7 (1, 8)
#| '<a b/>' not well-formed (invalid token): line 1, column 4 4 (1, 4)
#| '<1/>' not well-formed (invalid token): line 1, column 1 4 (1, 1)
#| '<a>&#0;</a>' reference to invalid character number: line 1, column 3 14 (1, 3)
#| '<a><!-- -- --></a>' not well-formed (invalid token): line 1, column 10 4 (1, 10)
#| '</a>' not well-formed (invalid token): line 1, column 1 4 (1, 1)
#| '<a><![CDATA[x</a>' unclosed CDATA section: line 1, column 17 20 (1, 17)
#| start a None {}
#| start b 1 {}
#| end b 1 {}
#| start c 2 {'x': 'y'}
#| start d None {}
#| end d None {}
#| end c 2 {'x': 'y'}
#| end a None {}
#| <?xml version="1.0" ?>
#| <a x="1">
#|  <b>t</b>
#|  <!--c-->
#|  <?p d?>
#| </a>
#|
#| start a {}
#| start b {'k': 'v'}
#| text 'x'
#| text '\n'
#| text 'y'
#| end b
#| end a
#| [('start', 'a', None), ('start', 'b', 'h&i'), ('end', 'b', 'h&i'), ('end', 'a', None)]
#| {'a': [1, 2.5, True, b'x', 's'], 'b': {}}
#| True
#| True
#| <r>
#|   <i n="1" />
#|   <i n="2">two</i>
#| </r> two
#| declared None u
#| u|a {} 1 0
#| declared x w
#| u|b {'w|k': 'v'} 2 1
#| over x
#| over None
#| 36 parsing finished
