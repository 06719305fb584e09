"""Scenarios of site MX1 (mixed mode), as its own switch sees them. Site file: samples/mixed-site.yaml."""
from hosts import v4, v6
from native import FSP, POST, SLP, SMP, WSUS
from steps import (BITS, CCM_POST, MPLIST, Scenario, UNTESTED, bad, flow, free, ok, raw, rpc, smb, sql, step,
                   unknown, web)

SITE = "mixed-site.yaml"
PACKAGE = "/SMS_DP_SMSPKGE$/PKG00007/setup.msi"

CLIENTS = (
    web("mp-policy", "mxc1", "mxmp", ok("MODE-01"), [MPLIST, "/SMS_MP/.sms_aut?MPCERT", "/SMS_MP/.sms_pol?MX100001-1.0"]),
    web("mp-message", "mxc1", "mxmp", ok("MODE-01"), "/ccm_system/request", CCM_POST),
    web("mp-inventory", "mxc2", "mxmp", ok("MODE-01"), "/ccm_incoming/{00000000-0000-4000-8000-000000000002}",
        "-g -X BITS_POST -H 'BITS-Packet-Type: Create-Session' " + POST),
    web("mp-ipv6", "mxc2", "mxmp", ok("MODE-01"), six=True),
    web("mp-http10", "mxc2", "mxmp", ok("MODE-01"), options="-0 "),
    raw("mp-pipelined", "mxc1", "pipeline", "mxmp", 80, flow("mxmp", 80, "HTTP", ok("MODE-01")), output="6"),
    raw("mp-one-byte-segments", "mxc2", "splithttp", "mxmp", 80, flow("mxmp", 80, "HTTP", ok("MODE-01"))),
    web("mp-tls", "mxc1", "mxmp", bad("MODE-01", "low"), tls=True),
    web("mp-tls-ipv6", "mxc2", "mxmp", bad("MODE-01", "low"), options="--tls-max 1.2 ", tls=True, six=True),
    web("mp-unticked-port", "mxc1", "mxmp", bad("PORT-SITE", "medium"), port=8080),
    web("mp-wrong-port", "mxc1", "mxmp", bad("PORT-01", "medium"), port=8088),
    web("mp-http-on-443", "mxc2", "mxmp", bad("PORT-01", "medium"), port=443, output="400"),
    web("mp-dp-path", "mxc1", "mxmp", bad("ROLE-00", "medium"), PACKAGE, as_role="-"),
    web("mp-home-page", "mxc1", "mxmp", free("NC-PROTO"), "/index.html"),
    web("dp-bits", "mxc1", "mxdp", ok("MODE-03"), [PACKAGE, PACKAGE], BITS + "-r 0-4095 ", output="206206"),
    web("dp-propfind", "mxc2", "mxdp", ok("MODE-03"), "/SMS_DP_SMSPKGE$/PKG00007/", "-X PROPFIND -H 'Depth: 1' ",
        output="207"),
    web("dp-device", "mxdev", "mxdp", ok("MODE-03"), PACKAGE.replace("$", "%24")),
    web("dp-tls", "mxc1", "mxdp", bad("MODE-03", "low"), PACKAGE, tls=True),
    web("dp-without-bits-http", "mxc1", "mxdpsmb", bad("DP-02", "medium"), PACKAGE),
    web("sup", "mxc1", "mxsup", ok("MODE-05"), [WSUS, "/SimpleAuthWebService/simpleauth.asmx"], POST),
    web("sup-tls", "mxc2", "mxsup", ok("MODE-05"), WSUS, POST, tls=True),
    web("sup-wrong-port", "mxc1", "mxsup", bad("PORT-03", "medium"), WSUS, POST, port=8530),
    web("fsp", "mxc1", "mxfsp", ok("MODE-09"), FSP, POST),
    web("fsp-tls", "mxc1", "mxfsp", bad("MODE-09", "low"), FSP, POST, tls=True),
    web("slp", "mxc2", "mxslp", ok("MODE-11"), SLP),
    web("slp-tls", "mxc2", "mxslp", bad("MODE-11", "low"), SLP, tls=True),
    web("slp-device", "mxdev", "mxslp", bad("SLP-03", "medium"), SLP),
    web("smp", "mxc1", "mxsmp", ok("MODE-07"), SMP),
    web("smp-tls", "mxc1", "mxsmp", bad("MODE-07", "low"), SMP, tls=True),
    web("rp", "mxc1", "mxrp", ok("MIND-03"), "/SMSReporting_MX1/Report.asp"),
    web("rp-tls-ipv6", "mxc2", "mxrp", ok("MIND-03"), "/SMSReporting_MX1/Report.asp", tls=True, six=True),
    web("several-roles-mp", "mxc1", "mxall", ok("MODE-01"), as_role="MP"),
    web("several-roles-fsp", "mxc2", "mxall", ok("MODE-09"), FSP, POST, as_role="FSP"),
    web("several-roles-updates", "mxc2", "mxall", ok("MODE-05"), WSUS, POST, port=8530, as_role="SUP"),
    web("several-roles-updates-tls", "mxc1", "mxall", ok("MODE-05"), WSUS, POST, tls=True, port=8531, as_role="SUP"),
    web("several-roles-tls", "mxc1", "mxall", bad("-", "low"), tls=True, as_role="-"),
)

