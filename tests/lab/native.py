"""Scenarios of site NT1 (native mode), as its own switch sees them. Site file: samples/native-site.yaml."""
from hosts import NETS, v4, v6
from steps import (BITS, CCM_POST, MPLIST, PACKAGE, Scenario, UNTESTED, bad, flow, free, ok, raw, rpc, smb, sql,
                   step, unknown, web)

SITE = "native-site.yaml"
SLP = "/SMS_SLP/slp.dll?site&ir=10.20.16.11"
FSP = "/SMS_FSP/.sms_fsp"
SMP = "/SMSSMP/.sms_smp?op=KeyInformation"
WSUS = "/ClientWebService/client.asmx"
POST = "--data-binary @$LAB/body "
PUT = "put $LAB/share/ccmsetup/ccmsetup.exe ccmsetup/pushed.exe"
OLD = "--ciphers ALL:@SECLEVEL=0 --tls-max 1.{0} --tlsv1.{0} "

CLIENTS = (
    web("mp-policy-tls12", "ntc1", "ntmp", ok("MODE-02"), options="--tls-max 1.2 ", tls=True),
    web("mp-message-tls13", "ntc1", "ntmp", ok("MODE-02"), "/ccm_system/request", CCM_POST + "--http1.1 ", tls=True),
    web("mp-tls10", "ntc1", "ntmp", ok("MODE-02"), options=OLD.format(0), tls=True),
    web("mp-tls11", "ntc2", "ntmp", ok("MODE-02"), options=OLD.format(1), tls=True),
    web("mp-ipv6", "ntc1", "ntmp", ok("MODE-02"), tls=True, six=True),
    raw("mp-sslv2-hello", "ntc2", "ssl2hello", "ntmp", 443, flow("ntmp", 443, "HTTPS", ok("MODE-02")),
        output="x16\\x03\\x01"),
    web("mp-unlisted-client", "ntanon", "ntmp", ok("MODE-02"), tls=True),
    web("mp-from-secondary", "nt2c", "ntmp", ok("MODE-02"), tls=True),
    web("mp-device", "ntdev", "ntmp", ok("MODE-02"), tls=True),
    web("mp-http-policy", "ntc1", "ntmp", bad("MODE-02", "high"), [MPLIST, "/SMS_MP/.sms_pol?NT100001-1.0"]),
    web("mp-http-message", "ntc2", "ntmp", bad("MODE-02", "high"), "/ccm_system/request", CCM_POST),
    web("mp-http-inventory", "ntc2", "ntmp", bad("MODE-02", "high"), "/ccm_incoming/{00000000-0000-4000-8000-000000000001}",
        "-g -X BITS_POST -H 'BITS-Packet-Type: Create-Session' " + POST),
    web("mp-http-ipv6", "ntc1", "ntmp", bad("MODE-02", "high"), six=True),
    web("mp-http-8088", "ntc1", "ntmp", bad("MODE-02", "high"), port=8088),
    web("mp-http-on-443", "ntc1", "ntmp", bad("MODE-02", "high"), port=443, output="400"),
    web("mp-tls-unticked-port", "ntc1", "ntmp", bad("PORT-SITE", "medium"), tls=True, port=8444),
    web("mp-tls-on-8531", "ntc1", "ntmp", bad("PORT-02", "medium"), tls=True, port=8531),
    web("mp-tls-on-4443", "ntc1", "ntmp", free("NC-PROTO"), tls=True, port=4443),
    web("mp-foreign-host", "admin", "ntmp", free("NC-HOSTS")),
    web("mp-home-page", "ntc1", "ntmp", free("NC-PROTO"), "/index.html"),
    raw("mp-no-data", "ntc1", "openclose", "ntmp", 443, flow("ntmp", 443, "NONE", unknown("UND-NOPAYLOAD"))),
    web("dp-bits", "ntc1", "ntdp", ok("MODE-04"), [PACKAGE, PACKAGE.replace("$", "%24")], BITS + "-r 0-4095 ",
        tls=True, output="206206"),
    web("dp-device", "ntdev", "ntdp", ok("MODE-04"), tls=True, paths=PACKAGE),
    web("dp-from-branch", "ntbranch", "ntdp", ok("MODE-04"), PACKAGE, BITS, tls=True),
    step("dp-sslv3", "ntc2", "(printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep .3) | timeout 1 tstclnt -h " + v4("ntdpold")
         + " -p 443 -D -o -V ssl3:ssl3 -v 2>&1 | grep -a 'SSL version'", flow("ntdpold", 443, "HTTPS", ok("MODE-04")),
         output="version 3"),
    web("dp-http", "ntc1", "ntdp", bad("MODE-04", "high"), PACKAGE, BITS + "-r 0-4095 ", output="206"),
    web("dp-http-propfind", "ntc2", "ntdp", bad("MODE-04", "high"), "/SMS_DP_SMSPKGD$/PKG00007/",
        "-X PROPFIND -H 'Depth: 1' ", output="207"),
    web("dp-http-nocert-vdir", "ntc2", "ntdp", bad("MODE-04", "high"), "/NOCERT_SMS_DP_SMSPKGD$/PKG00007/setup.msi",
        "-I "),
    web("dp-protected-inside", "ntprot", "ntdpprot", ok("MODE-04"), PACKAGE, tls=True),
    web("dp-protected-outside", "ntc1", "ntdpprot", bad("DP-09", "medium"), PACKAGE, tls=True),
    web("dp-without-bits-tls", "ntc1", "ntdpsmb", bad("DP-02", "medium"), PACKAGE, tls=True),
    web("dp-branch-http", "ntc1", "ntbranch", bad("BDP-01", "medium"), PACKAGE),
    raw("dp-refused", "ntanon", "refused", "ntdpunk", 443, flow("ntdpunk", 443, "NONE", unknown("UND-NOPAYLOAD")),
        output="refused"),
    web("fsp", "ntc1", "ntfsp", ok("MODE-10"), FSP, POST),
    web("fsp-tls", "ntc1", "ntfsp", bad("MODE-10", "low"), FSP, POST, tls=True),
    web("slp", "ntc2", "ntslp", ok("MODE-12"), SLP),
    web("slp-no-roaming", "ntc1", "ntslp", bad("SLP-02", "medium"), SLP),
    web("slp-device", "ntdev", "ntslp", bad("SLP-03", "medium"), SLP),
    web("slp-tls", "ntc2", "ntslp", bad("MODE-12", "low"), SLP, tls=True),
    web("smp", "ntc1", "ntsmp", ok("MODE-08"), SMP, tls=True),
    web("smp-http", "ntc1", "ntsmp", bad("MODE-08", "high"), SMP),
    web("rp", "ntc1", "ntrp", ok("MIND-03"), "/SMSReporting_NT1/Report.asp", "-A 'Mozilla/4.0 (MSIE 7.0)' "),
    web("rp-tls", "ntc2", "ntrp", ok("MIND-03"), "/SMSReporting_NT1/", tls=True),
    web("rp-wrong-port", "ntc1", "ntrp", bad("PORT-04", "low"), "/SMSReporting_NT1/Report.asp", port=8088),
    web("several-roles-tls", "ntc2", "ntall", ok("MODE-02"), tls=True, as_role="-"),
    web("several-roles-slp", "ntc2", "ntall", ok("MODE-12"), SLP, as_role="SLP"),
    web("several-roles-dp-http", "ntc2", "ntall", bad("MODE-04", "high"), PACKAGE, as_role="DP"),
    web("several-roles-slp-then-mp", "ntc2", "ntall", bad("MODE-02", "high"), [SLP, MPLIST], as_role="MP"),
)

