#!/usr/bin/env python3
"""One capture, judged with and without a setting of the site file: each setting must change the verdict as it says.

usage: options.py WIREAUDIT
"""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "matrix"))

import sayings  # noqa: E402
from program import Program  # noqa: E402
from story import Story  # noqa: E402

SITE = """\
options: {OPTIONS}
rules: {RULES}
evidence: {EVIDENCE}
zones:
  intranet: {nets: [10.0.0.0/8]}
  perimeter: {nets: [192.0.2.0/24]}
  internet: {default: yes}
sites:
  P01: {type: primary, mode: native, http_ports_off: [8080], boundaries: [10.1.0.0/16]}
  P02: {type: primary, parent: P01, mode: mixed, boundaries: [10.2.0.0/16]}
systems:
  db: {address: 10.1.0.6, site: P01, roles: {SITE_DB: {sql_port: 50433}}}
  mp: {address: 10.1.0.10, site: P01, roles: {MP: {default: yes}}}
  dp: {address: 10.1.0.11, site: P01, roles: {DP: {bits: yes, run_from_dp: no}}}
  sup: {address: 10.1.0.13, site: P01, roles: {SUP: {http_ports: 8530, https_ports: 8531, ssl: yes, active: yes}}}
  smp: {address: 10.1.0.14, site: P01, roles: {SMP: {}}}
  fsp: {address: 10.1.0.15, site: P01, roles: {FSP: {}}}
  mixed-slp: {address: 10.2.0.16, site: P02, roles: {SLP: {}}}
  imp: {address: 192.0.2.10, site: P01, internet_fqdn: mp01.corp.example, roles: {MP: {scope: internet}}}
  idp: {address: 192.0.2.11, site: P01, internet_fqdn: dp01.corp.example, roles: {DP: {scope: internet, bits: yes, run_from_dp: no}}}
clients:
  pc: {address: 10.1.5.1, type: computer, site: P01, mgmt: intranet_only}
  mixed: {address: 10.2.5.1, type: computer, site: P02, mgmt: intranet_only}
  both: {address: 10.1.5.3, type: computer, site: P01, mgmt: both, join: domain_trusted}
client_ranges:
  floor: {nets: 10.1.6.0/24, type: computer, site: P01, mgmt: intranet_only}
"""
PC, BOTH, UNLISTED, FAR = "10.1.5.1", "10.1.5.3", "10.1.7.7", "203.0.113.99"
MP, DP, SUP, SMP, FSP, DB, IMP, IDP = "10.1.0.10", "10.1.0.11", "10.1.0.13", "10.1.0.14", "10.1.0.15", "10.1.0.6", "192.0.2.10", "192.0.2.11"
TLS = sayings.TLS


def http(words):
    return sayings.http(words.split())


def smb(tree, server=DP):
    return sayings.smb([tree], server)


def after_a_failure():
    return Story("").connect(PC, DP, 443, None, refused=True).wait(180).connect(PC, DP, 445, smb("SMSPKGD$"))


def after_silence():
    return Story("").noise().connect(BOTH, MP, 443, TLS).wait(300).connect(BOTH, IDP, 443, TLS)


def stranded():
    story = Story("")
    for number in range(1, 4):
        story.connect(f"10.1.6.{number}", FSP, 8080, None, refused=True).wait(10)
    return story


def one(client, server, port, pdus):
    return lambda: Story("").connect(client, server, port, pdus)


WITHOUT = ""
PLAIN_SMB = one(PC, DP, 445, smb("SMSPKGD$"))
PLAIN_HTTP = one(PC, MP, 80, http("GET /SMS_MP/.sms_aut?MPLIST"))
ODD_PORT = one(PC, MP, 8080, http("GET /SMS_MP/.sms_aut?MPLIST"))