SHARES = (
    smb("dp-without-bits-smb1", "mxc1", "mxdpsmb", "SMSPKGE$", ok("DP-01"), "-m NT1 "),
    smb("dp-without-bits-smb3", "mxc2", "mxdpsmb", "SMSPKGE$", ok("DP-01"), "-m SMB3 "),
    smb("dp-without-bits-ipv6", "mxc2", "mxdpsmb", "SMSPKGE$", ok("DP-01"), six=True),
    smb("dp-without-reason", "mxc1", "mxdp", "SMSPKGE$", bad("DP-06", "medium")),
    smb("dp-without-reason-smb3", "mxc2", "mxdp", "SMSPKGE$", bad("DP-06", "medium"), "-m SMB3 "),
    smb("branch", "mxc1", "mxbranch", "SMSPKGE$", ok("BDP-01"), "-m NT1 "),
    smb("branch-ipv6", "mxc2", "mxbranch", "SMSPKGE$", ok("BDP-01"), six=True),
    smb("branch-device", "mxdev", "mxbranch", "SMSPKGE$", bad("MOB-07", "medium"), commands="ls"),
    smb("device", "mxdev", "mxdp", "SMSPKGE$", bad("MOB-04", "medium"), commands="ls"),
    smb("user-state", "mxc1", "mxsmp", "SMPSTOREF_2B$", ok("SMP-01"), "-m NT1 ",
        "put $LAB/share/ccmsetup/ccmsetup.exe state.mig"),
    smb("client-source", "mxc2", "mxsrc", "Source", ok("PORT-GPO-03"), commands="get ccmsetup/ccmsetup.exe /dev/null"),
    smb("mp-without-reason", "mxc1", "mxmp", "ADMIN$", bad("PORT-SRC", "medium"), "-m NT1 ", "ls"),
    smb("mp-without-reason-ipv6", "mxc2", "mxmp", "ADMIN$", bad("PORT-SRC", "medium"), "-m SMB3 ", "ls", six=True),
    smb("server-to-dp", "mxsrv", "mxdp", "SMSPKGE$", UNTESTED, commands="put $LAB/body up.pkg; del up.pkg"),
)

PUSH = (
    step("ping", "mxsrv", f"ping -c 1 {v4('mxc1')}",
         flow("mxc1", 0, "ICMP_ECHO", free("NC-OPT"), transport="icmp"), output="1 received"),
    smb("admin-share", "mxsrv", "mxc1", "ADMIN$", bad("PORT-PUSH-02", "medium"), "-m NT1 ",
        "put $LAB/share/ccmsetup/ccmsetup.exe ccmsetup/pushed.exe", as_role="-"),
    rpc("rpc", "mxsrv", "mxc1", bad("PORT-PUSH-03", "medium"), bad("PORT-PUSH-04", "medium"), output="server type"),
    rpc("rpc-ipv6", "mxsrv", "mxc1", bad("PORT-PUSH-03", "medium"), bad("PORT-PUSH-04", "medium"), six=True,
        output="server type"),
    raw("rpc-datagram", "mxsrv", "udp135", "mxc1", 135,
        flow("mxc1", 135, "RPC", bad("PORT-PUSH-03", "medium"), transport="udp", as_role="-")),
    smb("other-sites-server", "ntsrv", "mxc1", "ADMIN$", bad("PORT-PUSH-07", "medium"), commands="ls", as_role="-"),
    smb("administrator", "admin", "mxc1", "ADMIN$", free("NC-HOSTS"), commands="ls"),
)