WSUS_STEPS = (
    web("sync-tls", "ntc1", "ntsup", ok("MODE-06"), WSUS, POST, tls=True, port=8531),
    web("sync-tls-ipv6", "ntc2", "ntsup", ok("MODE-06"), WSUS, POST, tls=True, port=8531, six=True),
    web("sync-http", "ntc1", "ntsup", bad("MODE-06", "high"), WSUS, POST, port=8530),
    web("auth-http", "ntc2", "ntsup", bad("MODE-06", "high"), "/SimpleAuthWebService/simpleauth.asmx", POST, port=8530),
    web("selfupdate-http", "ntc1", "ntsup", ok("MODE-06x"), "/selfupdate/wuident.cab", "-A Windows-Update-Agent ",
        port=8530),
    web("content-http", "ntc2", "ntsup", ok("MODE-06x"), "/Content/3F/update.cab", BITS, port=8530),
    web("reporting-http-ipv6", "ntc2", "ntsup", ok("MODE-06x"), "/ReportingWebService/ReportingWebService.asmx", POST,
        port=8530, six=True),
    web("selfupdate-then-sync", "ntc2", "ntsup", bad("MODE-06", "high"), ["/selfupdate/wuident.cab", WSUS], POST,
        port=8530, output="405200"),
    web("tls-on-443", "ntc1", "ntsup", bad("PORT-03", "medium"), WSUS, POST, tls=True),
    web("selfupdate-on-80", "ntc1", "ntsup", bad("PORT-03", "medium"), "/selfupdate/wuident.cab"),
    web("sync-on-80", "ntc2", "ntsup", bad("MODE-06", "high"), WSUS, POST),
)

