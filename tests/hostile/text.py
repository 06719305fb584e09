#!/usr/bin/env python3
"""Hostile strings in every field that a peer or a site file's author fills in, through every command and format of the real program.

usage: text.py WIREAUDIT
Prints a line per command and format, and names what is wrong. Environment: HOSTILE_KEEP (a folder for what was written).
"""
import ipaddress
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "matrix")]

import checks  # noqa: E402
from captures import block  # noqa: E402
from story import Story  # noqa: E402
from strings import STRINGS, file_name, quoted  # noqa: E402
from wire import DATAGRAMS, FIELDS  # noqa: E402
import struct  # noqa: E402

SHOWN_MOST, EXPLAINED, TIME_LIMIT_S = 6, 24, 60
STATUSES = {0, 1, 2, 3, 64, 65}
NAMES = list(STRINGS)
TABLES = {"run", "source", "rule", "finding", "violation", "traffic", "coverage", "paragraph", "note", "missing", "warning"}


def client(number, field):
    return f"10.16.{field}.{number + 1}"


def server(number):
    return f"10.128.0.{number + 1}"


def story(number, name):
    s = Story(name)
    for field, (port, make, _) in enumerate(FIELDS.values()):
        s.wait(1)
        pdus = tuple((side, data[at:at + 32000]) for side, data in make(name) for at in range(0, len(data), 32000))
        s.connect(client(number, field), server(number), port, pdus)
    for field, ((source, port), make) in enumerate(DATAGRAMS.values(), len(FIELDS)):
        s.datagram((client(number, field), server(number)), (source, port), make(name))
    return s


def annotated(frames, text):
    """A pcapng with the string in every comment and name that the format knows."""
    def options(*codes):
        text_ = text[:60000]
        return b"".join(struct.pack("<HH", c, len(text_)) + text_ + b"\0" * (-len(text_) % 4) for c in codes) + bytes(4)
    out = [block("<", 0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + options(1, 2, 3, 4)),
           block("<", 1, struct.pack("<HHI", 1, 0, 262144) + options(1, 2, 3, 11, 12)),
           block("<", 4, struct.pack("<HH", 1, 4 + len(text[:200]) + 1) + bytes([10, 128, 0, 1]) + text[:200] + b"\0"
                 + b"\0" * (-(5 + len(text[:200])) % 4) + bytes(4))]
    for f in frames:
        out.append(block("<", 6, struct.pack("<IIIII", 0, f.time_us >> 32, f.time_us & 0xFFFFFFFF, len(f.data), f.wire) + f.data
                         + b"\0" * (-len(f.data) % 4) + options(1)))
    return b"".join(out)


def site_text():
    """A site file that loads, with the strings wherever it takes any text."""
    named = [(n, name, quoted(name)) for n, name in enumerate(NAMES) if quoted(name) and len(STRINGS[name]) < 3000]
    out = ["zones: {intranet: {nets: [10.0.0.0/8], default: yes}}",
           "sites: {GEN: {type: primary, mode: native, http_ports: [80], https_ports: [443], boundaries: [10.16.0.0/16]}}", "systems:"]
    out += [f"  {q}: {{address: {server(n)}, site: GEN, fqdn: {q}, internet_fqdn: {q}, roles: {{MP: {{}}, DP: {{bits: yes, run_from_dp: "
            f"{'unknown' if n % 4 == 0 else 'no'}}}, SITE_DB: {{}}}}}}" for n, _, q in named]
    out += ["clients:"]
    out += [f"  {q}: {{address: [{', '.join(client(n, f) for f in range(len(FIELDS)) if f % 2)}], site: GEN, type: computer}}"
            for n, _, q in named]
    out += ["client_ranges:"]
    out += [f"  {q}: {{nets: 10.17.{n}.0/24, site: GEN}}" for n, _, q in named]
    out += ["proxies:"] + [f"  {q}: {{address: 10.129.0.{n + 1}, site: GEN, kind: forward}}" for n, _, q in named]
    out += ["evidence: {MP: {path: [" + ", ".join('"/' + q[1:] for *_, q in named) + "], share: [" + ", ".join(q for *_, q in named) + "]}}"]
    out += ["waivers:"]
    out += [f"  {q}: {{rule: MODE-02, client: {client(n, n % 3)}, reason: {q}, approver: {q}, expires: {'2099' if n % 3 else '2001'}-01-01}}"
            for n, _, q in named]
    return "\n".join(out) + "\n"