SQL = (
    sql("mp", "mxmp", "mxdb", UNTESTED, "7.1"),
    sql("site-server-ipv6", "mxsrv", "mxdb", UNTESTED, "7.4", six=True),
    sql("client", "mxc2", "mxdb", bad("FW-SQL-01", "high"), "7.2"),
)

ROAMING = (
    web("native-client-mp", "ntaway", "mxmp", bad("ROAM-08", "high")),
    web("native-client-mp-tls", "ntaway", "mxmp", bad("ROAM-08", "medium"), tls=True),
    web("native-client-dp", "ntaway", "mxdp", bad("ROAM-10", "high"), PACKAGE),
    smb("native-client-dp-smb", "ntaway", "mxdp", "SMSPKGE$", bad("ROAM-10", "medium")),
    web("roaming-client-mp", "ntaway2", "mxmp", ok("ROAM-09")),
    web("roaming-client-mp-ipv6", "ntaway2", "mxmp", ok("ROAM-09"), "/ccm_system/request", CCM_POST, six=True),
    web("roaming-client-mp-tls", "ntaway2", "mxmp", bad("ROAM-09", "low"), tls=True),
    web("roaming-client-dp", "ntaway2", "mxdp", ok("ROAM-11"), PACKAGE, BITS),
    web("roaming-client-dp-tls", "ntaway2", "mxdp", bad("ROAM-11", "low"), PACKAGE, tls=True),
    smb("roaming-client-dp-smb", "ntaway2", "mxdpsmb", "SMSPKGE$", ok("DP-01")),
    smb("roaming-client-branch", "ntaway2", "mxbranch", "SMSPKGE$", ok("BDP-01"), "-m SMB3 ", "ls"),
    web("unknown-client-mp", "ntaway3", "mxmp", unknown("UND-FACT(http_roaming)")),
    web("unknown-client-mp-tls", "ntaway3", "mxmp", bad("ROAM-09", "low"), tls=True),
    web("device-dp", "ntdevaway", "mxdp", bad("MOB-01", "medium"), PACKAGE),
    web("native-client-own-mp", "ntaway", "ntmp", ok("ROAM-04"), tls=True),
    web("native-client-own-dp-http", "ntaway2", "ntdp", bad("ROAM-07", "high"), "/SMS_DP_SMSPKGD$/PKG00007/setup.msi", "-I "),
    web("native-client-sync", "ntaway", "mxsup", bad("MODE-06", "high"), WSUS, POST),
    web("native-client-content", "ntaway", "mxsup", free("NC-OPT"), "/Content/3F/update.cab", "-I "),
    web("native-client-slp", "ntaway", "mxslp", bad("SLP-02", "medium"), SLP),
    web("roaming-client-slp", "ntaway2", "mxslp", ok("MODE-12"), SLP),
    web("mixed-client-mp", "mx2c", "mxmp", ok("ROAM-12")),
    web("mixed-client-dp", "mx2c", "mxdp", ok("ROAM-12"), PACKAGE, "-I "),
    web("mixed-client-mp-tls", "mx2c", "mxmp", bad("ROAM-12", "low"), tls=True, six=True),
    web("client-in-native-site", "mxin", "mxmp", ok("ROAM-03")),
)


def scenario(name, title, steps, container="pcap", packed=""):
    return Scenario(f"mixed-{name}", "span1", title, steps, SITE, container, packed)


SCENARIOS = (
    scenario("clients", "clients and the MP, DPs, SUP, FSP, SLP, SMP and RP over HTTP and HTTPS: pipelined requests, "
             "one-byte segments, wrong and unticked ports, several roles on one server, IPv6", CLIENTS, packed="zst"),
    scenario("shares", "SMB 1, 2 and 3 to DPs, the branch DP, the SMP, the installation source and to the MP", SHARES,
             "pcapng", "gz"),
    scenario("push", "a site server that pushes although push is not enabled: ping, ADMIN$, endpoint mapper and dynamic "
             "ports; another site's server; an administrator", PUSH),
    scenario("sql", "the site database asked by servers and by a client", SQL, "pcapng"),
    scenario("roaming", "clients of the native site NT1 with HTTP roaming off, on and unknown, a device, a client of "
             "the mixed site MX2", ROAMING, packed="gz"),
)
