"""Namespaces, switches with a mirror port each, and the router between them."""
import os
import subprocess
import time

from hosts import HOSTS, NETS, v4, v6

PREFIX = os.environ.get("LAB_PREFIX", "wal")
QUIET = "ethtool -K {} tx off tso off gso off gro off >/dev/null; "
NO_V6 = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; "
SPACES = ["sw", "auditor", "core", *HOSTS]


def space(name):
    return f"{PREFIX}-{name}"


def run(command, text=None, check=True):
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    if check and done.returncode:
        raise SystemExit(f"lab: {' '.join(command)} failed\n{done.stdout}{done.stderr}")
    return done


def inside(name, *command, **options):
    return run(["ip", "netns", "exec", space(name), *command], **options)


def shell(name, script):
    return inside(name, "sh", "-c", script)


def switch_port(host, device="eth0"):
    return f"p-{host}" if device == "eth0" else f"p-{host}-{device}"


def cable(host, device, net):
    """Lines for `ip -batch` and `tc -batch` in the switch: a port, and its mirror when the net has one."""
    port = switch_port(host, device)
    links = [f"link add {port} type veth peer name {device} netns {space(host)}",
             f"link set {port} master b-{net}", f"link set {port} up"]
    mirror = []
    if NETS[net].span:
        mirror = [f"qdisc add dev {port} clsact",
                  f"filter add dev {port} ingress protocol all pref 1 u32 match u32 0 0 "
                  f"action mirred egress mirror dev m-{net}"]
    return links, mirror


def up():
    run(["ip", "-batch", "-"], "".join(f"netns add {space(n)}\n" for n in SPACES))
    links, mirrors = ["link set lo up"], []
    for name, net in NETS.items():
        links.append(f"link add b-{name} type bridge stp_state 0 mcast_snooping 0 forward_delay 0")
        if net.span:
            links += [f"link add m-{name} type veth peer name {net.span} netns {space('auditor')}",
                      f"link set m-{name} up"]
    cables = [(h.name, "eth0", h.net) for h in HOSTS.values()]
    cables += [("core", f"eth{i}", name) for i, name in enumerate(NETS)]
    for host, device, net in cables:
        more = cable(host, device, net)
        links += more[0]
        mirrors += more[1]
    links += [f"link set b-{name} up" for name in NETS]
    shell("sw", NO_V6)
    run(["ip", "-n", space("sw"), "-batch", "-"], "\n".join(links) + "\n")
    run(["tc", "-n", space("sw"), "-batch", "-"], "\n".join(mirrors) + "\n")
    shell("sw", "".join(QUIET.format(switch_port(h, d)) for h, d, _ in cables))
    spans = [n.span for n in NETS.values() if n.span]
    shell("auditor", NO_V6 + "".join(f"ip link set {s} promisc on up; " + QUIET.format(s) for s in spans))
    core = "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; "
    for i, net in enumerate(NETS.values()):
        core += QUIET.format(f"eth{i}") + f"ip link set eth{i} up; ip addr add {net.v4}.0.1/16 dev eth{i}; "
        core += f"ip addr add {net.v6}::1/64 dev eth{i} nodad; "
    shell("core", core)
    for host in HOSTS.values():
        plug(host)


def plug(host):
    net = NETS[host.net]
    script = "ip link set lo up; sysctl -qw net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.accept_ra=0 " \
             "net.ipv6.conf.eth0.router_solicitations=0; " + QUIET.format("eth0")
    if not host.suffix:
        return shell(host.name, script + "ip link set eth0 up")
    high, low = (int(x) for x in host.suffix.split("."))
    mac = f"02:{int(net.v4.split('.')[1]):02x}:00:00:{high:02x}:{low:02x}"
    script += f"ip link set eth0 address {mac} up; ip addr add {v4(host.name)}/16 brd + dev eth0; " \
              f"ip addr add {v6(host.name)}/64 dev eth0 nodad; " \
              f"ip route add default via {net.v4}.0.1; ip -6 route add default via {net.v6}::1"
    return shell(host.name, script)


def down():
    """Ends what still runs inside our namespaces, and only there; then removes them."""
    have = [line.split()[0] for line in run(["ip", "netns", "list"]).stdout.splitlines() if line]
    ours = [space(n) for n in SPACES if space(n) in have]
    for signal in ("-TERM", "-KILL"):
        pids = [p for n in ours for p in run(["ip", "netns", "pids", n], check=False).stdout.split()]
        if not pids:
            break
        run(["kill", signal, *pids], check=False)
        time.sleep(0.3)
    if ours:
        run(["ip", "-batch", "-"], "".join(f"netns delete {n}\n" for n in ours))
