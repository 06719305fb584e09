"""Databases to report on: of the samples, of very many findings, and of a hostile hand."""
import os
import sqlite3
import subprocess

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
HOUR_US = 3600 * 1000000

HOSTILE = ['<script>window.hacked = 1; alert(1)</script>', '"><img src=x onerror="window.hacked = 1">',
           "' onmouseover='window.hacked = 1' x='", '</style><script>window.hacked = 1</script>', "javascript:window.hacked=1",
           '=HYPERLINK("http://evil.example/")', "'); DROP TABLE finding; --", "../../../etc/passwd", "\x1b[31mred\x1b]0;title\x07",
           "nul\x00byte", "\u202egnp.exe", "<!--", "]]>", "{{7*7}}", "&lt;b&gt;", "x" * 65536]


# Words that a database with others is not reported on.
CHECKED = {("run", "status"), ("source", "status"), ("identity", "name"), ("finding", "severity"), ("traffic", "verdict")}


def of_samples(program, path, network="native"):
    samples = os.path.join(ROOT, "samples")
    captures = sorted(name for name in os.listdir(samples) if name.startswith(network + "-") and ".pcap" in name)
    subprocess.run([program, "replay", "-q", "--exit-zero", "-c", f"samples/{network}-site.yaml", "-d", path,
                    *("samples/" + name for name in captures)], check=True, cwd=ROOT)


def add_findings(path, count, rules=40):
    """Beside those of a run: as many findings, of `rules` rules."""
    db = sqlite3.connect(path)
    columns = [row[1] for row in db.execute("PRAGMA table_info(finding)")]
    first = dict(zip(columns, db.execute("SELECT * FROM finding ORDER BY finding LIMIT 1").fetchone()))
    start = db.execute("SELECT max(finding) FROM finding").fetchone()[0] + 1
    grave = ("critical", "high", "medium", "low")

    def row(n):
        new = dict(first, finding=n, fingerprint=n.to_bytes(16, "big"), rule=f"MADE-{n % rules:02}",
                   severity=grave[n % rules % 4], client_ip=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
                   occurrences=1 + n % 977, first_us=first["first_us"] + n * 1000, last_us=first["last_us"] + n * 2000)
        return [new[name] for name in columns]

    with db:
        # a database that contradicts itself is not reported on
        db.execute("INSERT INTO traffic VALUES (?, '10.0.0.1', 80, '10.0.0.0/8', 'tcp', 'HTTP', ?, 'MP', 'VIOLATION', 'MADE', ?, 0)",
                   (first["run"], first["site"], sum(1 + n % 977 for n in range(start, start + count))))
        db.executemany(f"INSERT INTO finding VALUES ({', '.join('?' * len(columns))})", map(row, range(start, start + count)))
    db.close()


def add_hours(path, hours):
    """Traffic over so many hours, so that there is something to draw."""
    db = sqlite3.connect(path)
    run, begin = db.execute("SELECT run, min(minute_us) FROM minute").fetchone()
    sites = [row[0] for row in db.execute("SELECT DISTINCT site FROM minute WHERE site <> ''")]
    with db:
        for hour in range(1, hours):
            for site in sites:
                flows = 20 + (hour * 37 + len(site)) % 90
                db.execute("INSERT INTO minute VALUES (?, ?, ?, 'COMPLIANT', ?, ?)", (run, begin + hour * HOUR_US, site, flows, flows * 900))
                if hour % 5 == 0:
                    db.execute("INSERT INTO minute VALUES (?, ?, ?, 'VIOLATION', ?, ?)", (run, begin + hour * HOUR_US, site, hour % 11 + 1, 900))
    db.close()


def make_hostile(path):
    """Every text of every table, in turn, becomes something that would like to be more than text."""
    db = sqlite3.connect(path)
    with db:
        db.execute("INSERT INTO waiver (run, name, rule, client, server, reason, approver, expires, expired, place)"
                   " SELECT run, 'w', 'r', 'c', 's', 'why', 'who', '2026-01-01', 1, 'p' FROM run")
        db.execute("UPDATE finding SET waiver = (SELECT min(waiver) FROM waiver) WHERE finding % 3 = 0")
        db.execute("UPDATE finding SET evidence = 'e' WHERE finding % 2 = 0")
        db.execute("INSERT INTO evidence SELECT finding, 'e', 'hash', 1, 1, 1, 'gap' FROM finding WHERE finding % 2 = 0"
                   " AND finding NOT IN (SELECT finding FROM evidence)")
        db.execute("INSERT OR IGNORE INTO coverage SELECT run, 'what', 3 FROM run")
        db.execute("INSERT INTO warning (run, text) SELECT run, 'warned' FROM run")
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        n = 0
        for table in tables:
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})").fetchall():
                if kind != "TEXT" or (table, column) in CHECKED:
                    continue
                # rows of a key stay apart: each gets its own hostile text
                for key in db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall():
                    n += 1
                    text = HOSTILE[n % len(HOSTILE)]
                    db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (text, key[0]))
    db.close()


def report(program, database, path, *options):
    subprocess.run([program, "report", "--exit-zero", "-f", "html", *options, "-o", path, database], check=True)
