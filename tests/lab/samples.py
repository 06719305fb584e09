"""Writes samples/README.md from the scenarios and their truth."""
import csv
import os

HEAD = """# Sample captures

Real servers and clients (nginx, Samba, FreeTDS, NSS, dnsmasq, curl and others) made this traffic in the lab of `tests/lab`;
`make lab-samples` makes it anew. The company is made up. It has a native-mode site NT1 (10.20.0.0/16, fd00:20::/64), a
mixed-mode site MX1 (10.30.0.0/16, fd00:30::/64) and neighbours of both. `native-*` were captured on the mirror port of
NT1's switch and go with `native-site.yaml`, `mixed-*` on that of MX1's switch and go with `mixed-site.yaml`:

```
wireaudit replay -c samples/native-site.yaml samples/native-*.pcap*
wireaudit replay -c samples/mixed-site.yaml samples/mixed-*.pcap*
```

`truth/NAME.tsv` says for every flow of a capture which class it has and, where the policy decides it, for which role,
with which verdict and by which rule; `-` is not compared (traffic between servers, for one). `tests/lab/verify.py`
holds a build against it. The numbers below are those of `truth/`: a report counts a few flows more (neighbour discovery)
and a few violations more (those of flows whose verdict is not compared).

| capture | what it shows | flows |
|---|---|---|
"""
FLOWS = """
## Which flows keep which rule, and which break one

A step is a command of the lab; it may make several flows.
"""


def read(folder, scenario):
    with open(f"{folder}/truth/{scenario.name}.tsv", encoding="utf-8") as file:
        file.readline()
        return list(csv.DictReader(file, delimiter="\t"))


def verdicts(rows, verdict):
    """Rule ids in the order in which they come, each with its steps."""
    steps = {}
    for row in rows:
        if row["verdict"] == verdict:
            rule = row["rule"] + (f" {row['severity']}" if verdict == "VIOLATION" else "")
            steps.setdefault(rule, []).append(row["step"])
    return steps


def section(scenario, rows):
    out = [f"\n### {scenario.file}\n\n| verdict | rule | steps |\n|---|---|---|\n"]
    for verdict in ("COMPLIANT", "VIOLATION", "NOT_COVERED", "UNDETERMINABLE"):
        for rule, steps in verdicts(rows, verdict).items():
            out.append(f"| {verdict} | {rule} | {', '.join(dict.fromkeys(steps))} |\n")
    rest = [r["step"] for r in rows if r["verdict"] == "-"]
    if rest:
        out.append(f"| not compared | - | {', '.join(dict.fromkeys(rest))} |\n")
    return "".join(out)


def write_readme(folder, scenarios):
    text, sections = HEAD, FLOWS
    for scenario in scenarios:
        rows = read(folder, scenario)
        bad = sum(r["verdict"] == "VIOLATION" for r in rows)
        text += f"| {scenario.file} | {scenario.title} | {len(rows)}, {bad} violating |\n"
        sections += section(scenario, rows)
    with open(os.path.join(folder, "README.md"), "w", encoding="utf-8") as file:
        file.write(text + sections)
