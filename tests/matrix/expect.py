"""The one record a flow must have, by the generator's knowledge of it; and how a record is held against it."""
from talk import CLIENT, SERVER

SERVICES = {80, 135, 443, 445, 1433}
MANAGEMENT_POINT = {80, 443}  # where site.yaml's server is asked by its clients: what is not known there is said to be so
EVIDENCE = {
    "http": ("method", "path", "host", "agent", "version", "status"),
    "tls": ("version", "sni", "alpn", "subject", "san", "issuer", "client_cert", "alert"),
    "smb": ("dialect", "trees", "pipes", "files", "encrypted"),
    "rpc": ("interfaces", "endpoints"),
    "sql": ("version", "encryption", "user", "app"),
}


def client_is(talk, case, ports):
    """(which side counts as the client, whether that is known): by SYN, by content, else by ports."""
    if case.opened:
        return CLIENT, True
    if talk.class_ != "UNKNOWN" and case.seen - talk.mute:
        return CLIENT, True
    first = case.segments[0].side
    return (CLIENT if ports[SERVER] in SERVICES else first), False


def record(flow):
    """`flow` has talk, case, ports, ends (texts), frames (wire lengths by side), outer."""
    talk, case = flow.talk, flow.case
    client, known = client_is(talk, case, flow.ports)
    named = case.decided and talk.class_ != "UNKNOWN"
    order = (client, 1 - client)
    out = {
        "transport": "tcp", "final": True, "state": case.state, "direction_known": known,
        "class": talk.class_ if named else "UNKNOWN", "basis": "content" if named else "none",
        "client": {"ip": flow.ends[client], "port": flow.ports[client]},
        "server": {"ip": flow.ends[1 - client], "port": flow.ports[1 - client]},
        "packets": [len(flow.frames[side]) for side in order], "bytes": [sum(flow.frames[side]) for side in order],
        "lost": case.lost or None, "one_sided": True if not all(flow.frames) else None, "truncated": None,
        "vlan": flow.outer.get("vlan"), "tunnel": flow.outer.get("tunnel"),
        "detail": talk.detail(case.seen) if named else {},
    }
    if not case.decided and case.lost:
        out["noted"] = "hole"
    if not case.decided and flow.ports[SERVER] in MANAGEMENT_POINT:
        out.update(verdict="UNDETERMINABLE", rule="UND-LOSS")
    return out


def known_evidence(detail):
    """Evidence as far as this test knows its members, so that others may be added."""
    out = {}
    for protocol, members in EVIDENCE.items():
        seen = detail.get(protocol)
        if seen is None:
            continue
        items = seen if isinstance(seen, list) else [seen]
        items = [{k: v for k, v in item.items() if k in members} for item in items]
        out[protocol] = items if isinstance(seen, list) else items[0]
    return {k: v for k, v in out.items() if v}


def differences(expected, seen):
    """Texts: one for each member that is not as expected."""
    out = []
    for key, value in expected.items():
        got = known_evidence(seen.get(key, {})) if key == "detail" else seen.get(key)
        if key == "noted":
            got = value if value in seen.get("notes", ()) else seen.get("notes")
        if got != value:
            out.append(f"{key}: expected {value}, seen {got}")
    return out
