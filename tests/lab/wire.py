"""Scenarios about the wire: every way a conversation may start, on any port, whole or damaged. Only the class counts."""
import native
from hosts import HOSTS, fqdn, v4, v6
from steps import (CCM_POST, CERTIFICATE, CURL, LOGIN, MPLIST, PACKAGE, SMBCLIENT, Scenario, UNTESTED, flow, raw, rpc,
                   smb, sql, step, untested, web)

ANY = UNTESTED
SEE = "ntc1"
URL = f"http://{v4('ntmp')}"
TLS = f"https://{v4('ntmp')}"


def curl(name, options, server, port, class_, output="200", status=0, more=()):
    return step(name, SEE, CURL + options + " 2>&1", flow(server, port, class_), *more, status=status, output=output)


HTTP = (
    web("keep-alive", SEE, "ntmp", ANY, [MPLIST, "/SMS_MP/.sms_aut?MPCERT", "/SMS_MP/.sms_pol?NT1-1.0"]),
    web("message", SEE, "ntmp", ANY, "/ccm_system/request", CCM_POST),
    step("message-large", SEE, f"head -c 200000 /dev/zero | {CURL}-X CCM_POST --data-binary @- {URL}/ccm_system/request",
         flow("ntmp", 80, "HTTP"), output="200"),
    step("chunked", SEE, f"head -c 5000 /dev/zero | {CURL}-H 'Transfer-Encoding: chunked' -T - {URL}/ccm_system/x",
         flow("ntmp", 80, "HTTP"), output="200"),
    web("propfind", SEE, "ntdp", ANY, "/SMS_DP_SMSPKGD$/", "-X PROPFIND -H 'Depth: 1' ", output="207"),
    web("ranges", SEE, "ntdp", ANY, PACKAGE, "-r 0-99,200-299 ", output="206"),
    web("head", SEE, "ntdp", ANY, PACKAGE, "-I "),
    web("put", SEE, "ntdp", ANY, "/Content/new.cab", "-T $LAB/body ", output="20"),
    web("delete", SEE, "ntdp", ANY, "/Content/new.cab", "-X DELETE ", output="204"),
    web("options", SEE, "ntdp", ANY, "/", "-X OPTIONS "),
    web("missing", SEE, "ntdp", ANY, "/nothing", output="404"),
    web("large", SEE, "ntdp", ANY, "/big.cab"),
    web("large-header", SEE, "ntmp", ANY, options="-H \"Cookie: $(head -c 6000 /dev/zero | tr '\\0' a)\" "),
    web("http10", SEE, "ntmp", ANY, options="-0 "),
    curl("http10-server", f"http://{v4('nttoy')}:8000/x", "nttoy", 8000, "HTTP"),
    raw("http09", SEE, "http09", "ntmp", 80, flow("ntmp", 80, "HTTP")),
    raw("pipelined", SEE, "pipeline", "ntmp", 80, flow("ntmp", 80, "HTTP"), output="6"),
    raw("one-byte-segments", SEE, "splithttp", "ntmp", 80, flow("ntmp", 80, "HTTP"), output="HTTP"),
    raw("rpc-over-http", SEE, "text", "ntmp", 80, flow("ntmp", 80, "HTTP"),
        argument="'RPC_IN_DATA /rpc/rpcproxy.dll?ntmp:593 HTTP/1.1\r\nHost: ntmp\r\nContent-Length: 1073741824\r\n\r\n'"),
    curl("http2-prior-knowledge", f"--http2-prior-knowledge http://{v4('nttoy')}:8081{MPLIST}", "nttoy", 8081, "HTTP"),
    curl("http2-upgrade", f"--http2 {URL}{MPLIST}", "ntmp", 80, "HTTP"),
    web("ipv6", SEE, "ntmp", ANY, six=True),
    curl("proxy", f"-x http://{v4('ntproxy')}:8888 {URL}{MPLIST}", "ntproxy", 8888, "HTTP",
         more=(flow("ntmp", 80, "HTTP"),)),
    curl("proxy-connect", f"{CERTIFICATE} -x http://{v4('ntproxy')}:8888 {TLS}{MPLIST}", "ntproxy", 8888, "HTTP",
         more=(flow("ntmp", 443, "HTTPS"),)),
)

