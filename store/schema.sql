-- The database of wireaudit, version 3. Tables are private, the views v_* at the end are public and stable.
--
-- Times are microseconds since 1970 UTC. Addresses are text (RFC 5952, dotted quads for IPv4), words are the
-- ones of the flow records. Text may hold bytes from the wire as they came: who shows it escapes it.
-- What a version adds stands at the end, behind a line "-- Version N": an older database gets just that, after the
-- columns that its step in schema.c adds to tables it has. A change needs a new version here and in schema.h.

PRAGMA application_id = 1463907684; -- "WAud"
CREATE TABLE run (
    run          INTEGER PRIMARY KEY AUTOINCREMENT,
    started_us   INTEGER NOT NULL,
    ended_us     INTEGER,
    source       TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('running', 'complete', 'partial', 'interrupted')),
    reason       TEXT,
    version      TEXT NOT NULL,
    policy       TEXT,
    site_sha256  TEXT,
    packets      INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    flows        INTEGER NOT NULL DEFAULT 0,
    kernel_drops INTEGER NOT NULL DEFAULT 0,
    lost_bytes   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The captures or interfaces of a run, in the order they were read.
CREATE TABLE source (
    source  INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    file    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    sha256  TEXT,
    packets INTEGER NOT NULL,
    status  TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'unreadable')),
    reason  TEXT
) STRICT;
CREATE INDEX source_run ON source (run);

