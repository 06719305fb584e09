"""Starts the real servers of the lab, each in its own namespace with its own directories."""
import os
import subprocess
import sys
import time

import net
from hosts import HOSTS, NETS, fqdn, v4, v6

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = "Secret1"
SAMBA_DIRS = ("lock", "state", "cache", "private", "pid", "ncalrpc")

LOCATIONS = r"""
  location /ccm_system { default_type text/plain; return 200 "--aAbBcCdDv1234567890VxXyYzZ\r\n\r\nOK\r\n"; }
  location /ccm_incoming { return 200; }
  location /SMS_MP/ { default_type text/xml; return 200 "<MPList><MP Name=\"MP\" FQDN=\"mp\"/></MPList>"; }
  location /SMS_SLP/ { default_type text/xml; return 200 "<SLP><SiteCode>NT1</SiteCode></SLP>"; }
  location /SMS_FSP/ { return 200; }
  location /SMSSMP/ { default_type text/xml; return 200 "<SMPResponse/>"; }
  location ~ ^/SMSReporting_ { default_type text/html; return 200 "<html>report</html>"; }
  location ~ ^/(ClientWebService|SimpleAuthWebService|ReportingWebService)/ {
    default_type text/xml; return 200 "<soap:Envelope/>"; }
  location / { dav_methods PUT DELETE MKCOL; dav_ext_methods PROPFIND OPTIONS; client_max_body_size 20m; }
"""
NGINX = """load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
user root; daemon off; master_process off; worker_processes 1; pid {dir}/pid; error_log {dir}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off; root {work}/www; keepalive_timeout 5;
  proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
  client_body_temp_path {dir}/b;
  ssl_certificate {work}/pki/{cert}.pem; ssl_certificate_key {work}/pki/server.key;
  ssl_client_certificate {work}/pki/ca.pem; ssl_verify_client optional;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0;
  server {{ {listen} {locations} }}
}}
"""
SAMBA = """[global]
 netbios name = {name}
 workgroup = CORP
 server role = standalone server
 {dirs}
 log file = {dir}/log.%m
 log level = 0
 server min protocol = NT1
 ntlm auth = yes
 map to guest = Bad User
 load printers = no
 printcap name = /dev/null
 interfaces = eth0 lo
 {rpc}
"""
SHARE = """[{share}]
 path = {work}/share
 guest ok = yes
 read only = no
"""