S_CLIENT = "openssl s_client -connect {0}:443 {1} 2>&1"
HTTPS = (
    *[web(f"tls1.{v}", SEE, "ntmp", ANY, options=native.OLD.format(v), tls=True) for v in range(4)],
    curl("http2", f"--cacert $LAB/pki/ca.pem {TLS}{MPLIST}", "ntmp", 443, "HTTPS"),
    curl("no-name", f"--cacert $LAB/pki/ca.pem --http1.1 {TLS}{MPLIST}", "ntmp", 443, "HTTPS"),
    curl("no-certificate", f"-k --http1.1 {TLS}/", "ntmp", 443, "HTTPS"),
    web("large", SEE, "ntdp", ANY, "/big.cab", tls=True),
    web("ipv6", SEE, "ntmp", ANY, tls=True, six=True),
    step("resumed", SEE, "for i in -sess_out -sess_in; do (sleep .2) | "
         + S_CLIENT.format(v4("ntmp"), "-tls1_2 $i $LAB/session") + " | grep -E '^(New|Reused)'; done",
         flow("ntmp", 443, "HTTPS"), output="Reused"),
    step("hello-retry", SEE, "(sleep .2) | " + S_CLIENT.format(v4("ntmp"), "-tls1_3 -groups X448:P-384") + " | grep -c BEGIN",
         flow("ntmp", 443, "HTTPS"), output="1"),
    step("gnutls", SEE, f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | gnutls-cli --insecure -p 443 {v4('ntmp')} 2>&1 | tail -3",
         flow("ntmp", 443, "HTTPS")),
    step("ssl3", SEE, "(printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep .3) | timeout 1 tstclnt -h " + v4("ntdpold")
         + " -p 443 -D -o -V ssl3:ssl3 -v 2>&1 | grep -a 'SSL version'", flow("ntdpold", 443, "HTTPS"),
         output="version 3"),
    raw("ssl2-hello", SEE, "ssl2hello", "ntmp", 443, flow("ntmp", 443, "HTTPS"), output="x16\\x03\\x01"),
    raw("ssl2-only", SEE, "ssl2only", "ntmp", 443, flow("ntmp", 443, "HTTPS")),
    raw("split-hello", SEE, "splithello", "ntmp", 443, flow("ntmp", 443, "HTTPS"), output="x16\\x03"),
    web("unknown-authority", SEE, "ntmp", ANY, "/", "--cacert $LAB/pki/ntfsp.pem ", tls=True, output="", status=60),
    curl("unknown-authority-tls12", f"--tls-max 1.2 {TLS}/", "ntmp", 443, "HTTPS", output="", status=60),
    curl("odd-port-81", f"-k https://{v4('nttoy')}:81/", "nttoy", 81, "HTTPS"),
    curl("odd-port-4450", f"-k https://{v4('nttoy')}:4450/", "nttoy", 4450, "HTTPS"),
    curl("to-plain-8530", f"-k https://{v4('ntsup')}:8530/", "ntsup", 8530, "HTTPS", output="", status=35),
)

DP = "ntdp", "SMSPKGD$"
SHARES = (
    *[smb(f"dialect-{d.lower()}", SEE, *DP, ANY, f"-m {d} ") for d in ("NT1", "SMB2_02", "SMB2_10", "SMB3_00", "SMB3_11")],
    smb("encrypted", SEE, *DP, ANY, "-m SMB3 --client-protection=encrypt "),
    smb("signed", SEE, *DP, ANY, "-m SMB2_10 --client-protection=sign "),
    smb("netbios-1", SEE, *DP, ANY, "-m NT1 ", port=139),
    smb("netbios-3", SEE, *DP, ANY, "-m SMB3 ", port=139),
    smb("large", SEE, *DP, ANY, commands="get big.msi /dev/null"),
    smb("large-1", SEE, *DP, ANY, "-m NT1 ", "get big.msi /dev/null"),
    smb("write", SEE, *DP, ANY, commands="put $LAB/share/ccmsetup/ccmsetup.exe new; del new"),
    smb("guest", SEE, *DP, ANY, login="-N "),
    smb("wrong-password", SEE, *DP, ANY, login="-U root%wrong ", status=1),
    smb("no-such-share", SEE, "ntdp", "NOTHING$", ANY, status=1),
    smb("ipv6", SEE, *DP, ANY, "-m SMB3 ", six=True),
    step("one-negotiate-for-all", SEE, f"{SMBCLIENT}'//{v4('ntdp')}/SMSPKGD$' {LOGIN} --option='client max protocol=SMB3_11' -c ls",
         flow("ntdp", 445, "SMB"), output="PKG00007"),
    step("list", SEE, f"smbclient -g -L {v4('ntdp')} {LOGIN} -m SMB3 2>&1", flow("ntdp", 445, "SMB"),
         flow("ntdp", 139, "SMB"), output="SMSPKGD"),
    step("pipe", SEE, f"rpcclient {LOGIN} {v4('ntdp')} -c 'srvinfo; netshareenumall' 2>&1", flow("ntdp", 445, "SMB"),
         output="platform"),
    step("refused", SEE, f"{SMBCLIENT}'//{v4('ntslp')}/ADMIN$' -N -c ls", flow("ntslp", 445, "NONE"),
         flow("ntslp", 139, "NONE"), status=1),
)

