"""What a scenario is made of: a command on a machine, and the truth about each flow that it makes."""
from dataclasses import dataclass, replace
from typing import Tuple

from hosts import HOSTS, fqdn, role, v4, v6

UNTESTED = ("-", "-", "-")
ROLELESS = ("PORT-SRC", "PORT-MAN-01", "PORT-GPO-03", "PXE-01")     # about the host, not about one of its roles


def ok(rule):
    return ("COMPLIANT", rule, "-")


def bad(rule, severity):
    return ("VIOLATION", rule, severity)


def free(reason="-"):
    return ("NOT_COVERED", reason, "-")


def unknown(reason):
    return ("UNDETERMINABLE", reason, "-")


@dataclass(frozen=True)
class Expect:
    """A flow is this one when transport, server (address or "*") and port (or 0: any) agree."""
    transport: str
    server: str
    port: int
    class_: str
    verdict: Tuple[str, str, str] = UNTESTED
    role: str = "-"


@dataclass(frozen=True)
class Step:
    name: str
    host: str
    command: str
    expects: Tuple[Expect, ...]
    status: int = 0
    output: str = ""


def flow(server, port, class_, verdict=UNTESTED, *, transport="tcp", six=False, as_role=None):
    address = server
    if server in HOSTS:
        address = v6(server) if six else v4(server)
    known = verdict[0] in ("COMPLIANT", "VIOLATION") and server in HOSTS and verdict[1] not in ROLELESS
    return Expect(transport, address, port, class_, verdict, as_role or (role(server) if known else "-"))


def step(name, host, command, *expects, status=0, output=""):
    return Step(name, host, command, tuple(expects), status, output)


CURL = "curl -sS -o /dev/null -w '%{http_code}' --max-time 6 -A ccmhttp "
CERTIFICATE = "--http1.1 --cacert $LAB/pki/ca.pem --cert $LAB/pki/client.pem --key $LAB/pki/server.key "
CCM_POST = "-X CCM_POST --data-binary @$LAB/body " \
           "-H 'Content-Type: multipart/mixed; boundary=\"aAbBcCdDv1234567890VxXyYzZ\"' "
MPLIST = "/SMS_MP/.sms_aut?MPLIST"
PACKAGE = "/SMS_DP_SMSPKGD$/PKG00007/setup.msi"
BITS = "-A 'Microsoft BITS/7.0' "


def web(name, client, server, verdict, paths=MPLIST, options="", *, tls=False, port=0, six=False, output="200",
        status=0, class_=None, as_role=None):
    """HTTP, or HTTPS with a client certificate, by curl; several paths go over one connection."""
    port = port or (443 if tls else 80)
    address = f"[{v6(server)}]" if six else v4(server)
    paths = [paths] if isinstance(paths, str) else paths
    scheme, certificate = ("https", CERTIFICATE) if tls else ("http", "")
    urls = " -o /dev/null ".join(f"'{scheme}://{fqdn(server)}:{port}{p}'" for p in paths)
    command = f"{CURL}{certificate}{options}--connect-to ::{address}: {urls} 2>&1"
    expect = flow(server, port, class_ or ("HTTPS" if tls else "HTTP"), verdict, six=six, as_role=as_role)
    return step(name, client, command, expect, status=status, output=output * (len(paths) if output == "200" else 1))


SMBCLIENT = "smbclient -g --option='client min protocol=NT1' "
LOGIN = "-U root%Secret1 "
FETCH = "ls PKG00007/*; get PKG00007/setup.msi /dev/null"


def smb(name, client, server, share, verdict, options="-m SMB2_10 ", commands=FETCH, *, port=445, six=False,
        status=0, output="", login=LOGIN, as_role=None):
    address = v6(server) if six else v4(server)
    command = f"{SMBCLIENT}'//{server.upper()}/{share}' -I {address} -p {port} {login}{options}-c \"{commands}\" 2>&1"
    return step(name, client, command, flow(server, port, "SMB", verdict, six=six, as_role=as_role),
                status=status, output=output)


def rpc(name, client, server, mapper, dynamic, binding="", command="srvinfo", *, login="-U% ", six=False, output=""):
    """Endpoint mapper on 135, then the port that it hands out."""
    address = v6(server) if six else v4(server)
    suffix = f"[{binding}]" if binding else ""
    return step(name, client, f"rpcclient {login}'ncacn_ip_tcp:{address}{suffix}' -c '{command}' 2>&1 | tail -3",
                flow(server, 135, "RPC", mapper, six=six, as_role="-"),
                flow(server, 0, "RPC", dynamic, six=six, as_role="-"), output=output)


def sql(name, client, server, verdict, version="7.2", *, port=1433, query="select MachineID from System_DATA",
        output="3 rows", six=False, prefix="", class_="SQL"):
    address = f"-S {server}6" if six else f"-H {v4(server)} -p {port}"
    return step(name, client, f"printf '{query}\\ngo\\nexit\\n' | {prefix}TDSVER={version} FREETDSCONF=$LAB/freetds.conf "
                f"timeout 4 tsql {address} -U sms -P x -D SMS_NT1 2>&1 | tail -4",
                flow(server, port, class_, verdict, six=six), output=output)


def raw(name, client, kind, server, port, *expects, argument="", output=""):
    return step(name, client, f"$PY $HERE/raw_clients.py {kind} {v4(server)} {port} {argument}", *expects,
                output=output)


@dataclass(frozen=True)
class Scenario:
    """One capture: taken on span while the steps run, with shell commands before and after."""
    name: str
    span: str
    title: str
    steps: Tuple[Step, ...]
    site: str = ""              # site file, for what has verdicts
    container: str = "pcap"     # pcap or pcapng
    packed: str = ""            # gz, zst or lz4
    before: Tuple[str, ...] = ()
    after: Tuple[str, ...] = ()
    background: Tuple[Tuple[str, str], ...] = ()
    edit: str = ""              # what edits.py does to the frames afterwards

    @property
    def file(self):
        return f"{self.name}.{self.container}" + (f".{self.packed}" if self.packed else "")


def untested(steps):
    """The same steps where only the class counts."""
    return tuple(replace(s, expects=tuple(replace(e, verdict=UNTESTED, role="-") for e in s.expects))
                 for s in steps)