SHARES = (
    smb("dp-without-bits-smb1", "ntc1", "ntdpsmb", "SMSPKGE$", ok("DP-01"), "-m NT1 "),
    smb("dp-without-bits-smb2", "ntc2", "ntdpsmb", "SMSPKGE$", ok("DP-01"), "-m SMB2_02 "),
    smb("dp-without-bits-smb3", "ntc1", "ntdpsmb", "SMSPKGE$", ok("DP-01"), "-m SMB3 "),
    smb("dp-without-bits-encrypted", "ntc2", "ntdpsmb", "SMSPKGE$", ok("DP-01"), "-m SMB3 --client-protection=encrypt "),
    smb("dp-without-bits-ipv6", "ntc1", "ntdpsmb", "SMSPKGE$", ok("DP-01"), "-m SMB3 --client-protection=sign ",
        six=True),
    smb("dp-without-bits-netbios", "ntc1", "ntdpsmb", "SMSPKGE$", UNTESTED, "-m NT1 ", port=139),
    smb("dp-run-from", "ntc1", "ntdprun", "SMSPKGD$", ok("DP-03")),
    smb("dp-run-from-unknown", "ntc1", "ntdpunk", "SMSPKGD$", unknown("UND-FACT(run_from_dp)")),
    smb("dp-without-reason", "ntc1", "ntdp", "SMSPKGD$", bad("DP-06", "medium")),
    smb("dp-without-reason-smb1", "ntc2", "ntdp", "SMSPKGD$", bad("DP-06", "medium"), "-m NT1 "),
    smb("dp-without-reason-ipv6", "ntc2", "ntdp", "SMSPKGD$", bad("DP-06", "medium"), "-m SMB3 ", six=True),
    smb("dp-device", "ntdev", "ntdp", "SMSPKGD$", bad("MOB-04", "medium")),
    web("fallback-failed-tls", "ntc3", "ntdp", ok("MODE-04"), PACKAGE, "--cacert /dev/null --tls-max 1.2 ", tls=True,
        output="", status=77),
    smb("fallback", "ntc3", "ntdp", "SMSPKGD$", UNTESTED),
    smb("branch", "ntc1", "ntbranch", "SMSPKGD$", ok("BDP-01")),
    smb("branch-guest-ipv6", "ntc2", "ntbranch", "SMSPKGD$", ok("BDP-01"), "-m SMB3 ", six=True, login="-N "),
    smb("branch-device", "ntdev", "ntbranch", "SMSPKGD$", bad("MOB-07", "medium")),
    smb("user-state", "ntc1", "ntsmp", "SMPSTOREE_1A$", ok("SMP-01"), commands="put $LAB/share/ccmsetup/ccmsetup.exe state.mig"),
    smb("user-state-wrong-tree", "ntc1", "ntsmp", "ADMIN$", bad("SMP-01", "medium"), commands="ls"),
    smb("client-source-mp", "ntnew", "ntmp", "SMSClient", ok("PORT-MAN-01"), commands="get ccmsetup/ccmsetup.exe /dev/null"),
    smb("client-source", "ntnew", "ntsrc", "SMSClient", ok("PORT-MAN-01"), "-m NT1 ",
        "get ccmsetup/ccmsetup.exe /dev/null"),
    smb("mp-without-reason", "ntc1", "ntmp", "ADMIN$", bad("PORT-SRC", "medium"), commands="ls"),
    smb("site-server-without-reason", "ntnew", "ntsrv", "SMS_NT1", bad("PORT-SRC", "medium"), commands="ls"),
    raw("slp-refused", "ntc1", "refused", "ntslp", 445, flow("ntslp", 445, "NONE", bad("PORT-SRC", "low")),
        output="refused"),
    smb("server-to-dp", "ntsrv", "ntdp", "SMSPKGD$", UNTESTED, commands="put $LAB/body up.pkg; del up.pkg"),
    smb("mp-to-server", "ntmp", "ntsrv", "SMS_NT1", UNTESTED, "-m NT1 ", "put $LAB/body up.svf; del up.svf"),
    smb("client-to-client", "ntc1", "ntnew", "ADMIN$", free("NC-HOSTS"), commands="ls"),
)

