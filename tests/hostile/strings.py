"""Strings that a network's host or a site file's author may have chosen to harm who reads the report of them."""

ESC, BEL = b"\x1b", b"\x07"
STRINGS = {
    "script": b"<script>alert(1)</script>",
    "attribute": b"\"><img onerror=alert(1) src=x>",
    "quote": b"' onmouseover='alert(1)",
    "sql": b"'); DROP TABLE finding;--",
    "hyperlink": b"=HYPERLINK(\"http://x\",\"y\")",
    "at": b"@SUM(1)",
    "plus": b"+1",
    "minus": b"-1",
    "tab-formula": b"\t=1+1",
    "return-formula": b"\r=1+1",
    "wide-formula": "＝1+1".encode(),
    "pipe-formula": b"|cmd",
    "colour": ESC + b"[31;5mred" + ESC + b"[2J",
    "link": ESC + b"]8;;http://x" + ESC + b"\\click" + ESC + b"]8;;" + ESC + b"\\",
    "title": ESC + b"]0;owned" + BEL,
    "answerback": ESC + b"[c" + ESC + b"P$q\"p" + ESC + b"\\",
    "c1-bytes": b"\x9b31m\x9d0;x\x9c",
    "c1-utf8": "\u009b31m\u0085".encode(),
    "nul": b"before\0after",
    "newline": b"first\nwireaudit: COMPLIANT",
    "return": b"long line\rshort",
    "backspace": b"bad\b\b\bgood",
    "overlong": b"\xc0\xaf\xe0\x80\xaf\xc1\x9c",
    "surrogate": b"\xed\xa0\x80\xed\xb0\x80",
    "continuation": b"\x80\xbf",
    "no-utf8": b"\xff\xfe\xfd",
    "cut-utf8": b"a\xe2\x82",
    "bidi": "\u202egnp.exe\u2066x\u2069\u061c".encode(),
    "invisible": "a\u200bb\u200dc\u2060d\ufeffe\u00adf".encode(),
    "separators": "a\u2028b\u2029c".encode(),
    "noncharacters": "a\uffffb\ufdd0c\U0001fffe".encode(),
    "tags": "a\U000e0041\U000e0042b".encode(),
    "traversal": b"../../../../etc/passwd",
    "windows-traversal": b"..\\..\\..\\windows\\system32\\x",
    "device": b"/dev/null",
    "format": b"%s%n%x%999999d",
    "cdata": b"]]>",
    "comment": b"--><!--",
    "entity": b"&lt;&#x3c;&x;<!ENTITY x SYSTEM \"file:///etc/passwd\">",
    "script-end": b"</script></style></title><svg/onload=alert(1)>",
    "url": b"javascript:alert(1)",
    "template": b"{{7*7}}${7*7}",
    "yaml-map": b"a: {b: [c",
    "yaml-tag": b"!!python/object/apply:os.system ['x']",
    "yaml-anchor": b"&a *a",
    "yaml-comment": b" # x: y",
    "yaml-document": b"---\n...\n- x",
    "yaml-block": b"| >",
    "yaml-word": b"no",
    "shell": b"$(touch owned)`touch owned`;touch owned|&",
    "option": b"--help",
    "json": b"\",\"verdict\":\"COMPLIANT\",\"x\":\"",
    "csv": b"\",\"\r\n0,0,COMPLIANT",
    "backslash": b"\\x1b\\u001b\\",
    "text": "Größe 日本 😀".encode(),
    "spaces": b"   ",
    "long": b"A" * 65535,
    "long-hostile": (b"<b>" + ESC + "\u202e".encode()) * 9000,
}


def words(name):
    """A string as UTF-16 with the same text where it is one, else with a lone surrogate for each byte that is none."""
    return STRINGS[name].decode("utf-8", "surrogateescape").encode("utf-16-le", "surrogatepass")


def file_name(name):
    """The string as a file's name; None where no file can have it."""
    text = STRINGS[name].replace(b"/", b"_")
    return text if text.strip(b".") and b"\0" not in text and len(text) < 200 else None


def quoted(name):
    """The string as a scalar of YAML in double quotes; None where it is no text. NUL stays out: no scalar has one."""
    try:
        text = STRINGS[name].decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else '"' + "".join(escape(c) for c in text) + '"'


def escape(c):
    if " " <= c <= "~" and c not in "\"\\":
        return c
    return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" if ord(c) < 65536 else f"\\U{ord(c):08x}"