class Services:
    def __init__(self, work):
        self.work = work
        self.processes = []

    def spawn(self, host, *command):
        with open(f"{self.work}/log/{host}-{os.path.basename(command[0])}", "ab") as log:
            self.processes.append(subprocess.Popen(
                ["ip", "netns", "exec", net.space(host), *command], stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, cwd=self.work))

    def python(self, host, script, *arguments):
        self.spawn(host, sys.executable, "-W", "ignore", f"{HERE}/{script}", *arguments)

    def folder(self, name):
        path = f"{self.work}/{name}"
        os.makedirs(path, exist_ok=True)
        return path

    def write(self, name, text):
        with open(f"{self.work}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        return f"{self.work}/{name}"

    def web(self, host, http, https, http2=()):
        folder = self.folder(f"nginx-{host}-{min(http + https)}")
        listen = "".join(f"listen {p}{s}; listen [::]:{p}{s}; " for ports, s in
                         ((http, ""), (https, " ssl http2"), (http2, " http2")) for p in ports)
        config = self.write(f"{os.path.basename(folder)}/conf",
                            NGINX.format(dir=folder, work=self.work, listen=listen, locations=LOCATIONS,
                                         cert=host if https and HOSTS[host].https else "client"))
        self.spawn(host, "nginx", "-p", folder, "-e", f"{folder}/error.log", "-c", config)

    def samba_config(self, host):
        folder = self.folder(f"samba-{host.name}")
        for name in SAMBA_DIRS:
            self.folder(f"samba-{host.name}/{name}")
        dirs = "\n ".join([f"{n} directory = {folder}/{n}" for n in ("lock", "state", "cache", "pid")]
                          + [f"private dir = {folder}/private", f"ncalrpc dir = {folder}/ncalrpc"])
        rpc = "rpc start on demand helpers = no" if host.rpc else ""
        text = SAMBA.format(name=host.name.upper(), dirs=dirs, dir=folder, rpc=rpc)
        text += "".join(SHARE.format(share=s, work=self.work) for s in host.shares)
        return self.write(f"samba-{host.name}/smb.conf", text)

    def samba(self):
        hosts = [h for h in HOSTS.values() if h.shares]
        configs = {h.name: self.samba_config(h) for h in hosts}
        adding = [subprocess.Popen(["smbpasswd", "-c", c, "-L", "-s", "-a", "root"], stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                  for c in configs.values()]
        for process in adding:
            process.communicate(f"{PASSWORD}\n{PASSWORD}\n".encode())
        for name, config in configs.items():
            self.spawn(name, "smbd", "-F", "--no-process-group", "-s", config)
        for host in (h for h in hosts if h.rpc):
            self.wait(host.name, 445)
            self.spawn(host.name, "/usr/libexec/samba/samba-dcerpcd", "--libexec-rpcds", "-F",
                       "--no-process-group", "-s", configs[host.name])

    def sql(self, host, port, encryption):
        self.python(host, "tds_server.py", "::", str(port), encryption, f"{self.work}/pki/{host}.pem",
                    f"{self.work}/pki/server.key")

    def pxe(self):
        prefix = NETS["nt1"].v4
        self.spawn("ntpxe", "dnsmasq", "-k", "-C", "/dev/null", "--port=0", "--no-ping", "--interface=eth0",
                   f"--dhcp-range={prefix}.200.1,{prefix}.200.20,5m", "--dhcp-boot=SMSBoot/x86/wdsnbp.com",
                   "--enable-tftp", f"--tftp-root={self.work}/tftp", f"--dhcp-leasefile={self.work}/leases",
                   f"--pid-file={self.work}/dnsmasq.pid", "--user=root", "--log-facility=-",
                   "--pxe-service=x86PC,Boot,SMSBoot/x86/wdsnbp")

    def toys(self):
        for kind, port in (("banner:SSH-2.0-OpenSSH_5.1", 443), ("banner:220 ftp ready", 445),
                           ("banner:220 mail ESMTP", 8530), ("banner:* OK IMAP4", 1433), ("random", 135),
                           ("reset", 8082), ("silent", 8083), ("http10", 8000)):
            self.python("nttoy", "toy_servers.py", kind, "::", str(port))
        self.python("ntc1", "toy_servers.py", "random", "::", "2701")
        self.python("ntc1", "toy_servers.py", "echo", "::", "2702")
        self.web("nttoy", (80, 2443), (81, 4450), http2=(8081,))
        self.web("ntproxy", (135, 445, 1433, 8443), (3389,))
        config = self.write("tinyproxy.conf", f"Port 8888\nListen {v4('ntproxy')}\nTimeout 30\nMaxClients 20\n"
                            f"Allow {NETS['nt1'].v4}.0.0/16\nConnectPort 443\nLogLevel Warning\n"
                            f"PidFile \"{self.work}/tinyproxy.pid\"\n")
        self.spawn("ntproxy", "tinyproxy", "-d", "-c", config)

    def up(self):
        for name in ("log", "pki"):
            self.folder(name)
        certificates(self.work)
        contents(self)
        for host in HOSTS.values():
            if host.http or host.https:
                self.web(host.name, host.http, host.https)
        self.samba()
        self.sql("ntdb", 1433, "off")
        self.sql("ntdb", 14330, "notsup")
        self.sql("ntdb", 1533, "req")
        self.sql("ntdb", 443, "notsup")
        self.sql("mxdb", 1433, "off")
        self.pxe()
        self.spawn("ntdpold", "selfserv", "-d", f"{self.work}/pki/nss", "-n", "server", "-p", "443",
                   "-V", "ssl3:tls1.2", "-v")
        self.toys()
        for host in HOSTS.values():
            self.wait(host.name, *host.http, *host.https, *((445, 139) if host.shares else ()),
                      *((135, 49152) if host.rpc else ()))
        self.wait("ntdb", 443, 1433, 1533, 14330)
        self.wait("mxdb", 1433)
        self.wait("ntdpold", 443)
        self.wait("nttoy", 80, 81, 135, 443, 445, 1433, 8000, 8081, 8082, 8083, 8530)
        self.wait("ntc1", 2701, 2702)
        self.wait("ntproxy", 135, 445, 1433, 3389, 8443, 8888)

    @staticmethod
    def wait(host, *ports, seconds=20):
        end = time.time() + seconds
        while ports and time.time() < end:
            words = net.inside(host, "ss", "-Hltn").stdout.split()
            ports = [p for p in ports if not any(w.endswith(f":{p}") for w in words)]
            if ports:
                time.sleep(0.05)
        if ports:
            raise SystemExit(f"lab: {host} does not listen on {ports}")

    def down(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()


def certificates(work):
    script = f"""set -e; cd {work}/pki
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj "/CN=Corp Root CA"
    openssl genrsa -out server.key 2048
    issue() {{ openssl req -x509 -CA ca.pem -CAkey ca.key -key server.key -out $1.pem \\
        -days 3650 -subj "/O=Corp/CN=$1.corp.example" -addext "subjectAltName=$2" -addext "extendedKeyUsage=$3"; }}
    issue client DNS:client.corp.example clientAuth
    """
    for host in (h for h in HOSTS.values() if h.https or "SITE_DB" in h.roles or h.name == "ntdpold"):
        names = f"DNS:{fqdn(host.name)},IP:{v4(host.name)},IP:{v6(host.name)}"
        script += f"issue {host.name} {names} serverAuth &\n"
    script += """wait
    openssl pkcs12 -export -in ntdpold.pem -inkey server.key -certfile ca.pem -out old.p12 -passout pass: -name server
    mkdir -p nss; certutil -N -d nss --empty-password
    pk12util -i old.p12 -d nss -W ""; certutil -A -d nss -n ca -t CT,, -i ca.pem"""
    net.run(["sh", "-c", script])


def contents(services):
    """Package files. They do not compress: captures stay as large as the traffic they show."""
    package, big = noise(16000), noise(300000)
    for share in ("SMS_DP_SMSPKGD$", "SMS_DP_SMSPKGE$", "NOCERT_SMS_DP_SMSPKGD$"):
        services.folder(f"www/{share}/PKG00007")
        save(f"{services.work}/www/{share}/PKG00007/setup.msi", package)
    for name in ("www/selfupdate", "www/Content/3F", "www/CCM_Client", "share/PKG00007", "share/ccmsetup",
                 "tftp/SMSBoot/x86"):
        services.folder(name)
    for name in ("share", "share/PKG00007", "share/ccmsetup"):
        os.chmod(f"{services.work}/{name}", 0o777)
    save(f"{services.work}/www/selfupdate/wuident.cab", package[:3000])
    save(f"{services.work}/www/Content/3F/update.cab", package)
    save(f"{services.work}/www/big.cab", big)
    save(f"{services.work}/www/CCM_Client/ccmsetup.exe", package[:8000])
    save(f"{services.work}/www/index.html", b"<html>IIS7</html>")
    save(f"{services.work}/share/PKG00007/setup.msi", package)
    save(f"{services.work}/share/big.msi", big)
    save(f"{services.work}/share/ccmsetup/ccmsetup.exe", package[:8000])
    save(f"{services.work}/tftp/SMSBoot/x86/wdsnbp.com", package[:8000])
    services.write("lease.sh", '#!/bin/sh\n[ "$1" = bound ] && ip addr add $ip/16 dev $interface && echo bound\ntrue\n')
    os.chmod(f"{services.work}/lease.sh", 0o755)
    services.write("freetds.conf", "".join(f"[{n}6]\n host = {v6(n)}\n port = 1433\n" for n in ("ntdb", "mxdb")))
    save(f"{services.work}/body", b"<Envelope><Body/></Envelope>" * 4)


def noise(size):
    value, out = 1, bytearray()
    while len(out) < size:
        value = (value * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
        out += (value >> 32).to_bytes(4, "little")
    return bytes(out[:size])


def save(path, data):
    with open(path, "wb") as file:
        file.write(data)