PUSH = (
    step("ping", "ntsrv", f"ping -c 2 -i .1 {v4('ntnew')}",
         flow("ntnew", 0, "ICMP_ECHO", ok("PORT-PUSH-01"), transport="icmp", as_role="-"), output="2 received"),
    step("ping-ipv6", "ntsrv", f"ping -c 1 {v6('ntnew')}",
         flow("ntnew", 0, "ICMP_ECHO", ok("PORT-PUSH-01"), transport="icmp6", six=True, as_role="-"),
         output="1 received"),
    smb("admin-share", "ntsrv", "ntnew", "ADMIN$", ok("PORT-PUSH-02"), "-m NT1 ", PUT, as_role="-"),
    smb("admin-share-ipv6", "ntsrv", "ntnew", "ADMIN$", ok("PORT-PUSH-02"), "-m SMB3 ", "ls", six=True, as_role="-"),
    step("service-pipe", "ntsrv", f"rpcclient -U root%Secret1 {v4('ntnew')} -c srvinfo 2>&1 | tail -1",
         flow("ntnew", 445, "SMB", ok("PORT-PUSH-02"), as_role="-")),
    rpc("rpc", "ntsrv", "ntnew", ok("PORT-PUSH-03"), ok("PORT-PUSH-04"), output="server type"),
    rpc("rpc-signed", "ntsrv", "ntnew", ok("PORT-PUSH-03"), ok("PORT-PUSH-04"), "sign", login="-U root%Secret1 ",
        output="server type"),
    rpc("rpc-sealed", "ntsrv", "ntnew", ok("PORT-PUSH-03"), ok("PORT-PUSH-04"), "seal", "lsaquery",
        login="-U root%Secret1 "),
    rpc("rpc-ipv6", "ntsrv", "ntnew", ok("PORT-PUSH-03"), ok("PORT-PUSH-04"), six=True, output="server type"),
    raw("rpc-datagram", "ntsrv", "udp135", "ntnew", 135,
        flow("ntnew", 135, "RPC", ok("PORT-PUSH-03"), transport="udp", as_role="-")),
    web("new-client-files", "ntnew", "ntmp", ok("MODE-02"), "/CCM_Client/ccmsetup.exe", tls=True),
    web("new-client-files-http", "ntnew", "ntmp", bad("MODE-02", "high"), "/CCM_Client/ccmsetup.exe"),
    smb("other-sites-server", "mxsrv", "ntnew", "ADMIN$", bad("PORT-PUSH-07", "medium"), commands="ls", as_role="-"),
    rpc("other-sites-server-rpc", "mxsrv", "ntnew", bad("PORT-PUSH-07", "medium"), bad("PORT-PUSH-07", "medium")),
    smb("administrator", "admin", "ntnew", "ADMIN$", free("NC-HOSTS"), commands="ls"),
    step("wake-up", "ntsrv", f"wakeonlan -i {NETS['nt1'].v4}.255.255 -p 9 02:14:00:00:10:0b",
         flow(f"{NETS['nt1'].v4}.255.255", 9, "WOL", free(), transport="udp"), output="Sending"),
    step("remote-control", "ntsrv", f"head -c 100 /dev/urandom | timeout 1 nc -q 0 {v4('ntc1')} 2701 | wc -c",
         flow("ntc1", 2701, "REMCTRL", free())),
    rpc("client-to-server-rpc", "ntc1", "ntsrv", free("NC-PROTO"), free("NC-PROTO"), output="server type"),
)

