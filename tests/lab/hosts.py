"""The made-up intranet of the lab: two sites with a mirror port each, three neighbour networks, and their machines."""
from dataclasses import dataclass
from typing import Tuple

DOMAIN = "corp.example"


@dataclass(frozen=True)
class Net:
    v4: str     # first two bytes; the network is a /16
    v6: str     # first two groups; the network is a /64
    span: str   # capture interface of its switch, "" when it has no mirror port


@dataclass(frozen=True)
class Host:
    name: str
    net: str
    suffix: str                     # last two bytes of the address, "" for a machine without one
    roles: Tuple[str, ...] = ()     # as in the site files
    http: Tuple[int, ...] = ()
    https: Tuple[int, ...] = ()
    shares: Tuple[str, ...] = ()
    rpc: bool = False               # endpoint mapper and dynamic ports


NETS = {
    "nt1": Net("10.20", "fd00:20", "span0"),
    "mx1": Net("10.30", "fd00:30", "span1"),
    "nt2": Net("10.21", "fd00:21", ""),
    "mx2": Net("10.31", "fd00:31", ""),
    "adm": Net("10.99", "fd00:99", ""),
}

WEB = dict(http=(80,), https=(443,))

_LIST = [
    # NT1, native
    Host("ntsrv", "nt1", "1.5", ("SITE_SERVER",), shares=("SMS_NT1",), rpc=True),
    Host("ntdb", "nt1", "1.6", ("SITE_DB",)),
    Host("ntmp", "nt1", "1.10", ("MP",), (80, 8088), (443, 4443, 8444, 8531), ("SMSClient", "ADMIN$")),
    Host("ntdp", "nt1", "1.11", ("DP",), shares=("SMSPKGD$",), **WEB),
    Host("ntdpsmb", "nt1", "1.12", ("DP",), shares=("SMSPKGE$",), **WEB),
    Host("ntsup", "nt1", "1.13", ("SUP",), (80, 8530), (443, 8531)),
    Host("ntsmp", "nt1", "1.14", ("SMP",), shares=("SMPSTOREE_1A$", "ADMIN$"), **WEB),
    Host("ntfsp", "nt1", "1.15", ("FSP",), **WEB),
    Host("ntslp", "nt1", "1.16", ("SLP",), **WEB),
    Host("ntrp", "nt1", "1.17", ("RP",), (80, 8088), (443,)),
    Host("ntpxe", "nt1", "1.18", ("PXE",)),
    Host("ntdpold", "nt1", "1.20", ("DP",)),
    Host("ntdpprot", "nt1", "1.21", ("DP",), **WEB),
    Host("ntdprun", "nt1", "1.22", ("DP",), shares=("SMSPKGD$",), **WEB),
    Host("ntdpunk", "nt1", "1.23", ("DP",), shares=("SMSPKGD$",)),
    Host("ntsrc", "nt1", "1.30", ("SRC_SHARE",), shares=("SMSClient",)),
    Host("ntall", "nt1", "1.40", ("MP", "DP", "SLP"), **WEB),
    Host("ntbranch", "nt1", "7.50", ("DP",), (80,), shares=("SMSPKGD$",)),
    Host("ntprot", "nt1", "9.5"),
    Host("ntc1", "nt1", "16.11"),
    Host("ntc2", "nt1", "16.12"),
    Host("ntc3", "nt1", "16.13"),
    Host("ntdev", "nt1", "16.21"),
    Host("ntnew", "nt1", "16.31", shares=("ADMIN$",), rpc=True),
    Host("ntanon", "nt1", "16.99"),
    Host("mxin", "nt1", "40.11"),
    Host("nt3c", "nt1", "40.21"),
    Host("nttoy", "nt1", "90.1"),
    Host("ntproxy", "nt1", "90.2"),
    Host("bare", "nt1", ""),
    Host("nt2c", "nt2", "16.11"),
    # MX1, mixed
    Host("mxsrv", "mx1", "1.5", ("SITE_SERVER",)),
    Host("mxdb", "mx1", "1.6", ("SITE_DB",)),
    Host("mxmp", "mx1", "1.10", ("MP",), (80, 8080, 8088), (443,), ("ADMIN$",)),
    Host("mxdp", "mx1", "1.11", ("DP",), shares=("SMSPKGE$",), **WEB),
    Host("mxdpsmb", "mx1", "1.12", ("DP",), (80,), shares=("SMSPKGE$",)),
    Host("mxsup", "mx1", "1.13", ("SUP",), (80, 8530), (443,)),
    Host("mxsmp", "mx1", "1.14", ("SMP",), shares=("SMPSTOREF_2B$",), **WEB),
    Host("mxfsp", "mx1", "1.15", ("FSP",), **WEB),
    Host("mxslp", "mx1", "1.16", ("SLP",), **WEB),
    Host("mxrp", "mx1", "1.17", ("RP",), **WEB),
    Host("mxsrc", "mx1", "1.30", ("SRC_SHARE",), shares=("Source",)),
    Host("mxall", "mx1", "1.40", ("MP", "DP", "SUP", "FSP"), (80, 8530), (443, 8531)),
    Host("mxbranch", "mx1", "7.50", ("DP",), shares=("SMSPKGE$",)),
    Host("mxc1", "mx1", "16.11", shares=("ADMIN$",), rpc=True),
    Host("mxc2", "mx1", "16.12"),
    Host("mxdev", "mx1", "16.21"),
    Host("ntaway", "mx1", "40.11"),
    Host("ntaway2", "mx1", "40.12"),
    Host("ntaway3", "mx1", "40.13"),
    Host("ntdevaway", "mx1", "40.21"),
    Host("mx2c", "mx1", "40.31"),
    # nobody's
    Host("admin", "adm", "0.9"),
]
HOSTS = {h.name: h for h in _LIST}


def v4(name):
    h = HOSTS[name]
    return f"{NETS[h.net].v4}.{h.suffix}"


def v6(name):
    h = HOSTS[name]
    return f"{NETS[h.net].v6}::{h.suffix.replace('.', ':')}"


def fqdn(name):
    return f"{name}.{DOMAIN}"


def role(name):
    """The machine's role where it has exactly one."""
    roles = HOSTS[name].roles
    return roles[0] if len(roles) == 1 else "-"
