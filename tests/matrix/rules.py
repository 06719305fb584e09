#!/usr/bin/env python3
"""Every rule through the real program: rules.tsv in the network of rules.yaml, and a count of what has no row.

usage: rules.py WIREAUDIT
The rows say what policy demands; the program says which rules there are. Columns, two blanks or more between them:
  rules     what the row is about; with ! at its end where the rule is broken, or where what it asks for is not given
  from, to  names in rules.yaml (with :n its n-th address), or addresses
  port      443/tcp, 69/udp, icmp, esp, ah
  what      see sayings.py
  context   words, or -: syn refused nodata (connections that carry nothing), lost (the first request was not captured),
            late (nor was the handshake), oneway (only the client's side was), unanswered (a ping), after:HOW:PORT@HOST (a connection of the client's half a minute before)
  want      verdict, rule, severity; then +ID for each other id that is broken, ~NOTE, ~!NOTE for one that must not be there
A line `[old -> new]` changes the site file for the rows after it, `[]` sets it back; several changes have | between them.
A line `rule: reason` names a rule that packets cannot decide.
All rows of one site file are one capture, so far apart in time that none knows of another.
"""
import collections
import datetime
import os
import re
import sqlite3
import sys

import sayings
from program import Program, timeless
from story import START_US, Story

HERE = os.path.dirname(os.path.abspath(__file__))
APART_S = 3600
SHIFTS_S = 0, 5 * 3600 + 7, 20 * 86400, -1_000_000_000  # over midnights and the end of a year
ESP = b"\0\0\0\1\0\0\0\1" + bytes(40)  # RFC 4303 2; RFC 4302 2: AH with ESP in it
IPSEC = {"esp": (50, lambda *_: ESP), "ah": (51, lambda *_: b"\x32\4\0\0\0\0\0\2\0\0\0\1" + bytes(12) + ESP)}
Row = collections.namedtuple("Row", "line about client server port what context want")


def addresses():
    out = {}
    with open(f"{HERE}/rules.yaml", encoding="utf-8") as file:
        for name, value in re.findall(r"^  ([\w-]+): \{address: (\[[^]]*\]|[^,]+)", file.read(), re.M):
            out[name] = re.findall(r"[\da-f.:]+", value)
    return out


ADDRESSES = addresses()


def address(name):
    host, _, number = name.partition(":")
    return ADDRESSES[host][int(number or 1) - 1] if host in ADDRESSES else name