DCOM = "a0010000000000000000c000000000000046"
RPC = (
    rpc("anonymous", SEE, "ntsrv", ANY, ANY, output="server type"),
    rpc("signed", SEE, "ntsrv", ANY, ANY, "sign", "srvinfo; netshareenumall", login=LOGIN),
    rpc("sealed", SEE, "ntsrv", ANY, ANY, "seal", "lsaquery", login=LOGIN),
    rpc("connect", SEE, "ntsrv", ANY, ANY, "connect", "winreg_enumkey HKLM", login=LOGIN),
    rpc("ipv6", SEE, "ntsrv", ANY, ANY, six=True, output="server type"),
    raw("bind", SEE, "dcebind", "ntsrv", 135, flow("ntsrv", 135, "RPC"), output="x05\\x00\\x0c"),
    raw("bind-activation", SEE, "dcebind", "ntsrv", 135, flow("ntsrv", 135, "RPC"), argument=DCOM),
    raw("bind-one-byte-segments", SEE, "splitbind", "ntsrv", 135, flow("ntsrv", 135, "RPC"), output="x05\\x00\\x0c"),
    raw("datagram", SEE, "udp135", "ntsrv", 135, flow("ntsrv", 135, "RPC", transport="udp")),
)

DATABASE = (
    *[sql(f"version-{v}", "ntmp", "ntdb", ANY, v) for v in ("7.0", "7.1", "7.2", "7.3", "7.4")],
    *[sql(f"clear-{v}", "ntmp", "ntdb", ANY, v, port=14330) for v in ("7.0", "7.1", "7.4")],
    *[sql(f"all-encrypted-{v}", "ntmp", "ntdb", ANY, v, port=1533) for v in ("7.1", "7.4")],
    *[sql(f"login-{v}", "ntmp", "ntdb", ANY, v, port=14330, output="") for v in ("4.2", "5.0")],
    sql("large", "ntmp", "ntdb", ANY, port=14330, query="select big", output="1000 rows"),
    sql("large-encrypted", "ntmp", "ntdb", ANY, port=1533, query="select big", output="1000 rows"),
    sql("on-443", "ntmp", "ntdb", ANY, port=443),
    sql("ipv6", "ntmp", "ntdb", ANY, "7.1", six=True),
    raw("browser", "ntmp", "udp", "ntdb", 1434, flow("ntdb", 1434, "-", transport="udp"), argument="03"),
)

