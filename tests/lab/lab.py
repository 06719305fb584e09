"""The traffic lab: real servers and clients in network namespaces, captured on mirror ports, with the truth beside.

usage: lab.py run DIR [SCENARIO...]    captures and truth into DIR
       lab.py samples DIR              the scenarios with a site file, packed for committing
       lab.py up | down                leave the lab standing, to look around; remove it
       lab.py exec HOST COMMAND...
Needs root (lab.sh sees to that and to the packages). LAB_WORK is the work folder, LAB_PREFIX names the namespaces.
"""
import os
import shutil
import signal
import subprocess
import sys
import time

import edits
import mixed
import native
import net
import truth
import wire
from samples import write_readme
from services import HERE, Services

WORK = os.environ.get("LAB_WORK", os.path.join(os.getcwd(), "build", "lab", "work"))
SCENARIOS = (*native.SCENARIOS, *mixed.SCENARIOS, *wire.SCENARIOS)
PACKERS = {"gz": ["gzip", "-9nf"], "zst": ["zstd", "-q19f", "--rm"], "lz4": ["lz4", "-q9f", "--rm"]}


class Capture:
    def __init__(self, span, path):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.space("auditor"), "tcpdump", "-i", span, "-s", "0", "-B", "16384",
             "--immediate-mode", "-U", "-n", "-w", path], stderr=subprocess.PIPE, text=True)
        while "listening on" not in (line := self.process.stderr.readline()):
            if not line:
                raise SystemExit("lab: tcpdump did not start")

    def stop(self):
        time.sleep(0.2)
        self.process.send_signal(signal.SIGINT)
        said = " ".join(self.process.stderr.read().split())
        self.process.wait()
        if "0 packets dropped by kernel" not in said:
            print(f"lab: the capture lost frames: {said}")


def environment():
    return {**os.environ, "LAB": WORK, "HERE": HERE, "PY": f"{sys.executable} -W ignore", "LC_ALL": "C"}


def perform(step):
    """Runs one step; returns what went wrong, or an empty text."""
    done = subprocess.run(["ip", "netns", "exec", net.space(step.host), "timeout", "15", "sh", "-c", step.command],
                          env=environment(), cwd=WORK, capture_output=True, text=True, errors="replace")
    said = (done.stdout + done.stderr).strip()
    if done.returncode == step.status and step.output in said:
        return ""
    return f"status {done.returncode}: {said[-300:]}"


def commands(lines):
    for line in lines:
        net.run(["sh", "-c", line.replace("%P", net.PREFIX)])


def record(scenario, folder):
    """One capture and its truth. Returns (flows, failures)."""
    path, timeline, failed = f"{folder}/{scenario.name}.pcap", [], 0
    commands(scenario.before)
    for host, command in scenario.background:
        subprocess.Popen(["ip", "netns", "exec", net.space(host), "timeout", "8", "sh", "-c", command],
                         env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         start_new_session=True)
    time.sleep(1.2 if scenario.background else 0.1)
    capture = Capture(scenario.span, path)
    for step in scenario.steps:
        start, wrong = time.time(), perform(step)
        time.sleep(0.01)
        timeline.append((start, time.time(), step))
        if wrong:
            failed += 1
            print(f"lab: {scenario.name}/{step.name}: {wrong}")
    capture.stop()
    commands(scenario.after)
    rows, strangers = truth.write(scenario, path, timeline, f"{folder}/truth/{scenario.name}.tsv")
    for stranger in strangers:
        print(f"lab: {scenario.name}: no step explains {' '.join(map(str, stranger))}")
    if scenario.edit:
        edits.apply(scenario.edit, path)
    pack(scenario, folder)
    return len(rows), failed + len(strangers)


def pack(scenario, folder):
    path = f"{folder}/{scenario.name}.pcap"
    if scenario.container == "pcapng":
        net.run(["editcap", "-F", "pcapng", path, f"{path}ng"])
        os.remove(path)
        path += "ng"
    if scenario.packed:
        command = PACKERS[scenario.packed] + [path]
        net.run(command + ([f"{path}.{scenario.packed}"] if scenario.packed == "lz4" else []))


def run(folder, scenarios):
    os.makedirs(f"{folder}/truth", exist_ok=True)
    flows = failures = 0
    for scenario in scenarios:
        start = time.time()
        count, failed = record(scenario, folder)
        flows, failures = flows + count, failures + failed
        print(f"{scenario.name:22} {count:4} flows {time.time() - start:5.1f} s", flush=True)
    print(f"{flows} flows in {len(scenarios)} captures, {failures} failures")
    return failures


def standing(action):
    """Runs action inside a fresh lab and removes the lab whatever happens."""
    net.down()
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    services, start = Services(WORK), time.time()
    try:
        net.up()
        services.up()
        print(f"lab: {len(net.SPACES)} namespaces, {len(services.processes)} servers up in {time.time() - start:.1f} s")
        return action()
    finally:
        services.down()
        net.down()


def main(arguments):
    verb, rest = (arguments + ["help"])[0], arguments[1:]
    if verb == "run" and rest:
        wanted = [s for s in SCENARIOS if not rest[1:] or s.name in rest[1:]]
        return standing(lambda: run(rest[0], wanted)) > 0
    if verb == "samples" and rest:
        wanted = [s for s in SCENARIOS if s.site]
        failures = standing(lambda: run(rest[0], wanted))
        write_readme(rest[0], wanted)
        return failures > 0
    if verb == "up":
        os.makedirs(WORK, exist_ok=True)
        net.up()
        Services(WORK).up()
        return 0
    if verb == "down":
        return net.down() or 0
    if verb == "exec" and len(rest) > 1:
        os.execvp("ip", ["ip", "netns", "exec", net.space(rest[0]), *rest[1:]])
    print(__doc__)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