def read_rows():
    """(rows by change of the site file, reasons by rule)"""
    groups, reasons, change = collections.OrderedDict(), {}, ""
    with open(f"{HERE}/rules.tsv", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            told = re.fullmatch(r"([A-Z][\w-]+): (.+)", line)
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                change = line[1:-1].replace("\\n", "\n")
            elif told:
                reasons[told[1]] = told[2]
            else:
                columns = re.split(r"\s{2,}", line)
                if len(columns) != 7:
                    raise ValueError(f"rules.tsv:{number}: {len(columns)} columns")
                groups.setdefault(change, []).append(Row(number, *columns))
    return groups, reasons


def before(story, client, word):
    _, how, where = word.split(":", 2)
    port, _, host = where.partition("@")
    pdus = {"tls": sayings.tls([], host), "alert": sayings.tls(["45"], host), "404": sayings.requests(["GET", "/x", "404"], host)}
    story.connect(client, address(host), int(port), pdus.get(how), refused=how == "refused").wait(30)


def connect(story, row, ends, port, words):
    client, server = ends
    if "syn" in words or "refused" in words:
        story.connect(client, server, port, None, refused="refused" in words)
        return
    protocol, *what = row.what.split()
    pdus = () if "nodata" in words else sayings.CONNECTIONS[protocol](what, server)
    if port == 139:  # RFC 1002 4.3: the session service in front
        pdus = ((0, b"\x81\0\0\x44" + (b"\x20" + b"CA" * 16 + b"\0") * 2), (1, b"\x82\0\0\0"), *pdus)
    first = len(story.frames)
    story.connect(client, server, port, pdus, drop=(0,) if "lost" in words else ())
    if "late" in words:
        del story.frames[first:first + 3]
    if "oneway" in words:
        story.frames[first:] = [f for f in story.frames[first:] if f.data[26:30] == story.frames[first].data[26:30]]


def tell(story, row):
    ends, words = (address(row.client), address(row.server)), row.context.split()
    for word in words:
        if word.startswith("after:"):
            before(story, ends[0], word)
    number, _, transport = row.port.rpartition("/")
    if transport == "tcp":
        connect(story, row, ends, int(number), words)
    elif transport == "udp":
        story.datagram(ends, (68 if number == "67" else 50123, int(number)), sayings.DATAGRAMS[row.what.split()[0]])
    elif transport == "icmp":
        story.echo(ends)
        if "unanswered" not in words:
            story.echo(ends[::-1], reply=True)
    else:
        story.packet(ends, *IPSEC[transport])


def micros(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000_000)


def wrong_with(row, record):
    """What is not as the row wants it."""
    want = [w for w in row.want.split() if w[0] not in "+~"]
    got = [record.get(key) for key in ("verdict", "rule", "severity") if key in record]
    if len(got) != len(want) and "*" not in want or any(w not in (g, "*") for w, g in zip(want, got)):
        yield f"want {' '.join(want)}, got {' '.join(map(str, got))} {record.get('rules')}: {record.get('why')}"
    for word in row.want.split():
        if word[0] == "+" and word[1:] not in record.get("rules", ()):
            yield f"want {word[1:]} among the rules, got {record.get('rules')}"
        if word[0] == "~" and (word.strip("~!") in record.get("notes", ())) == word.startswith("~!"):
            yield f"want {word}, got the notes {record.get('notes')}"


def site_text(change):
    with open(f"{HERE}/rules.yaml", encoding="utf-8") as file:
        text = file.read()
    for part in filter(None, change.split(" | ")):
        old, _, new = part.partition(" -> ")
        if old not in text:
            raise ValueError(f"rules.yaml has no {old!r}")
        text = text.replace(old, new)
    return text


def story_of(rows):
    """All rows, and when each begins."""
    story, starts = Story("rules").noise().wait(APART_S), []
    for row in rows:
        starts.append(story.now)
        tell(story, row)
        story.now = starts[-1] + APART_S * 1_000_000
    return story, starts


def shifts_that_matter(program, rows):
    """Of the same packets twice and at other times, those that are not judged alike, in the same order."""
    story, _ = story_of(rows)
    first = timeless(program.replay(story.capture(), site=f"{HERE}/rules.yaml").flows)
    for shift in SHIFTS_S:
        if timeless(program.replay(story.capture(shift), site=f"{HERE}/rules.yaml").flows) != first:
            yield f"other findings when all packets are {shift} s later"


def judge(program, change, rows):
    """(row, what is wrong) of each row."""
    story, starts = story_of(rows)
    path = os.path.join(program.folder, "site.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(site_text(change))
    found = collections.defaultdict(list)
    for record in program.replay(story.capture(), site=path).flows:
        found[(micros(record["first"]) - START_US) // 1_000_000].append(record)
    for row, start in zip(rows, starts):
        second = (start - START_US) // 1_000_000
        mine = [r for s in range(second, second + APART_S) for r in found.get(s, ()) if r["server"]["ip"] == address(row.server)]
        number = row.port.split("/")[0]
        mine = [r for r in mine if str(r["server"].get("port", number)) == number or not number.isdigit()]
        yield row, list(wrong_with(row, mine[-1])) if mine else ["no such flow"]


def known_rules(program):
    """Ids of the program's own table, by the view that its databases have."""
    path = os.path.join(program.folder, "rules.db")
    program.store(Story("nothing").noise().capture(), f"{HERE}/rules.yaml", path)
    base = sqlite3.connect(path)
    rules = [rule for rule, in base.execute("select rule from v_rule order by rule")]
    base.close()
    return rules


def ids(row):
    """(rule, whether it is broken) that the row proves."""
    verdict, rule, *rest = row.want.split()
    for word in row.about.split():
        yield word.rstrip("!"), word.endswith("!")
    yield rule.split("(")[0], verdict == "VIOLATION"
    for word in rest:
        if word[0] == "+":
            yield word[1:], True


def uncovered(groups, rules, reasons):
    proven = {pair for rows in groups.values() for row in rows for pair in ids(row)}
    codes = re.compile(r"(NC|UND)-")
    for rule in rules:
        for broken in (False, True):
            if rule not in reasons and (rule, broken) not in proven and not (codes.match(rule) and broken):
                yield f"{rule} has no {'violating' if broken else 'compliant'} row"
    for rule in sorted({*reasons, *(rule for rule, _ in proven)} - set(rules)):
        yield f"{rule}: the program has no such rule"


def tell_rule(rule, judged):
    wrong = [(row, lines) for row, lines in judged if lines]
    print(f"{'not ok' if wrong else 'ok'} rule {rule}: {len(judged)} rows" + (f", {len(wrong)} wrong" if wrong else ""))
    for row, lines in wrong:
        print(f"    rules.tsv:{row.line}: {row.client} > {row.server} {row.port} {row.what} {row.context}")
        for line in lines:
            print(f"        {line}")


def tell_all(name, wrong):
    print(f"{'not ok' if wrong else 'ok'} {name}")
    for line in wrong:
        print(f"    {line}")


def main():
    groups, reasons = read_rows()
    by_rule = collections.defaultdict(list)
    with Program(sys.argv[1]) as program:
        for change, rows in groups.items():
            for row, wrong in judge(program, change, rows):
                by_rule[row.about.split()[0].rstrip("!")].append((row, wrong))
        missing = list(uncovered(groups, known_rules(program), reasons))
        shifted = list(shifts_that_matter(program, groups[""]))
    for rule, judged in sorted(by_rule.items()):
        tell_rule(rule, judged)
    tell_all("every rule has a compliant and a violating row", missing)
    tell_all("the same packets at another time are judged alike", shifted)
    return int(bool(missing or shifted) or any(wrong for judged in by_rule.values() for _, wrong in judged))


if __name__ == "__main__":
    sys.exit(main())