# The story, then (section, setting, the last connection's verdict, +NOTE it has or -NOTE it does not have).
CASES = [
    ("assume_assigned", one(UNLISTED, MP, 443, TLS), [
        ("OPTIONS", WITHOUT, "COMPLIANT MODE-02", "+assumed-assignment"),
        ("OPTIONS", "assume_assigned: boundary", "COMPLIANT MODE-02", "+assumed-assignment"),
        ("OPTIONS", "assume_assigned: unknown", "UNDETERMINABLE UND-FACT(assigned_site)", "-assumed-assignment")]),
    ("internet_unlisted", one(FAR, IMP, 443, TLS), [
        ("OPTIONS", WITHOUT, "COMPLIANT IBCM-05", "+assumed-assignment"),
        ("OPTIONS", "internet_unlisted: assume_target", "COMPLIANT IBCM-05", "+assumed-assignment"),
        ("OPTIONS", "internet_unlisted: unknown", "UNDETERMINABLE UND-FACT(assigned_site)", "-assumed-assignment")]),
    ("wsus_unsecured_roots", one(PC, SUP, 8530, http("GET /SelfUpdate/wuident.cab")), [
        ("OPTIONS", WITHOUT, "COMPLIANT MODE-06x", None),
        ("OPTIONS", "wsus_unsecured_roots: yes", "COMPLIANT MODE-06x", None),
        ("OPTIONS", "wsus_unsecured_roots: no", "VIOLATION MODE-06 medium", None)]),
    ("fallback_window", after_a_failure, [
        ("OPTIONS", WITHOUT, "COMPLIANT DP-05", "+fallback"),
        ("OPTIONS", "fallback_window: 181", "COMPLIANT DP-05", "+fallback"),
        ("OPTIONS", "fallback_window: 120", "VIOLATION DP-06 medium", "-fallback")]),
    ("idle_gap", after_silence, [
        ("OPTIONS", WITHOUT, "VIOLATION IBCM-16 low", None),
        ("OPTIONS", "idle_gap: 301", "VIOLATION IBCM-16 low", None),
        ("OPTIONS", "idle_gap: 120", "UNDETERMINABLE UND-ORDER", None)]),
    ("strand_clients", stranded, [
        ("OPTIONS", WITHOUT, "VIOLATION PORT-SITE low", "-PORT-STRAND"),
        ("OPTIONS", "strand_clients: 3", "VIOLATION PORT-SITE low", "+PORT-STRAND"),
        ("OPTIONS", "strand_clients: 4", "VIOLATION PORT-SITE low", "-PORT-STRAND")]),
    ("accept_sql_port", one(MP, DB, 50433, sayings.SQL), [
        ("OPTIONS", WITHOUT, "VIOLATION FW-SQL-02 medium", None),
        ("OPTIONS", "accept_sql_port: no", "VIOLATION FW-SQL-02 medium", None),
        ("OPTIONS", "accept_sql_port: yes", "COMPLIANT SRV-02", None)]),
    ("accept_sql_port, another port", one(MP, DB, 50434, sayings.SQL), [
        ("OPTIONS", "accept_sql_port: yes", "VIOLATION FW-SQL-02 medium", None)]),
    ("sees_web", PLAIN_SMB, [
        ("OPTIONS", WITHOUT, "VIOLATION DP-06 medium", None),
        ("OPTIONS", "sees_web: yes", "VIOLATION DP-06 medium", None),
        ("OPTIONS", "sees_web: no", "UNDETERMINABLE UND-FALLBACK", None)]),
    ("rules", PLAIN_SMB, [
        ("RULES", "DP-06: {severity: critical}", "VIOLATION DP-06 critical", None),
        ("RULES", "DP-06: {severity: info}", "VIOLATION DP-06 info", None),
        ("RULES", "DP-06: {enabled: yes}", "VIOLATION DP-06 medium", None),
        ("RULES", "DP-06: {severity: high, enabled: no}", "NOT_COVERED NC-OPT", None),
        ("RULES", "DP-05: {enabled: no}", "VIOLATION DP-06 medium", None)]),
    ("rules, one that allows too", one(PC, MP, 443, TLS), [
        ("RULES", "MODE-02: {enabled: no}", "COMPLIANT MODE-02", None)]),
    ("rules, one that forbids", PLAIN_HTTP, [
        ("RULES", WITHOUT, "VIOLATION MODE-02 high", None),
        ("RULES", "MODE-02: {enabled: no}", "NOT_COVERED NC-OPT", None)]),
    ("rules, another forbids it too", ODD_PORT, [
        ("RULES", WITHOUT, "VIOLATION MODE-02 high", None),
        ("RULES", "MODE-02: {enabled: no}", "VIOLATION PORT-SITE medium", None),
        ("RULES", "MODE-02: {enabled: no}, PORT-SITE: {severity: low}", "VIOLATION PORT-SITE low", None),
        ("RULES", "MODE-02: {enabled: no}, PORT-SITE: {enabled: no}", "NOT_COVERED NC-OPT", None)]),
    ("rules, an attempt", one(PC, FSP, 8080, None), [
        ("RULES", "PORT-SITE: {severity: critical}", "VIOLATION PORT-SITE high", "+attempt"),
        ("RULES", "PORT-SITE: {enabled: no}", "UNDETERMINABLE UND-NOPAYLOAD", None)]),
    ("rules, another allows it", one(PC, FSP, 8080, http("POST /SMS_FSP/.sms_fsp")), [
        ("RULES", WITHOUT, "VIOLATION PORT-SITE medium", None),
        ("RULES", "PORT-SITE: {enabled: no}", "COMPLIANT MODE-10", None)]),
    ("rules, one that only notes", stranded, [
        ("OPTIONS RULES", "strand_clients: 3; PORT-STRAND: {severity: info}", "VIOLATION PORT-SITE low", "+PORT-STRAND"),
        ("OPTIONS RULES", "strand_clients: 3; PORT-STRAND: {enabled: no}", "VIOLATION PORT-SITE low", "-PORT-STRAND")]),
    ("rules, one that only notes, of the table", one("10.2.5.1", "10.2.0.16", 80, http("GET /SMS_SLP/slp.dll?site")), [
        ("RULES", WITHOUT, "COMPLIANT MODE-11", "+slp-although-ad"),
        ("RULES", "SLP-05: {enabled: no}", "COMPLIANT MODE-11", "-slp-although-ad")]),
    ("evidence, a path", one(PC, SMP, 80, http("GET /State/Store/7")), [
        ("EVIDENCE", WITHOUT, "NOT_COVERED NC-PROTO", None),
        ("EVIDENCE", "SMP: {path: /state/store}", "VIOLATION MODE-08 high", None),
        ("EVIDENCE", "SMP: {path: [/other, '/STATE//x/../store/']}", "VIOLATION MODE-08 high", None),
        ("EVIDENCE", "SMP: {path: /state/sto}", "NOT_COVERED NC-PROTO", None),
        ("EVIDENCE", "DP: {path: /state/store}", "VIOLATION ROLE-00 medium", None)]),
    ("evidence, a share", one(PC, SMP, 445, smb("UserState$", SMP)), [
        ("EVIDENCE", WITHOUT, "VIOLATION SMP-01 medium", None),
        ("EVIDENCE", "SMP: {share: USERSTATE$}", "COMPLIANT SMP-01", None),
        ("EVIDENCE", "SMP: {share: [a, 'userst*$']}", "COMPLIANT SMP-01", None)]),
]


