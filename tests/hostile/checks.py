"""What is harmless, by a reader of each format that knows nothing of wireaudit. Each check yields what is wrong with a document."""
import csv
import html.parser
import io
import json
import re
import unicodedata
import xml.parsers.expat

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
MOST_SHOWN = 3
csv.field_size_limit(1 << 30)
PROGRESS = re.compile(rb"\r\x1b\[K")


def unsafe(text):
    """Characters that a terminal obeys or an eye does not see, and those that are none."""
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unsafe_character(c)})


def unsafe_character(c):
    code = ord(c)
    return unicodedata.category(c) in INVISIBLE or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xFE00 <= code <= 0xFE0F


def shown(data, crlf=False):
    """Text for a terminal, a pager, an editor: valid UTF-8 without anything that is not seen."""
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        yield f"no UTF-8: {e}"
        return
    found = unsafe(text.replace("\r\n", "\n") if crlf else text)
    if found:
        yield f"holds {', '.join(found[:MOST_SHOWN])}"


def indented(data):
    """The same with tabs in front of lines."""
    yield from shown(re.sub(rb"^\t+", b"", data, flags=re.M))


def terminal(data):
    """The same for what was said to a terminal: a progress line may be wiped, lines end in CR LF."""
    yield from shown(PROGRESS.sub(b"", data).replace(b"\r\n", b"\n"))


def json_lines(data):
    yield from shown(data)
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        yield from json_text(line, f"line {number}: ")


def once(pairs):
    keys = [k for k, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key twice")
    return dict(pairs)


def json_text(data, place=""):
    try:
        values = json.loads(data, object_pairs_hook=once)
    except ValueError as e:
        yield f"{place}no JSON: {e}"
        return
    found = unsafe("".join(texts(values)))
    if found:
        yield f"{place}a value holds {', '.join(found[:MOST_SHOWN])}"


def json_document(data):
    yield from shown(data)
    yield from json_text(data)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.items() if isinstance(value, dict) else value:
            for part in item if isinstance(item, tuple) else (item,):
                yield from texts(part)


def csv_document(data):
    yield from shown(data, crlf=True)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""), strict=True))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            yield f"row {number} has {len(row)} cells, not {len(rows[0])}"
        for cell in row:
            if cell.lstrip().startswith(FORMULA) and not re.fullmatch(r"-?\d+", cell):
                yield f"row {number}: a formula: {cell[:40]!r}"
            if "\n" in cell or "\r" in cell:
                yield f"row {number}: a line within a cell"


class Page(html.parser.HTMLParser):
    """Elements and attributes of a report; everything that could act, load or leave is wrong."""
    ELEMENTS = set("""html head meta title style body main header footer nav section article aside h1 h2 h3 h4 h5 h6 p a ul ol li dl dt dd table
        caption colgroup col thead tbody tfoot tr th td div span strong em b i code pre abbr time small details summary figure figcaption br hr
        wbr sup sub kbd samp var mark data button input label select option optgroup fieldset legend form noscript output progress meter template
        bdi bdo script svg g defs path rect circle ellipse line polyline polygon text tspan desc use symbol pattern lineargradient stop
        clippath""".split())
    ATTRIBUTES = set("""lang charset name content http-equiv class id title href for type value placeholder scope colspan rowspan headers abbr
        datetime open hidden tabindex role dir checked selected disabled multiple rel download span min max low high optimum autocomplete
        spellcheck inputmode translate style label media start method action novalidate
        viewbox preserveaspectratio xmlns width height x y x1 y1 x2 y2 dx dy cx cy r rx ry d points fill stroke stroke-width stroke-dasharray
        stroke-linecap stroke-linejoin transform opacity fill-opacity stroke-opacity text-anchor dominant-baseline font-size font-weight
        focusable offset stop-color gradientunits gradienttransform patternunits clip-path clippathunits vector-effect
        shape-rendering""".split())
    PAIRED = {"script", "style", "title"}
    LINK = re.compile(r"#[\w.:~-]*|/?([\w.~%-]+/)*[\w.~%-]*")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.scripts, self.styles, self.policy, self.open, self.texts = [], [], [], None, [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.ELEMENTS:
            self.wrong.append(f"an element <{tag}>")
        names = [a for a, _ in attrs]
        if len(set(names)) != len(names):
            self.wrong.append(f"an attribute of <{tag}> twice")
        for name, value in attrs:
            self.attribute(tag, name, value or "")
        if tag == "meta" and dict(attrs).get("http-equiv", "").lower() == "content-security-policy":
            self.policy = dict(attrs).get("content", "")
        if tag in self.PAIRED:
            self.open.append((tag, []))

    def attribute(self, tag, name, value):
        if name.startswith("on") or not (name in self.ATTRIBUTES or re.fullmatch(r"(data|aria)-[a-z-]+", name)):
            self.wrong.append(f"an attribute {name} of <{tag}>")
        if name in ("href", "action") and not self.LINK.fullmatch(value):
            self.wrong.append(f"a link to {value[:60]!r}")
        if name == "style" and re.search(r"url|expression|@|\\", value, re.I):
            self.wrong.append(f"a style {value[:60]!r}")
        if unsafe(value):
            self.wrong.append(f"an attribute holds {unsafe(value)[0]}")

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            name, parts = self.open.pop()
            {"script": self.scripts, "style": self.styles}.get(name, []).append("".join(parts))

    def handle_data(self, data):
        if self.open:
            self.open[-1][1].append(data)
        else:
            self.texts.append(data)

    def handle_comment(self, data):
        self.wrong.append(f"a comment {data[:40]!r}")

    def unknown_decl(self, data):
        self.wrong.append(f"a section {data[:40]!r}")

    handle_pi = unknown_decl


def page(data):
    p = Page()
    p.feed(data.decode("utf-8", "replace"))
    p.close()
    return p


def html_document(data, plain):
    """`plain`: the same report of a database without anything hostile in it: scripts and styles are the same."""
    yield from shown(data)
    p, other = page(data), page(plain)
    yield from sorted(set(p.wrong))[:10]
    if p.scripts != other.scripts:
        yield "another script"
    if p.styles != other.styles:
        yield "another style"
    if p.policy is None or "default-src 'none'" not in p.policy:
        yield f"a policy that is not strict: {p.policy}"
    if unsafe("".join(p.texts)):
        yield f"its text holds {unsafe(''.join(p.texts))[0]}"


PLAIN_PAGE = b"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""


def page_alone(body):
    """A page of this body, held against one without."""
    return html_document(PLAIN_PAGE + body, PLAIN_PAGE)


def xml_document(data):
    yield from shown(data)
    elements, values = [], []
    parser = xml.parsers.expat.ParserCreate()

    def start(name, attributes):
        elements.append(name)
        values.extend(attributes.values())
    parser.StartElementHandler, parser.CharacterDataHandler = start, values.append
    parser.StartDoctypeDeclHandler = lambda *_: elements.append("DOCTYPE")
    parser.ProcessingInstructionHandler = lambda *_: elements.append("an instruction")
    try:
        parser.Parse(data, True)
    except xml.parsers.expat.ExpatError as e:
        yield f"no XML: {e}"
    odd = set(elements) - set("testsuites testsuite testcase failure error skipped properties property system-out system-err".split())
    if odd:
        yield f"elements {sorted(odd)[:MOST_SHOWN]}"
    if unsafe("".join(values).replace("\t", " ")):
        yield f"a value holds {unsafe(''.join(values))[0]}"


def bytes_again(text):
    """The bytes of the wire that a record's text stands for."""
    return re.sub(rb"\\x([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), text.encode("utf-8", "surrogatepass"))
