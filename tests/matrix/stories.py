#!/usr/bin/env python3
"""Flows whose verdict hangs on flows before them, through the real program; each story again with its packets shifted in time.

usage: stories.py WIREAUDIT
"""
import os
import sys

import talks_smb
import talks_tls
from program import Program, timeless
from story import Story

SITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stories.yaml")
SHIFTS_S = 0, 1, 86399, -1_000_000_000, 2_000_000_000
HOME, IN, WIRELESS, OUT = "10.1.5.1", "10.1.5.3", "10.1.7.3", "203.0.113.51"
MP, DP, FSP, IMP, IDP, IFSP, MIXED_DP = "10.1.0.10", "10.1.0.11", "10.1.0.15", "192.0.2.10", "192.0.2.11", "192.0.2.13", "10.2.0.11"
OTHER_IMP, SUP, ISUP = "192.0.2.30", "10.1.0.13", "192.0.2.12"

TLS = next(t for t in talks_tls.TALKS if t.class_ == "HTTPS").pdus
SMB = next(t for t in talks_smb.TALKS if t.name.startswith("smb2")).pdus
ALERT = TLS[:2] + ((1, b"\x15\3\3\0\2\2\x2d"),)  # fatal, certificate_expired (45): RFC 5246 7.2
CLOSED = TLS[:2]


def web(path, status, method="GET"):
    body = "" if method == "GET" else "Content-Length: 4\r\n"
    request = f"{method} {path} HTTP/1.1\r\nHost: server\r\n{body}\r\n" + ("" if method == "GET" else "body")
    return (0, request.encode()), (1, f"HTTP/1.1 {status} x\r\nContent-Length: 2\r\n\r\nok".encode())


def name_query(name):
    """NetBIOS: RFC 1002 4.2.12."""
    letters = b"".join(bytes((65 + (c >> 4), 65 + (c & 15))) for c in name.ljust(15).encode() + b"\x1a")
    return b"\x12\x34\1\x10\0\1\0\0\0\0\0\0\x20" + letters + b"\0\0\x20\0\1"


def dhcp(options):
    return b"\1\1\6\0" + bytes(232) + b"\x63\x82\x53\x63" + options + b"\xff"


def half(pdus):
    """The answer's body breaks off."""
    return pdus[:-1] + ((1, pdus[-1][1][:-1]),)


CONTENT = "/SMS_DP_SMSPKGD$/S0200001/setup.msi"
REPORT = web("/SMS_FSP/.sms_fsp", 200, "POST")
POLICY = web("/SMS_MP/.sms_aut?MPLIST", 200)


