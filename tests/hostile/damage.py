"""What may have become of a database: by accident, by a program that is not ours, by a hand that means harm.

Each takes the path of a sound one to spoil, the folder of sound ones, and a random generator.
"""
import os
import shutil
import sqlite3
import struct

from strings import STRINGS

BIG = (-1, 0, -2**63, 2**63 - 1, 2**62, 2**32, 253402300800000000, -62135596800000001)
LONG = ("x" * 900_000, "long " * 60_000, "<" * 200_000, "\x1b[2J" * 50_000, "y" * 3_000_000)
TABLES = ("run", "source", "rule", "finding", "violation", "traffic", "coverage", "paragraph", "note", "missing", "warning", "setting",
          "minute", "expected", "waiver", "evidence", "origin", "identity")


def read(path):
    with open(path, "rb") as file:
        return bytearray(file.read())


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def page_bytes(data):
    size = struct.unpack(">H", data[16:18])[0]
    return 65536 if size == 1 else size


def page_of(data, chance):
    size = page_bytes(data)
    return chance.randrange(len(data) // size) * size, size


def flip(data, at, chance):
    data[at] ^= chance.choice((1 << chance.randrange(8), chance.randrange(1, 256)))


def flips(path, _others, chance):
    data = read(path)
    for _ in range(chance.choice((1, 1, 2, 5, 20, 100, 2000))):
        flip(data, chance.randrange(len(data)), chance)
    write(path, data)


def flips_in_a_table(path, _others, chance):
    """Where findings, violations, verdicts are, not in the texts of rules."""
    base = sqlite3.connect(path)
    try:
        pages = [n for n, in base.execute("select pageno from dbstat where name in ('finding', 'violation', 'traffic', 'run', 'coverage')")]
    except sqlite3.Error:
        pages = [1]
    base.close()
    data = read(path)
    size, page = page_bytes(data), chance.choice(pages) - 1
    for _ in range(chance.choice((1, 1, 2, 8))):
        flip(data, min(page * size + chance.randrange(chance.choice((16, 64, size))), len(data) - 1), chance)
    write(path, data)


def header_flips(path, _others, chance):
    data = read(path)
    for _ in range(chance.choice((1, 1, 2, 5))):
        flip(data, chance.randrange(16 if chance.random() < 0.9 else 0, 108), chance)
    write(path, data)


def header_field(path, _others, chance):
    """SQLite file format 1.3: page size, versions, reserved bytes, page count, freelist, encoding, ..."""
    data = read(path)
    at, form = chance.choice(((16, ">H"), (18, ">B"), (19, ">B"), (20, ">B"), (21, ">B"), (24, ">I"), (28, ">I"), (32, ">I"), (36, ">I"),
                              (40, ">I"), (44, ">I"), (48, ">I"), (52, ">I"), (56, ">I"), (60, ">I"), (64, ">I"), (68, ">I"), (92, ">I")))
    most = 256 ** struct.calcsize(form) - 1
    value = chance.choice((0, 1, 2, 3, 4, 5, 255, 512, 4096, most, most - 1, chance.randrange(most + 1))) & most
    struct.pack_into(form, data, at, value)
    write(path, data)


def page_headers(path, _others, chance):
    data = read(path)
    for _ in range(chance.choice((1, 2, 4))):
        at, _ = page_of(data, chance)
        flip(data, (at or 100) + chance.randrange(14), chance)
    write(path, data)


def pages_swapped(path, _others, chance):
    data = read(path)
    for _ in range(chance.choice((1, 1, 3))):
        (a, size), (b, _) = page_of(data, chance), page_of(data, chance)
        data[a:a + size], data[b:b + size] = data[b:b + size], data[a:a + size]
    write(path, data)


def page_replaced(path, _others, chance):
    data = read(path)
    (a, size), (b, _) = page_of(data, chance), page_of(data, chance)
    data[a:a + size] = chance.choice((bytes(size), b"\xff" * size, bytes(data[b:b + size]), chance.randbytes(size)))
    write(path, data)


def cut(path, _others, chance):
    data = read(path)
    size = page_bytes(data)
    n = chance.choice((chance.randrange(len(data)), chance.randrange(len(data) // size) * size, chance.randrange(120), len(data) - 1))
    if chance.random() < 0.5 and n > 32:
        struct.pack_into(">I", data, 28, n // size)  # and the header agrees
    write(path, data[:n])


def grown(path, _others, chance):
    data = read(path)
    write(path, data + chance.choice((b"\0" * 4096, chance.randbytes(chance.randrange(1, 20000)), data)))


def looping_pages(path, _others, chance):
    """A tree whose inner pages all have one page as their child, many times: it has more rows than atoms, if one follows it."""
    data = read(path)
    size = page_bytes(data)
    base = sqlite3.connect(path)
    root, = chance.choice(base.execute("select rootpage from sqlite_schema where rootpage > 1").fetchall())
    base.close()
    leaf = bytes(data[(root - 1) * size:root * size])
    inner = {13: 5, 10: 2, 5: 5, 2: 2}.get(leaf[0], 5)
    first, pages = len(data) // size + 1, []
    count = 17 if chance.random() < 0.7 else 3
    for depth in range(count):
        child = first + depth + 1
        cells = chance.choice((2, 50))
        head = struct.pack(">BHHHBI", inner, 0, cells, 0, 0, child)
        cell = struct.pack(">IB", child, 1)  # a child, and a key (or a payload of one byte)
        at = size - cells * 8
        pointers = b"".join(struct.pack(">H", at + 8 * i) for i in range(cells))
        pages.append((head + pointers).ljust(at, b"\0") + cell.ljust(8, b"\0") * cells)
    pages[-1] = leaf if chance.random() < 0.7 else pages[0]
    data[(root - 1) * size:root * size] = pages[0]
    data += b"".join(pages)
    struct.pack_into(">I", data, 28, len(data) // size)
    write(path, data)


def overflowing(path, _others, chance):
    """Many rows that share the chain of one long text."""
    base = sqlite3.connect(path)
    base.execute("update finding set why = ? where finding = (select min(finding) from finding)", ("z" * chance.choice((50_000, 900_000)),))
    base.execute("update run set source = ?", ("w" * 100_000,))
    base.commit()
    base.close()
    data = read(path)
    size = page_bytes(data)
    for at in range(0, len(data), size):
        if chance.random() < 0.1:
            struct.pack_into(">I", data, at, chance.randrange(len(data) // size + 2))
    write(path, data)


def edited(path, *statements, schema=False):
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma foreign_keys = off")
    base.execute("pragma ignore_check_constraints = on")
    if schema:
        base.execute("pragma writable_schema = on")
    for statement, *values in statements:
        try:
            base.execute(statement, values)
        except (sqlite3.Error, OverflowError):
            pass
    base.close()


def schema_text(path, _others, chance):
    base = sqlite3.connect(path)
    name, text = chance.choice(base.execute("select name, sql from sqlite_schema where sql is not null").fetchall())
    base.close()
    at = chance.randrange(7, len(text))
    text = chance.choice((text[:at] + chance.choice("x(),'\" ") + text[at + 1:], text[:at], text + " ", text.upper(), text.replace("INTEGER", "BLOB"),
                          text.replace("TEXT", "ANY"), text.replace("STRICT", ""), text + "; DROP TABLE run", "", "x" * 100_000, text + "\0" + text,
                          text.replace("PRIMARY KEY", "UNIQUE")))
    edited(path, ("update sqlite_schema set sql = ? where name = ?", text, name), schema=True)


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT {columns} FROM c"
MANY = "SELECT {columns} FROM v_rule a, v_rule b, v_rule c, v_rule d, v_rule e, v_rule f"
VIEWS = (ENDLESS, MANY, "SELECT {columns} FROM {view}", "SELECT load_extension('/tmp/x'), {columns} FROM run", "SELECT {columns} FROM pragma_table_info('run')",
         "SELECT randomblob(900000000) AS x, {columns}", "SELECT {columns} FROM json_each('[1,2]')", "SELECT writefile('owned', 'x'), {columns}",
         "SELECT {columns} FROM (SELECT zeroblob(2000000000) AS z), run")


def views_replaced(path, _others, chance):
    base = sqlite3.connect(path)
    view = chance.choice([n for n, in base.execute("select name from sqlite_schema where type = 'view'")])
    columns = [row[1] for row in base.execute(f"pragma table_info({view})")]
    base.close()
    body = chance.choice(VIEWS).format(columns=", ".join(f"1 AS {c}" for c in columns), view=view)
    edited(path, (f"drop view {view}",), (f"create view {view} as {body}",))
    edited(path, ("update sqlite_schema set sql = ? where name = ?", f"CREATE VIEW {view} AS {body}", view), schema=True)


ADDED = (
    "create trigger t after insert on run begin delete from finding; end", "create trigger t instead of insert on v_run begin select 1; end",
    "create trigger t before update on run begin select raise(abort, 'no'); end", "create virtual table x using fts5(a)",
    "create virtual table x using rtree(a, b, c)", "create table x(a, b as (a + 1) stored)", "create index i on finding(lower(why))",
    "create index i on run(run) where status = 'complete'", "create table sqlite_stat9(a)", "create view x as select * from v_run",
    "alter table run add column more text", "alter table run add column more text as (hex(zeroblob(100000000)))",
    "create table x(a check (a in (select 1)))", "alter table finding rename to findings", "drop table coverage", "drop view v_finding",
    "create temp table run(run)", "analyze",
)


def objects_added(path, _others, chance):
    edited(path, (chance.choice(ADDED),))


def roots_swapped(path, _others, chance):
    base = sqlite3.connect(path)
    rows = base.execute("select name, rootpage from sqlite_schema where rootpage > 0").fetchall()
    base.close()
    (a, of_a), (b, of_b) = chance.choice(rows), chance.choice(rows)
    of_b = chance.choice((of_b, of_b, 1, 0, -1, 2**31, 10**6))
    edited(path, ("update sqlite_schema set rootpage = ? where name = ?", of_b, a),
           ("update sqlite_schema set rootpage = ? where name = ?", of_a, b), schema=True)


def columns_of(path):
    base = sqlite3.connect(path)
    out = []
    for table in TABLES:
        out += [(table, row[1], row[2]) for row in base.execute(f"pragma table_info({table})")]
    base.close()
    return out


def values(path, _others, chance):
    """What the tables' types allow, and no sane program would write."""
    changes = []
    for table, column, kind in chance.sample(columns_of(path), chance.choice((1, 3, 10))):
        value = chance.choice(BIG) if kind == "INTEGER" else chance.choice(LONG) if chance.random() < 0.2 else \
            chance.choice(list(STRINGS.values()))[:100_000]
        cast = "cast(? as text)" if kind == "TEXT" else "cast(? as blob)" if kind == "BLOB" else "?"
        changes.append((f"update or ignore {table} set {column} = {cast}" + chance.choice(("", " where random() % 2 = 0")), value))
    edited(path, *changes)


def other_types(path, _others, chance):
    """Tables that were not strict for a moment."""
    base = sqlite3.connect(path)
    schema = base.execute("select name, sql from sqlite_schema where sql like '%STRICT%'").fetchall()
    base.close()
    loose = [("update sqlite_schema set sql = ? where name = ?", text.replace("STRICT, WITHOUT", "WITHOUT").replace(") STRICT", ")"), name)
             for name, text in schema]
    edited(path, *loose, schema=True)
    changes = []
    for table, column, _ in chance.sample(columns_of(path), chance.choice((2, 5, 20))):
        value = chance.choice((1.5, float("inf"), -0.0, b"\xff\0", b"", "text", "12x", 7, None, 2**63 - 1, b"x" * 100_000))
        changes.append((f"update or ignore {table} set {column} = ?", value))
    edited(path, *changes)
    edited(path, *(("update sqlite_schema set sql = ? where name = ?", text, name) for name, text in schema), schema=True)


def rows_moved(path, _others, chance):
    """Rows that point to nothing, to each other, to another run; all of them, or none."""
    statements = ("update finding set run = 99", "delete from finding", "delete from violation", "delete from traffic", "delete from run",
                  "delete from rule", "delete from paragraph", "update finding set initiator = responder, rules = flow",
                  "update finding set rule = 'NO-SUCH'", "update run set status = 'running'", "update run set ended_us = null, policy = null",
                  "update run set run = run + 9223372036854775800", "update sqlite_sequence set seq = 9223372036854775807",
                  "delete from sqlite_sequence", "update sqlite_sequence set seq = 'x'", "insert into finding select finding + 1000000, run, "
                  "randomblob(16), rule, severity, client_ip, server_ip, server_port, transport, class, site, role, occurrences, first_us, last_us, "
                  "why, 'waived', '../../etc/passwd', initiator, responder, flow, rules, waiver from finding", "delete from identity",
                  "update finding set waived = 'x'", "update traffic set verdict = 'COMPLIANT'", "update coverage set count = -count",
                  "update traffic set flows = 9223372036854775807", "update finding set occurrences = 9223372036854775807",
                  "update coverage set count = 9223372036854775807", "update finding set evidence = '/etc/passwd'",
                  "update evidence set file = '../../../etc/passwd'")
    edited(path, *((s,) for s in chance.sample(statements, chance.choice((1, 1, 2, 4)))))


def other_log(path, others, chance):
    """A log of another database beside it, of random bytes, or of a journal that wants to be rolled back."""
    other = os.path.join(others, chance.choice(sorted(n for n in os.listdir(others) if n.endswith(".db"))))
    page = read(other)[:4096]
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">IIIII", 2, chance.randrange(2**32), 9, 512, 4096)
    journal = head.ljust(512, b"\0") + (struct.pack(">I", 1) + page + bytes(4)) * 2
    wal = struct.pack(">IIIIIIII", 0x377F0682, 3007000, 4096, 1, 1, 2, 3, 4) + (struct.pack(">IIIIII", 1, 1, 1, 2, 0, 0) + page) * 3
    write(path + chance.choice(("-wal", "-journal")), chance.choice((journal, wal, chance.randbytes(5000), b"", page)))
    if chance.random() < 0.4:
        data = read(path)
        data[18:20] = b"\2\2"
        write(path, data)
    if chance.random() < 0.2:
        write(path + "-shm", chance.randbytes(32768))


def live_log(path, _others, chance):
    """The log of a writer that was killed, spoilt."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma journal_mode = wal")
    base.execute("pragma wal_autocheckpoint = 0")
    base.execute("update finding set why = why || ' more'")
    base.execute("delete from coverage")
    copy = path + ".copy"
    shutil.copy(path, copy)
    shutil.copy(path + "-wal", copy + "-wal")
    base.close()
    os.replace(copy, path)
    data = read(copy + "-wal")
    os.unlink(copy + "-wal")
    for _ in range(chance.choice((0, 1, 3, 50))):
        flip(data, chance.randrange(len(data)), chance)
    write(path + "-wal", data[:chance.choice((len(data), chance.randrange(len(data))))])


def no_file(path, others, chance):
    """What is no regular file at all."""
    os.unlink(path)
    kind = chance.choice(("fifo", "directory", "loop", "dangling", "device", "empty", "text", "socket"))
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        os.mkdir(path)
    elif kind == "loop":
        os.symlink(os.path.basename(path), path)
    elif kind == "dangling":
        os.symlink("nothing/here", path)
    elif kind == "device":
        os.symlink(chance.choice(("/dev/zero", "/dev/full", "/dev/null", "/dev/tty")), path)
    elif kind == "socket":
        import socket
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(os.path.relpath(path))
    else:
        write(path, b"" if kind == "empty" else b"SQLite format 3\0 or not")


def rebuilt(path, _others, chance):
    """The same content, stored otherwise: page sizes, encodings, a log, reserved bytes. Nothing is wrong with it."""
    if chance.random() < 0.3:
        base = sqlite3.connect(path)
        text = "\n".join(line for line in base.iterdump() if "sqlite_" not in line)
        base.close()
        os.unlink(path)
        base = sqlite3.connect(path, isolation_level=None)
        base.execute(f"pragma encoding = '{chance.choice(('UTF-16le', 'UTF-16be'))}'")
        base.executescript(f"pragma application_id = 1463907684; pragma user_version = 3; {text}")
        base.close()
        return
    edited(path, (f"pragma page_size = {chance.choice((512, 1024, 8192, 65536))}",), (f"pragma auto_vacuum = {chance.randrange(3)}",), ("vacuum",),
           (f"pragma journal_mode = {chance.choice(('wal', 'delete'))}",))


DAMAGES = (flips, flips, flips, flips_in_a_table, flips_in_a_table, flips_in_a_table, header_flips, header_field, page_headers, page_headers,
           pages_swapped, page_replaced, cut, grown, looping_pages, overflowing, schema_text, views_replaced, objects_added, roots_swapped, values,
           values, other_types, rows_moved, rows_moved, other_log, live_log, no_file, rebuilt)