ODD = (
    curl("http-on-443", f"http://{v4('ntmp')}:443{MPLIST}", "ntmp", 443, "HTTP", output="400"),
    *[curl(f"http-on-{p}", f"http://{v4('ntproxy')}:{p}/", "ntproxy", p, "HTTP") for p in (135, 445, 1433, 8443)],
    curl("tls-on-80", f"-k https://{v4('ntmp')}:80/", "ntmp", 80, "HTTPS", output="", status=35),
    curl("tls-on-3389", f"-k https://{v4('ntproxy')}:3389/", "ntproxy", 3389, "HTTPS"),
    *[raw(f"{n}-on-{p}", SEE, "text", "nttoy", p, flow("nttoy", p, "UNKNOWN"), argument=f"'{t}'") for n, p, t in
      (("ssh", 443, "SSH-2.0-PuTTY_Release_0.60"), ("ftp", 445, "USER anonymous"), ("smtp", 8530, "EHLO x"),
       ("imap", 1433, "a LOGIN x y"))],
    raw("random-on-135", SEE, "send", "nttoy", 135, flow("nttoy", 135, "UNKNOWN"), argument="deadbeef0102030405060708"),
    step("smb-to-http", SEE, f"{SMBCLIENT}-p 80 '//{v4('ntmp')}/x$' -N -c ls", flow("ntmp", 80, "SMB"), status=1),
    raw("rpc-to-http", SEE, "dcebind", "ntmp", 80, flow("ntmp", 80, "RPC")),
    step("sql-to-http", SEE, f"TDSVER=7.2 timeout 4 tsql -H {v4('ntmp')} -p 80 -U a -P b </dev/null 2>&1; true",
         flow("ntmp", 80, "SQL")),
    curl("tls-to-smb", f"-m 1 -k https://{v4('ntdp')}:445/", "ntdp", 445, "HTTPS", output="", status=28),
    curl("http-to-smb", f"-m 1 http://{v4('ntdp')}:445/", "ntdp", 445, "HTTP", output="", status=28),
    curl("http-to-sql", f"-m 1 http://{v4('ntdb')}:1433/", "ntdb", 1433, "HTTP", output="", status=28),
    raw("silent-close", SEE, "openclose", "nttoy", 8083, flow("nttoy", 8083, "NONE")),
    raw("silent-reset", SEE, "openreset", "nttoy", 8083, flow("nttoy", 8083, "NONE")),
    curl("reset-after-request", f"http://{v4('nttoy')}:8082/", "nttoy", 8082, "HTTP", output="", status=56),
    raw("refused", SEE, "refused", "ntbranch", 443, flow("ntbranch", 443, "NONE"), output="refused"),
    step("remote-control", "ntsrv", f"head -c 100 /dev/urandom | timeout 1 nc -q 0 {v4(SEE)} 2701 | wc -c",
         flow(SEE, 2701, "REMCTRL")),
    step("remote-control-files", "ntsrv", f"printf '\\001\\002\\003hello' | timeout 1 nc -q 0 {v4(SEE)} 2702 | wc -c",
         flow(SEE, 2702, "REMCTRL")),
)

DATAGRAMS = (
    *native.PXE,
    step("wake-up-ethernet", "ntsrv", "etherwake -i eth0 02:14:00:00:10:0b"),
    step("boot-file-missing", SEE, f"tftp {v4('ntpxe')} -m binary -c get nothing /dev/null; true",
         flow("ntpxe", 69, "TFTP", transport="udp"), flow("*", 0, "-", transport="udp")),
    step("ping", "ntsrv", f"ping -c 1 {v4(SEE)}; ping -c 1 {v6(SEE)}", flow(SEE, 0, "ICMP_ECHO", transport="icmp"),
         flow(SEE, 0, "ICMP_ECHO", transport="icmp6", six=True), output="1 received"),
    step("name-service", SEE, f"dig +time=1 +tries=1 @{v4('ntpxe')} ntmp.corp.example; true",
         flow("ntpxe", 53, "-", transport="udp")),
)


def five(client, web_server, file_server, rpc_server, database):
    """One conversation of each class."""
    return (web("http", client, web_server, ANY, "/big.cab"), web("https", client, web_server, ANY, "/big.cab", tls=True),
            smb("smb", client, file_server, HOSTS[file_server].shares[0], ANY, commands="get big.msi /dev/null"),
            smb("smb1", client, file_server, HOSTS[file_server].shares[0], ANY, "-m NT1 ", "get big.msi /dev/null"),
            rpc("rpc", client, rpc_server, ANY, ANY, output="server type"),
            sql("sql", client, database, ANY, query="select big", output="1000 rows"))


HERE = five(SEE, "ntdp", "ntdp", "ntsrv", "ntdb")
THERE = five(SEE, "mxdp", "mxdp", "mxc1", "mxdb")
NEAR = (SEE, "ntdp", "ntsrv", "ntdb")


def on(hosts, command):
    return tuple(f"ip netns exec %P-{h} {command}" for h in hosts)


def loss(host, hook):
    return (f'ip netns exec %P-{host} nft "add table inet l; add chain inet l c {{ type filter hook {hook} priority -300; }}; '
            f'add rule inet l c meta l4proto tcp numgen random mod 100 < 4 drop"',)


def unloss(host):
    return (f"ip netns exec %P-{host} nft delete table inet l",)