SQL = (
    sql("mp-70", "ntmp", "ntdb", UNTESTED, "7.0"),
    sql("mp-71", "ntmp", "ntdb", UNTESTED, "7.1"),
    sql("site-server-72", "ntsrv", "ntdb", UNTESTED, "7.2"),
    sql("rp-74", "ntrp", "ntdb", UNTESTED, "7.4"),
    sql("site-server-clear", "ntsrv", "ntdb", UNTESTED, "7.2", port=14330),
    sql("site-server-all-encrypted", "ntsrv", "ntdb", UNTESTED, "7.2", port=1533),
    sql("dp-without-reason", "ntdp", "ntdb", UNTESTED, "7.1"),
    sql("client", "ntc1", "ntdb", bad("FW-SQL-01", "high"), "7.1"),
    sql("client-70", "ntc2", "ntdb", bad("FW-SQL-01", "high"), "7.0"),
    sql("client-ipv6", "ntanon", "ntdb", bad("FW-SQL-01", "high"), "7.4", six=True),
)

PXE = (
    step("boot", "bare", "udhcpc -i eth0 -n -q -f -t 4 -T 1 -V PXEClient:Arch:00000:UNDI:002001 -O bootfile -x 0x5d:0000 "
         "-s $LAB/lease.sh 2>&1", flow("255.255.255.255", 67, "PXE", transport="udp"), output="bound"),
    step("boot-file", "bare", f"cd $LAB; tftp {v4('ntpxe')} -m binary -c get SMSBoot/x86/wdsnbp.com /dev/null; "
         "ip addr flush dev eth0", flow("ntpxe", 69, "TFTP", ok("MIND-02"), transport="udp"),
         flow("*", 0, "-", transport="udp")),
    raw("boot-server", "ntc1", "pxe4011", "ntpxe", 4011,
        flow("ntpxe", 4011, "PXE", ok("MIND-02"), transport="udp")),
    raw("boot-server-elsewhere", "ntc2", "pxe4011", "ntdp", 4011,
        flow("ntdp", 4011, "PXE", bad("PXE-01", "medium"), transport="udp")),
)