def stories():
    story = Story
    yield story("a certificate that expired, then a status message").connect(
        OUT, IMP, 443, ALERT, "COMPLIANT IBCM-05").wait(20).connect(
        OUT, IFSP, 80, REPORT, "COMPLIANT IBCM-06", "fsp-after-certificate-failure")
    yield story("a status message out of the blue").connect(HOME, FSP, 80, REPORT, "COMPLIANT MODE-10", "FSP-CORR")
    yield story("SMB after HTTPS was refused").connect(
        HOME, DP, 443, None, "UNDETERMINABLE UND-NOPAYLOAD", refused=True).wait(180).connect(HOME, DP, 445, SMB, "COMPLIANT DP-05")
    yield story("SMB after HTTPS was refused and then worked").connect(HOME, DP, 443, None, refused=True).wait(60).connect(
        HOME, DP, 443, TLS, "COMPLIANT MODE-04").wait(60).connect(HOME, DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("SMB after a handshake that failed").connect(HOME, DP, 443, ALERT).wait(60).connect(
        HOME, DP, 445, SMB, "COMPLIANT DP-05")
    yield story("SMB after a handshake that just ended").connect(HOME, DP, 443, CLOSED).wait(60).connect(
        HOME, DP, 445, SMB, "COMPLIANT DP-05")
    yield story("SMB too late after a failure").connect(HOME, DP, 443, None, refused=True).wait(901).connect(
        HOME, DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("SMB at the window's end").connect(HOME, DP, 443, None, refused=True).wait(899.9).connect(
        HOME, DP, 445, SMB, "COMPLIANT DP-05")
    yield story("SMB after HTTP that found nothing").connect("10.2.6.1", MIXED_DP, 80, web(CONTENT, 404)).wait(60).connect(
        "10.2.6.1", MIXED_DP, 445, SMB, "COMPLIANT DP-04", "fallback")
    yield story("SMB after HTTP that asked who it is and was told").connect(
        "10.2.6.1", MIXED_DP, 80, web(CONTENT, 401) + web(CONTENT, 200)).wait(60).connect(
        "10.2.6.1", MIXED_DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("SMB after a download that broke off").connect("10.2.6.1", MIXED_DP, 80, half(web(CONTENT, 200)), "COMPLIANT MODE-03").wait(
        60).connect("10.2.6.1", MIXED_DP, 445, SMB, "COMPLIANT DP-04", "fallback")
    yield story("SMB after a download that was reset, at once").connect(
        "10.2.6.1", MIXED_DP, 80, half(web(CONTENT, 200)), "COMPLIANT MODE-03", reset=1).wait(1).connect(
        "10.2.6.1", MIXED_DP, 445, SMB, "COMPLIANT DP-04", "fallback")
    yield story("SMB after a download that was reset when it was whole").connect(
        "10.2.6.1", MIXED_DP, 80, web(CONTENT, 200), reset=0).wait(60).connect("10.2.6.1", MIXED_DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("SMB after a download whose end was not captured").connect(
        "10.2.6.1", MIXED_DP, 80, half(web(CONTENT, 200)) + ((1, b"k"),), drop=(2,)).wait(60).connect(
        "10.2.6.1", MIXED_DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("SMB after a file that was missing and another that was not").connect(
        "10.2.6.1", MIXED_DP, 80, web(CONTENT, 200) + web(CONTENT, 404) + web(CONTENT, 200)).wait(60).connect(
        "10.2.6.1", MIXED_DP, 445, SMB, "VIOLATION DP-06 medium")
    yield story("licence terms, and then more").connect(ISUP, SUP, 8530, web("/Content/AB/eula.txt", 200), "COMPLIANT FW-SUP-02").wait(9).connect(
        ISUP, SUP, 8530, web("/Content/AB/eula.txt", 200) + web("/Content/AB/more.cab", 200), "VIOLATION FW-SUP-02 high")
    yield story("a verb that a firewall stops").connect(
        "10.2.6.1", MIXED_DP, 80, web("/ccm_system/request", 200, "CCM_POST")[:1], "COMPLIANT MODE-01", "blocked-verb", reset=1).wait(9).connect(
        "10.2.6.1", MIXED_DP, 80, web(CONTENT, 501, "PROPFIND"), "COMPLIANT MODE-03", "blocked-verb")
    yield story("names and DHCP from the internet").datagram((OUT, IMP), (137, 137), name_query("SMS_SLP"), "VIOLATION IBCM-F04 medium").datagram(
        (OUT, IMP), (40137, 137), name_query("MP_S01"), "VIOLATION IBCM-F04 medium").datagram(
        (OUT, IMP), (40138, 137), name_query("FILESRV"), "VIOLATION FW-FE-99 high").datagram(
        (HOME, MP), (40139, 137), name_query("SMS_SLP"), "NOT_COVERED NC-PROTO").datagram(
        (OUT, IMP), (68, 67), dhcp(b"\x3c\x08MSFT 5.0\x2b\2\xdc\0"), "VIOLATION IBCM-F05 medium").datagram(
        (OUT, IMP), (40140, 67), dhcp(b"\x3c\x08MSFT 5.0"), "VIOLATION FW-FE-99 high")
    stranded = story("five clients at a port that is off")
    for number in range(1, 6):
        stranded.connect(f"10.1.6.{number}", FSP, 8080, None, "VIOLATION PORT-SITE low", "PORT-STRAND" if number == 5 else None,
                         refused=True).wait(10)
    yield stranded
    yield story("a request behind a hole").connect(
        HOME, MP, 80, ((0, b"POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\n" + b"x" * 900),) + POLICY, "VIOLATION MODE-02 high", drop=(0,))
    yield story("a request that is the hole").connect(HOME, MP, 80, POLICY, "UNDETERMINABLE UND-LOSS", drop=(0,))
    yield story("the internet management point first").noise().connect(IN, IMP, 443, TLS, "VIOLATION ORDER-01 low")
    yield story("the intranet management point first, in vain").noise().connect(IN, MP, 443, None).wait(30).connect(
        IN, IMP, 443, TLS, "COMPLIANT IBCM-15").wait(5).connect(IN, IDP, 443, TLS, "COMPLIANT IBCM-05")
    yield story("a stay under way").connect(IN, IMP, 443, TLS, "UNDETERMINABLE UND-ORDER")
    yield story("the intranet answered").connect(IN, MP, 443, TLS, "COMPLIANT MODE-02").wait(30).connect(
        IN, IDP, 443, TLS, "VIOLATION IBCM-16 low").wait(599).connect(IN, IDP, 443, TLS, "VIOLATION IBCM-16 low")
    yield story("another stay").connect(IN, MP, 443, TLS).wait(700).connect(IN, IMP, 443, TLS, "VIOLATION ORDER-01 low")
    yield story("another site's internet management point after the own one").noise().connect(IN, MP, 443, None).wait(30).connect(
        IN, IMP, 443, TLS, "COMPLIANT IBCM-15").wait(5).connect(IN, OTHER_IMP, 443, TLS, "VIOLATION IBCM-09 medium")
    yield story("wired and wireless").noise().connect(IN, MP, 443, None).wait(30).connect(
        WIRELESS, IMP, 443, TLS, "UNDETERMINABLE UND-ORDER").wait(5).connect(IN, DP, 443, TLS).wait(5).connect(
        WIRELESS, IMP, 443, TLS, "COMPLIANT IBCM-15").wait(5).connect(IN, IMP, 443, TLS, "COMPLIANT IBCM-15")
    yield story("wired and wireless, untried").noise().connect(IN, DP, 443, TLS).wait(30).connect(
        WIRELESS, IMP, 443, TLS, "VIOLATION ORDER-01 low")
    yield story("home from the internet").noise().connect(OUT, IMP, 443, TLS, "COMPLIANT IBCM-05").wait(60).connect(
        IN, IMP, 443, TLS, "VIOLATION ORDER-01 low")


def verdict(record):
    return " ".join(record[key] for key in ("verdict", "rule", "severity") if key in record)


def judge(program, story):
    """What is not as it should be."""
    first = program.replay(story.capture(0), site=SITE).flows
    by_port = {r["client"]["port"]: r for r in first}
    for port, want, note in story.wants:
        record = by_port.get(port, {})
        if verdict(record) != want:
            yield f"want {want}, got {verdict(record)}: {record.get('why')}"
        if note and note not in record.get("notes", ()):
            yield f"want the note {note}, got {record.get('notes')}"
    for shift in SHIFTS_S:
        if timeless(program.replay(story.capture(shift), site=SITE).flows) != timeless(first):
            yield f"other findings when all packets are {shift} s later"


def main():
    failed = False
    with Program(sys.argv[1]) as program:
        for story in stories():
            wrong = list(judge(program, story))
            failed |= bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} story: {story.name}")
            for line in wrong:
                print(f"    {line}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