# What a site file may not say; each makes one that is refused, with messages that quote it.
BROKEN = (
    "{s}: 1\n", "zones: {{intranet: {{nets: [{s}], default: yes}}}}\n", "sites: {{{s}: {{type: primary}}}}\n",
    "sites: {{GEN: {{type: {s}, mode: {s}, http_ports: [{s}], boundaries: [{s}], {s}: 1}}}}\n",
    "zones: {{intranet: {{default: yes}}}}\nsystems: {{a: {{address: {s}, site: {s}, roles: {{{s}: {{}}, DP: {{bits: {s}}}}}}}}}\n",
    "rules: {{{s}: {{severity: {s}}}}}\noptions: {{{s}: {s}, fallback_window: {s}}}\n",
    "client_ranges: {{a: {{file: {s}}}}}\n", "waivers: {{{s}: {{rule: {s}, expires: {s}, client: {s}, {s}: 1}}}}\n", "policy: {s}\n",
)


class Run:
    """The commands in a folder of their own; what each of them said is checked."""

    def __init__(self, program):
        self.program = os.path.realpath(program)
        self.folder = tempfile.mkdtemp(prefix="wireaudit-hostile-")
        self.passed = self.failed = 0

    def tell(self, name, wrong):
        wrong = list(wrong)
        print(f"not ok hostile {name}" if wrong else f"ok hostile {name}")
        for line in wrong[:SHOWN_MOST]:
            print(f"    {line}")

    def command(self, *words):
        done = subprocess.run([self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              cwd=self.folder, timeout=TIME_LIMIT_S, check=False)
        return done.returncode, done.stdout, done.stderr

    def said(self, words, check=checks.shown, statuses=STATUSES):
        """Runs a command; yields what is wrong with its status, its output and its messages."""
        status, out, err = self.command(*words)
        self.out = out
        if status not in statuses:
            yield f"exit status {status}: {err[-300:]!r}"
        yield from check(out)
        yield from (f"messages: {w}" for w in checks.shown(err))
        if any(line and not line.startswith((b"wireaudit: ", b"Try ", b"usage: ")) and not re.match(rb".*:\d+:\d+: (error|warning|note): ", line)
               for line in err.split(b"\n")):
            odd = next(line for line in err.split(b"\n") if line and not line.startswith(b"wireaudit: ")
                       and not re.match(rb".*:\d+:\d+: (error|warning|note): ", line))
            yield f"a message that begins otherwise: {odd[:100]!r}"

    def on_terminal(self, *words):
        """The same with standard error on a terminal, where progress is drawn."""
        try:
            master, slave = pty.openpty()
        except OSError as error:
            print(f"skip {words[0]} on a terminal: {error}")
            return []
        with subprocess.Popen([self.program, *words], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, cwd=self.folder) as child:
            os.close(slave)
            parts = []
            try:
                while part := os.read(master, 65536):
                    parts.append(part)
            except OSError:
                pass
            child.wait(TIME_LIMIT_S)
        os.close(master)
        return checks.terminal(b"".join(parts))


def write(path, data):
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def captures(run):
    """A capture for each string, named by it where a file can be; as pcap and pcapng in turn."""
    folder = os.path.join(run.folder, "captures").encode()
    os.mkdir(folder)
    paths = []
    for number, name in enumerate(NAMES):
        s = story(number, name)
        data = annotated(s.frames, STRINGS[name]) if number % 2 else s.capture()
        paths.append(os.path.join(b"captures", (file_name(name) or name.encode()) + (b".pcapng" if number % 2 else b"")))
        write(os.path.join(run.folder.encode(), paths[-1]), data)
    return paths


def shows(records):
    """That the strings are in the records at all, and as they were on the wire: for most of them, of each field."""
    import json
    by = {}
    for line in records.split(b"\n")[:-1]:
        r = json.loads(line)
        if r["type"] == "flow":
            by[r["client"]["ip"]] = r
    for field, (name, (_, _, key)) in enumerate(FIELDS.items()):
        found = 0
        for number, string in enumerate(NAMES):
            detail = by.get(client(number, field), {}).get("detail", {})
            wanted = STRINGS[string][:40]
            found += any(wanted in checks.bytes_again(t) for t in checks.texts(detail))
        if key is not None and found < len(NAMES) / 4:
            yield f"{name}: only {found} of {len(NAMES)} strings are in their records"
    verdicts = [r["verdict"] for r in by.values()]
    if verdicts.count("VIOLATION") < len(verdicts) / 2:
        yield f"only {verdicts.count('VIOLATION')} of {len(verdicts)} flows are violations"


def tables(path):
    base = sqlite3.connect(path)
    found = {row[0] for row in base.execute("select name from sqlite_schema where type = 'table'")}
    whole = base.execute("pragma integrity_check").fetchone()[0]
    base.close()
    if TABLES - found:
        yield f"without {sorted(TABLES - found)}"
    if whole != "ok":
        yield whole


def listing(folder):
    found = set()
    for where, folders, files in os.walk(folder.encode()):
        found |= {os.path.join(where, name) for name in (*folders, *files)}
    return found


def replay(run, paths, site, base):
    before = listing(run.folder)
    words = ["replay", "-v", "--evidence", "evidence", "-c", site, "-d", base, "--json", "records.json", *paths]
    run.tell("replay, messages", run.said(words))
    with open(os.path.join(run.folder, "records.json"), "rb") as file:
        records = file.read()
    run.tell("replay, flow records", checks.json_lines(records))
    run.tell("replay, flow records show the strings", shows(records))
    run.tell("replay, the database", tables(os.path.join(run.folder.encode(), base)))
    root = run.folder.encode()
    made = {os.path.relpath(p, root) for p in listing(run.folder) - before}
    odd = sorted(p for p in made if p not in (base, b"records.json", b"evidence") and not re.fullmatch(rb"evidence/[A-Za-z0-9][A-Za-z0-9._-]*", p))
    run.tell("replay, no other files", [f"made {p[:80]!r}" for p in odd])
    run.tell("replay, evidence is kept", [] if any(p.startswith(b"evidence/") for p in made) else ["no file in evidence"])
    run.tell("replay, on a terminal", run.on_terminal("replay", "-v", "-c", site, "-d", "none", *paths))
    run.tell("replay, records to standard output", run.said(["replay", "-q", "-c", site, "-d", ":memory:", "--json", "-", *paths[:8]],
                                                            checks.json_lines))


def reports(run, base, plain):
    for form, check in (("text", checks.shown), ("csv", checks.csv_document), ("json", checks.json_document), ("junit", checks.xml_document),
                        ("html", None)):
        if check is None:
            like = run.command("report", "-f", form, plain)[1]
            run.tell(f"report {form}", run.said(["report", "-f", form, base], lambda data, like=like: checks.html_document(data, like)))
        else:
            run.tell(f"report {form}", run.said(["report", "-f", form, base], check))
    run.tell("report to a file with such a name", run.said(["report", "-f", "text", "-o", b"\x1b[31m<b>\n", base]))
    run.tell("report on a terminal", run.on_terminal("report", base))
    run.tell("report of a site with such a name", [w for s in STRINGS.values() if b"\0" not in s
                                                   for w in run.said(["report", "--site", s[:2000], base])][:5])


def explanations(run, base):
    wrong = []
    connection = sqlite3.connect(os.path.join(run.folder.encode(), base))
    found = [n for n, in connection.execute("select max(finding) from finding group by rule, class union select finding from finding "
                                            f"where finding % ((select count(*) from finding) / {EXPLAINED} + 1) = 0")]
    connection.close()
    for number in found:
        wrong += [f"finding {number}: {w}" for w in run.said(["explain", "-d", base, str(number)])]
    run.tell("explain", wrong if found else ["no finding to explain"])


def others(run, paths, site, base, plain):
    run.tell("draft from a database", [*run.said(["draft", base]), *drafted(run, run.out)])
    run.tell("draft from captures", [*run.said(["draft", "-q", *paths]), *drafted(run, run.out)])
    for form, check in (("text", checks.shown), ("csv", checks.csv_document), ("json", checks.json_document), ("nft", checks.indented)):
        run.tell(f"ports {form}", run.said(["ports", "-c", site, "-f", form], check, {0}))
    run.tell("check", run.said(["check", "-c", site], statuses={0}))
    for form in ("text", "html", "json"):
        check = {"json": checks.json_document}.get(form, checks.shown)
        if form == "html":
            like = run.command("diff", "-f", form, plain, plain)[1]

            def check(data, like=like):
                return checks.html_document(data, like)
        for old, new in ((base, plain), (plain, base), (base, base)):
            run.tell(f"diff {form}", run.said(["diff", "-f", form, old, new], check))
    run.tell("db verify", run.said(["db", "verify", base], statuses={0}))
    run.tell("db backup", run.said(["db", "backup", base, b"\x1b]0;x\x07copy\n.db"], statuses={0}))
    shutil.copy(os.path.join(run.folder, plain), os.path.join(run.folder, "merged.db"))
    run.tell("db merge", [*run.said(["db", "merge", "merged.db", base], statuses={0}), *run.said(["report", "--run", "all", "merged.db"])])
    run.tell("db prune", run.said(["db", "prune", "merged.db", "--keep", "1"], statuses={0}))


def drafted(run, text):
    """What was drafted is a site file: the program loads it, and a reader of YAML finds nothing but what a site file has."""
    write(os.path.join(run.folder, "drafted.yaml"), text)
    yield from run.said(["check", "-q", "-c", "drafted.yaml"], statuses={0})
    try:
        import yaml
    except ImportError:
        return
    read = yaml.safe_load(text)
    odd = set(read) - set("policy options rules zones firewalls sites systems proxies clients client_ranges evidence waivers".split())
    if odd:
        yield f"keys {sorted(odd)}"
    for name, system in (read.get("systems") or {}).items():
        if not re.fullmatch(r"[\w.:-]+", str(name)):
            yield f"a system {name!r}"
        for address in system["address"] if isinstance(system["address"], list) else [system["address"]]:
            ipaddress.ip_address(address)


def broken_sites(run):
    """Messages about a site file that is wrong quote it harmlessly."""
    wrong = []
    for name, string in STRINGS.items():
        if len(string) > 3000:
            continue
        scalar = quoted(name)
        text = "".join(form.format(s=scalar) for form in BROKEN) if scalar else None
        for data in ([text.encode()] if text else []) + [b"sites: {" + string + b": 1}\n", b"systems: {\"" + string + b"\": {}}\n"]:
            write(os.path.join(run.folder, "broken.yaml"), data)
            wrong += [f"{name}: {w}" for w in run.said(["check", "-c", "broken.yaml"], statuses={0, 65})]
    run.tell("check of broken site files", wrong)


def arguments(run):
    """A message about an argument shows it harmlessly."""
    wrong = []
    for name, string in STRINGS.items():
        if b"\0" in string:
            continue
        s = string[:1000]
        for words in ([s], ["replay", s], ["replay", b"--" + s], ["report", s], ["report", "-f", s, "x"], ["explain", s], ["check", "-c", s],
                      ["draft", s], ["ports", "-c", s], ["replay", "--filter", s, "captures"], ["report", "-f", "text", "--since", s, "x"]):
            if words[0] == s or name in ("colour", "newline", "no-utf8", "bidi", "format", "attribute", "link", "traversal"):
                wrong += [f"{name}: {words!r}: {w}" for w in run.said(words)]
    run.tell("messages about arguments", wrong)


HARMFUL = {
    checks.shown: (b"\x1b[31m", b"\xc2\x9b1m", b"\xff", "\u202e".encode(), "\u200b".encode(), b"a\0", "\ufffe".encode(), b"a\tb"),
    checks.json_document: (b"{\"a\":1,\"a\":2}", b"{\"a\":\"\\u001b\"}", b"{", b"{\"a\":\"\\u202e\"}"),
    checks.csv_document: (b"a\r\n=1+1\r\n", b"a,b\r\n1\r\n", b"a\r\n\"1\n2\"\r\n", "a\r\n＝1\r\n".encode(), b"a\r\n -x\r\n"),
    checks.xml_document: (b"<testsuites><b></testsuites>", b"<html/>", b"<!DOCTYPE x><testsuites/>", "<testsuites a='\u200b'/>".encode()),
    checks.page_alone: (b"<script>alert(1)</script>", b"<p onclick='x'>", b"<img src=x>", b"<a href='javascript:x'>", b"<a href='//x'>", b"<!--x-->",
                        b"<p style='background:url(x)'>", b"<iframe>", b"<base href='x'>", b"<p>\xe2\x80\xae", b"<a href='https://x/'>"),
}


def checks_check(run):
    """Each reader finds fault with what is harmful, or nothing above would mean anything."""
    run.tell("readers see what is harmful", [f"{check.__name__} takes {data!r}" for check, rows in HARMFUL.items() for data in rows
                                             if not list(check(data))])


def main():
    run = Run(sys.argv[1])
    os.mkdir(os.path.join(run.folder, "plain"))
    try:
        paths = captures(run)
        site, base = b"site\x1b[31m\"><script>\xe2\x80\xae.yaml", b"base\n\x1b]0;x\x07'\"<i>.db"
        write(os.path.join(run.folder.encode(), site), site_text())
        s = Story("plain").connect("10.16.0.1", "10.128.0.1", 80, FIELDS["http-path"][1]("text"))
        write(os.path.join(run.folder, "plain.pcap"), s.capture())
        write(os.path.join(run.folder, "plain.yaml"), "sites: {GEN: {type: primary, mode: native, boundaries: [10.16.0.0/16]}}\n"
              "zones: {intranet: {nets: [10.0.0.0/8], default: yes}}\nsystems: {mp: {address: 10.128.0.1, site: GEN, roles: {MP: {}}}}\n")
        run.command("replay", "-q", "-c", "plain.yaml", "-d", "plain.db", "plain.pcap")
        replay(run, paths, site, base)
        reports(run, base, "plain.db")
        explanations(run, base)
        others(run, paths, site, base, "plain.db")
        broken_sites(run)
        arguments(run)
        checks_check(run)
    finally:
        if "HOSTILE_KEEP" in os.environ:
            shutil.copytree(run.folder, os.environ["HOSTILE_KEEP"], dirs_exist_ok=True)
        shutil.rmtree(run.folder)


if __name__ == "__main__":
    main()