ROAMING = (
    web("mixed-client-mp-http", "mxin", "ntmp", bad("ROAM-01", "high")),
    web("mixed-client-mp-tls", "mxin", "ntmp", bad("ROAM-01", "medium"), tls=True),
    web("mixed-client-dp-http", "mxin", "ntdp", bad("ROAM-02", "high"), PACKAGE),
    web("mixed-client-dp-tls", "mxin", "ntdp", bad("ROAM-02", "medium"), PACKAGE, tls=True),
    smb("mixed-client-dp-smb", "mxin", "ntdpsmb", "SMSPKGE$", bad("ROAM-02", "medium")),
    smb("mixed-client-branch", "mxin", "ntbranch", "SMSPKGD$", bad("ROAM-02", "medium"), "-m NT1 ", "ls"),
    web("mixed-client-own-mp", "mxin", "mxmp", ok("ROAM-03")),
    web("mixed-client-own-mp-ipv6", "mxin", "mxmp", ok("ROAM-03"), "/ccm_system/request", CCM_POST, six=True),
    web("mixed-client-own-dp", "mxin", "mxdp", ok("ROAM-03"), "/SMS_DP_SMSPKGE$/PKG00007/setup.msi", "-I "),
    web("mixed-client-slp", "mxin", "ntslp", ok("MODE-11"), SLP),
    web("mixed-client-fsp", "mxin", "ntfsp", ok("MODE-09"), FSP, POST),
    web("away-own-mp", "ntaway", "ntmp", ok("ROAM-04"), tls=True),
    web("away-own-mp-http", "ntaway", "ntmp", bad("ROAM-04", "high")),
    web("away-roaming-own-mp", "ntaway2", "ntmp", ok("ROAM-05"), tls=True, six=True),
    web("away-own-dp", "ntaway", "ntdp", ok("ROAM-06"), PACKAGE, BITS + "-r 0-2047 ", tls=True, output="206"),
    web("away-roaming-own-dp", "ntaway2", "ntdp", ok("ROAM-07"), PACKAGE, BITS + "-r 0-2047 ", tls=True, output="206"),
    web("away-roaming-own-dp-http", "ntaway2", "ntdp", bad("ROAM-07", "high"), PACKAGE, BITS + "-r 0-2047 ",
        output="206"),
    web("other-native-client-mp", "nt3c", "ntmp", ok("ROAM-13"), tls=True),
    web("other-native-client-dp-http", "nt3c", "ntdp", bad("ROAM-13", "high"), PACKAGE, "-I "),
    web("home-client-elsewhere", "ntc1", "mxmp", free("NC-NONRESIDENT")),
)


def scenario(name, title, steps, container="pcap", packed=""):
    return Scenario(f"native-{name}", "span0", title, steps, SITE, container, packed)


SCENARIOS = (
    scenario("clients", "clients and the MP, DPs, FSP, SLPs, SMP and RP over HTTP and HTTPS: TLS 1.0 to 1.3, SSLv3, an "
             "SSLv2-format hello, wrong and unticked ports, several roles on one server, IPv6", CLIENTS, "pcapng"),
    scenario("updates", "clients and the SUP on 8530/8531 and beside it", WSUS_STEPS, packed="lz4"),
    scenario("shares", "SMB 1, 2 and 3 (signed, encrypted, NetBIOS, IPv6) to DPs of every kind, the branch DP, the SMP, "
             "the installation sources and to servers that offer clients none", SHARES, "pcapng"),
    scenario("push", "client push: ping, ADMIN$, endpoint mapper and dynamic ports, by the right and the wrong server; "
             "Wake On LAN, remote control", PUSH),
    scenario("sql", "the site database asked by servers and by clients: TDS 7.0 to 7.4, encrypted and not", SQL,
             packed="zst"),
    scenario("pxe", "PXE boot: DHCP, boot server on 4011, TFTP", PXE, packed="gz"),
    scenario("roaming", "clients of the mixed site MX1 inside NT1, clients of NT1 that come from MX1, a client of the "
             "native site NT3", ROAMING, packed="zst"),
)