-- The rules as the newest run that brought them had them.
CREATE TABLE rule (
    rule      TEXT PRIMARY KEY,
    title     TEXT NOT NULL,
    severity  TEXT NOT NULL,
    source    TEXT NOT NULL,
    rationale TEXT NOT NULL,
    remedy    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each rule, client, server, server port, transport, class and role of a run's violations.
-- fingerprint: the hash of just these, 16 bytes, the same in every run.
CREATE TABLE finding (
    finding     INTEGER PRIMARY KEY,
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    fingerprint BLOB NOT NULL,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL, -- the gravest of its flows
    client_ip   TEXT NOT NULL,
    server_ip   TEXT NOT NULL,
    server_port INTEGER NOT NULL,
    transport   TEXT NOT NULL,
    class       TEXT NOT NULL,
    site        TEXT,
    role        TEXT,
    occurrences INTEGER NOT NULL,
    first_us    INTEGER NOT NULL,
    last_us     INTEGER NOT NULL,
    why         TEXT NOT NULL, -- of the first flow
    waived      TEXT,
    evidence    TEXT,
    initiator   INTEGER, -- the paragraphs of its account, of the first flow; NULL: it has none
    responder   INTEGER,
    flow        INTEGER,
    rules       INTEGER,
    waiver      INTEGER, -- the waiver that matches it, expired or not
    UNIQUE (run, rule, fingerprint)
) STRICT;

-- One row for each flow that broke a rule; the rest of it stands in its finding.
CREATE TABLE violation (
    finding         INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
    flow            INTEGER NOT NULL,
    first_us        INTEGER NOT NULL,
    duration_us     INTEGER NOT NULL,
    client_port     INTEGER NOT NULL,
    severity        TEXT NOT NULL,
    bytes_to_server INTEGER NOT NULL,
    bytes_to_client INTEGER NOT NULL,
    community_id    TEXT,
    PRIMARY KEY (finding, flow)
) STRICT, WITHOUT ROWID;

-- Every flow, counted by who spoke to whom and what was decided. '' stands for no site and no role.
CREATE TABLE traffic (
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    server_ip   TEXT NOT NULL,
    server_port INTEGER NOT NULL,
    client_net  TEXT NOT NULL,
    transport   TEXT NOT NULL,
    class       TEXT NOT NULL,
    site        TEXT NOT NULL,
    role        TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    rule        TEXT NOT NULL,
    flows       INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    PRIMARY KEY (run, server_ip, server_port, client_net, transport, class, site, role, verdict, rule)
) STRICT, WITHOUT ROWID;

-- Everything that could not be audited, by reason; reasons that did not occur have no row. One row is no loss:
-- duplicate-frames, seen twice and counted once.
CREATE TABLE coverage (
    run   INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    what  TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (run, what)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_run AS
SELECT run, started_us, ended_us, source, status, reason, version, policy, site_sha256, packets, bytes, flows,
       kernel_drops, lost_bytes
FROM run;

CREATE VIEW v_source AS
SELECT run, file, size, sha256, packets, status, reason
FROM source;

CREATE VIEW v_finding AS
SELECT run, finding, lower(hex(fingerprint)) AS fingerprint, rule, severity, client_ip, server_ip, server_port,
       transport, class, site, role, occurrences, first_us, last_us, why, waived, evidence
FROM finding;

CREATE VIEW v_violation AS
SELECT f.run, v.finding, v.flow, v.first_us, v.first_us + v.duration_us AS last_us, f.client_ip, v.client_port,
       f.server_ip, f.server_port, f.transport, f.class, f.rule, v.severity, v.bytes_to_server,
       v.bytes_to_client, v.community_id
FROM violation AS v JOIN finding AS f USING (finding);

CREATE VIEW v_traffic AS
SELECT run, client_net, server_ip, server_port, transport, class, nullif(site, '') AS site,
       nullif(role, '') AS role, verdict, rule, flows, bytes
FROM traffic;

CREATE VIEW v_coverage AS
SELECT run, what, count
FROM coverage;

CREATE VIEW v_rule AS
SELECT rule, title, severity, source, rationale, remedy
FROM rule;

PRAGMA user_version = 1;

-- Version 2

-- The accounts of findings, in paragraphs that findings share: what was true when a finding was first seen. A line
-- is a fact: its name, what it is, where that comes from (listed, boundary, default, assumed, ...; for rules the id),
-- and the line of the site file that says so, as FILE:LINE.
CREATE TABLE paragraph (
    paragraph INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    basis     TEXT NOT NULL,
    place     TEXT,
    PRIMARY KEY (paragraph, line)
) STRICT, WITHOUT ROWID;

-- Flows with a note (attempt, any-role, PORT-STRAND, ...), counted as in traffic.
CREATE TABLE note (
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    note        TEXT NOT NULL,
    server_ip   TEXT NOT NULL,
    server_port INTEGER NOT NULL,
    client_net  TEXT NOT NULL,
    transport   TEXT NOT NULL,
    class       TEXT NOT NULL,
    site        TEXT NOT NULL,
    role        TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    rule        TEXT NOT NULL,
    flows       INTEGER NOT NULL,
    PRIMARY KEY (run, note, server_ip, server_port, client_net, transport, class, site, role, verdict, rule)
) STRICT, WITHOUT ROWID;

-- Flows that hang on a fact which the site file gives as unknown: what to write, where, and how many they are.
-- "write <fact>: <fact_values> at <object> <name>", place being the object's FILE:LINE.
CREATE TABLE missing (
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    fact        TEXT NOT NULL,
    object      TEXT NOT NULL,
    name        TEXT NOT NULL,
    fact_values TEXT NOT NULL,
    place       TEXT NOT NULL,
    site        TEXT NOT NULL, -- of the server
    flows       INTEGER NOT NULL,
    PRIMARY KEY (run, fact, object, name, fact_values, place, site)
) STRICT, WITHOUT ROWID;

-- What was said of the run's site file when it was loaded, as it was printed: FILE:LINE:COLUMN: warning: text [ID].
CREATE TABLE warning (
    warning INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX warning_run ON warning (run);

CREATE VIEW v_account AS
SELECT f.run, f.finding, CASE p.paragraph WHEN f.initiator THEN 'initiator' WHEN f.responder THEN 'responder'
       WHEN f.flow THEN 'flow' ELSE 'rules' END AS part, p.line, p.name, p.value, p.basis, p.place
FROM finding AS f JOIN paragraph AS p ON p.paragraph IN (f.initiator, f.responder, f.flow, f.rules);

CREATE VIEW v_note AS
SELECT run, note, client_net, server_ip, server_port, transport, class, nullif(site, '') AS site,
       nullif(role, '') AS role, verdict, rule, flows
FROM note;

CREATE VIEW v_missing AS
SELECT run, fact, object, name, fact_values, nullif(place, '') AS place, nullif(site, '') AS site, flows
FROM missing;

CREATE VIEW v_warning AS
SELECT run, warning, text
FROM warning;

PRAGMA user_version = 2;

-- Version 3

-- Which database this is, for merging: a random name that copies share.
CREATE TABLE identity (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO identity VALUES (lower(hex(randomblob(16))));

-- Runs that came from other databases.
CREATE TABLE origin (
    run        INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    identity   TEXT NOT NULL,
    their_run  INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    UNIQUE (identity, their_run, started_us)
) STRICT;

-- What a run was told and what it used, to reproduce it. Where they apply:
--   command           the command line, quoted for a shell, at most 16 KiB; directory: where it was given
--   host              the machine's name
--   libpcap           its version
--   site-file         path; its hash stands in run
--   site-mode CODE    mixed or native, for each site of the site file; sees-web: its option, yes or no
--   waivers           path of a waiver file
--   filter, json      as given
--   memory            most bytes for flows
--   checksums         verified or ignored
--   duplicates        left out or kept
--   expected          why the table of that name is not whole
CREATE TABLE setting (
    run   INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

-- Flows by the minute in which they began. A run of more than a million such rows goes on by the hour: minute_us is
-- then where the hour began.
CREATE TABLE minute (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    minute_us INTEGER NOT NULL,
    site      TEXT NOT NULL,
    verdict   TEXT NOT NULL,
    flows     INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    PRIMARY KEY (run, minute_us, site, verdict)
) STRICT, WITHOUT ROWID;

-- What the policy expects of each site's roles with this site file, seen or not, whoever speaks to them; site and role
-- as in traffic, so that both can be laid side by side; ports as `ports` writes them ("80, 443"; "" for ICMP). What hangs
-- on a fact that the site file leaves open is not here. A large network is looked at in samples: setting.
CREATE TABLE expected (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    site      TEXT NOT NULL,
    role      TEXT NOT NULL,
    transport TEXT NOT NULL,
    class     TEXT NOT NULL,
    ports     TEXT NOT NULL,
    PRIMARY KEY (run, site, role, transport, class)
) STRICT, WITHOUT ROWID;

-- The waivers that a run knew, used or not; expired: when the run began.
CREATE TABLE waiver (
    waiver   INTEGER PRIMARY KEY,
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    name     TEXT NOT NULL,
    rule     TEXT,
    client   TEXT,
    server   TEXT,
    reason   TEXT,
    approver TEXT,
    expires  TEXT,
    expired  INTEGER NOT NULL,
    place    TEXT
) STRICT;
CREATE INDEX waiver_run ON waiver (run);
CREATE INDEX finding_waiver ON finding (waiver) WHERE waiver IS NOT NULL;

-- The packets kept of a finding. gap: what is missing in it, and why.
CREATE TABLE evidence (
    finding INTEGER PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    file    TEXT,
    sha256  TEXT,
    flows   INTEGER NOT NULL,
    packets INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    gap     TEXT
) STRICT;

CREATE INDEX paragraph_run ON paragraph (run);

CREATE VIEW v_origin AS
SELECT run, identity, their_run, started_us
FROM origin;

CREATE VIEW v_setting AS
SELECT run, name, value
FROM setting;

CREATE VIEW v_minute AS
SELECT run, minute_us, nullif(site, '') AS site, verdict, flows, bytes
FROM minute;

CREATE VIEW v_expected AS
SELECT run, site, role, transport, class, ports
FROM expected;

CREATE VIEW v_waiver AS
SELECT w.run, w.waiver, w.name, w.rule, w.client, w.server, w.reason, w.approver, w.expires, w.expired, w.place,
       coalesce(u.findings, 0) AS findings
FROM waiver AS w LEFT JOIN (SELECT waiver, count(*) AS findings FROM finding WHERE waiver IS NOT NULL
     GROUP BY waiver) AS u USING (waiver);

-- Which waiver a finding meets: an expired one, too, though the finding counts then.
CREATE VIEW v_waived AS
SELECT f.run, f.finding, w.waiver, w.name, w.expires, w.expired
FROM waiver AS w JOIN finding AS f USING (waiver);

CREATE VIEW v_evidence AS
SELECT f.run, e.finding, e.file, e.sha256, e.flows, e.packets, e.bytes, e.gap
FROM evidence AS e JOIN finding AS f USING (finding);

PRAGMA user_version = 3;