def verdict(record):
    return " ".join(record[key] for key in ("verdict", "rule", "severity") if key in record)


def site_with(section, setting):
    """Settings of several sections have ; between them."""
    text = SITE
    for name, value in zip(section.split(), setting.split("; ")):
        text = text.replace("{" + name + "}", "{" + value + "}")
    for name in ("OPTIONS", "RULES", "EVIDENCE"):
        text = text.replace("{" + name + "}", "{}")
    return text


def problems(program, story, section, setting, want, note):
    path = os.path.join(program.folder, "site.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(site_with(section, setting))
    record = max(program.replay(story.capture(), site=path).flows, key=lambda r: r["client"]["port"])
    if verdict(record) != want:
        yield f"want {want}, got {verdict(record)}: {record.get('why')}"
    if note and (note[1:] in record.get("notes", ())) != (note[0] == "+"):
        yield f"want {note}, got {record.get('notes')}"


def keys_of_options():
    with open(os.path.join(ROOT, "policy", "siteread.c"), encoding="utf-8") as file:
        return re.findall(r'\{"(\w+)", SITEKEYS_\w+,\s*offsetof\(struct site_options', file.read())


def tell(name, wrong):
    wrong = list(wrong)
    print(("not ok " if wrong else "ok ") + name)
    for line in wrong:
        print(f"    {line}")
    return bool(wrong)


def main():
    failed = False
    with Program(sys.argv[1]) as program:
        for name, story, settings in CASES:
            for section, setting, want, note in settings:
                failed |= tell(f"options: {name}: {setting or 'nothing'}", problems(program, story(), section, setting, want, note))
        keys, cased = keys_of_options(), {name for name, *_ in CASES}
        failed |= tell("options: each key has a case", [key for key in keys if key not in cased] or ([] if keys else ["no keys"]))
    return int(failed)


sys.exit(main())