def mirror_both(verb):
    tail = "protocol all pref 1 u32 match u32 0 0 action mirred egress mirror dev m-nt1" if verb == "add" else "pref 1"
    return tuple(f"tc -n %P-sw filter {verb} dev p-{h} egress {tail}" for h in NEAR)


def offloads(state):
    return on(("auditor",), f"ethtool -K span0 tx {state} tso {state} gso {state}") \
        + on(NEAR, f"ethtool -K eth0 tx {state} tso {state} gso {state}")


SLOWLY = "{ for i in 1 2 3 4 5 6 7 8 9 10 11 12; do %s; sleep .2; done; } | "
MIDDLE = (
    (SEE, f"{CURL}--rate 4/s 'http://{v4('ntdp')}/index.html?[1-10]'"),
    (SEE, f"{CURL}{CERTIFICATE}--rate 4/s 'https://{v4('ntdp')}/index.html?[1-10]'"),
    (SEE, SLOWLY % "echo ls" + f"smbclient {LOGIN} '//{v4('ntdp')}/SMSPKGD$'"),
    (SEE, SLOWLY % "echo srvinfo" + f"rpcclient -U% ncacn_ip_tcp:{v4('ntsrv')}"),
    ("ntmp", SLOWLY % "printf 'select 1\\ngo\\n'" + f"TDSVER=7.2 tsql -H {v4('ntdb')} -p 14330 -U s -P x"),
)
MIDDLE_STEP = step("under-way", SEE, "sleep 1.6", flow("ntdp", 80, "HTTP"), flow("ntdp", 443, "HTTPS"),
                   flow("ntdp", 445, "SMB"), flow("ntsrv", 0, "RPC"), flow("ntdb", 14330, "SQL"))
FRAGMENT_TO, FRAGMENT_FROM = "ip route change 10.20.0.0/16 dev eth0 mtu lock 600", "ip route change default via 10.30.0.1"
SMALL = "ip route change 10.20.0.0/16 dev eth0"


def scenario(name, title, steps, **options):
    return Scenario(f"wire-{name}", "span0", title, untested(steps), **options)


SCENARIOS = (
    scenario("http", "HTTP 0.9 to 2, every method, proxies", HTTP),
    scenario("https", "SSL 2 hello to TLS 1.3, aborted and resumed", HTTPS, container="pcapng"),
    scenario("smb", "every dialect, both ports", SHARES),
    scenario("rpc", "endpoint mapper and dynamic ports", RPC),
    scenario("sql", "every TDS version and encryption", DATABASE),
    scenario("odd", "the right protocol on the wrong port, and no protocol at all", ODD),
    scenario("datagrams", "PXE, TFTP, Wake On LAN, ping, DNS", DATAGRAMS),
    scenario("vlan", "802.1Q tags", HERE, edit="vlan"),
    scenario("qinq", "two tags", HERE[:3], edit="qinq"),
    scenario("reordered", "every third frame swapped with the next", HERE, edit="reorder"),
    scenario("both-directions", "a mirror that copies each frame twice", HERE, before=mirror_both("add"),
             after=mirror_both("del")),
    scenario("offloads", "frames larger than the wire's, checksums not computed", HERE, before=offloads("on"),
             after=offloads("off")),
    scenario("tiny-segments", "a maximum segment of 88 bytes", untested(
        (web("http", SEE, "ntdp", ANY, "/index.html"), web("https", SEE, "ntdp", ANY, "/index.html", tls=True),
         smb("smb", SEE, *DP, ANY, commands="ls"), *HERE[4:5], sql("sql", SEE, "ntdb", ANY))),
        before=on(NEAR, SMALL + " advmss 88"), after=on(NEAR, SMALL)),
    scenario("loss-behind", "frames lost behind the mirror: retransmissions", HERE, before=loss(SEE, "input"),
             after=unloss(SEE)),
    scenario("loss-before", "frames lost before the mirror: holes that are filled later", THERE,
             before=loss("core", "forward"), after=unloss("core")),
    scenario("fragments", "IP fragments", THERE[:3], before=on(("core",), FRAGMENT_TO)
             + on(("mxdp",), FRAGMENT_FROM + " mtu lock 1500"),
             after=on(("core",), "ip route change 10.20.0.0/16 dev eth0") + on(("mxdp",), FRAGMENT_FROM)),
    scenario("under-way", "conversations that began before the capture", (MIDDLE_STEP,), background=MIDDLE),
)
