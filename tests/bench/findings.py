#!/usr/bin/env python3
"""A database with one complete run of so many findings of so many rules, each of one to three flows.

   findings.py DATABASE FINDINGS RULES
"""

import os
import sqlite3
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOON = 1795176000 * 1000000

path, findings, rules = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if os.path.exists(path):
    os.remove(path)
db = sqlite3.connect(path, isolation_level=None)
db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
with open(os.path.join(ROOT, "store", "schema.sql"), encoding="utf-8") as schema:
    db.executescript(schema.read())

SEVERITY = "CASE n % {rules} % 7 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'medium' ELSE 'low' END"
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
CLIENT = "'10.' || (1 + n / 65536 % 200) || '.' || (n / 256 % 256) || '.' || (n % 256)"
STATEMENTS = [
    """INSERT INTO run VALUES (1, {noon}, {noon} + 86400000000, 'made up', 'complete', NULL, '0.1.0', 'cm2007', NULL,
       {findings} * 20, {findings} * 9000, {findings} * 2, 0, 0)""",
    NUMBERS.replace("{count}", "{rules}") + """
       INSERT INTO rule SELECT printf('RULE-%05d', n - 1), 'Rule number ' || n, 'low', 'made up', 'because', 'Do something.'
       FROM numbers""",
    NUMBERS.replace("{count}", "{findings}") + " INSERT INTO finding SELECT n, 1, randomblob(16), printf('RULE-%05d', n % {rules}), "
    + SEVERITY + ", " + CLIENT + """, '10.0.' || (n % 40) || '.' || (10 + n % 7), 80 + n % 3, 'tcp',
       'HTTP', 'S' || printf('%02d', n % 40), 'MP', 1 + n % 3, {noon} + n * 80000, {noon} + n * 80000 + 5000000,
       'client pc' || n || ' spoke HTTP to the management point mp of a site in native mode, which takes HTTPS', NULL, NULL,
       NULL, NULL, NULL, NULL, NULL FROM numbers""",
    NUMBERS.replace("{count}", "{findings}") + """
       INSERT INTO violation SELECT n, n, {noon} + n * 80000, 5000000, 1024 + n % 60000, """ + SEVERITY + ", 900, 8000, NULL FROM numbers",
    NUMBERS.replace("{count}", "min({findings}, 20000)") + """
       INSERT OR IGNORE INTO traffic SELECT 1, '10.0.' || (n % 40) || '.' || (10 + n % 7), 80 + n % 3, '10.1.' || (n % 256) || '.0/24',
       'tcp', 'HTTP', 'S' || printf('%02d', n % 40), 'MP', CASE n % 3 WHEN 0 THEN 'COMPLIANT' ELSE 'VIOLATION' END,
       printf('RULE-%05d', n % {rules}), 10, 9000 FROM numbers""",
    NUMBERS.replace("{count}", "1440") + """
       INSERT INTO minute SELECT 1, {noon} + n * 60000000, 'S' || printf('%02d', n % 40), 'VIOLATION', {findings} / 1440, 9000
       FROM numbers""",
]
db.execute("BEGIN")
for statement in STATEMENTS:
    db.execute(statement.format(noon=NOON, findings=findings, rules=rules))
db.execute("COMMIT")
db.close()
