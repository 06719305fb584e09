"""What a conversation is: its PDUs in order, and what a reader may know of it from the ones that were seen."""
import dataclasses
import typing

CLIENT, SERVER = 0, 1


@dataclasses.dataclass(frozen=True)
class Talk:
    """`detail(seen)` is the evidence when the PDUs with these indices are whole, in the record's form, or {}.

    `middle` are the PDUs a capture begins with that comes late: one of the client, one of the server.
    `mute` is the set of PDUs that do not tell whose they are: either side may have sent them.
    """
    name: str
    class_: str
    pdus: tuple[tuple[int, bytes], ...]
    middle: tuple[int, int]
    detail: typing.Callable[[frozenset[int]], dict] = lambda seen: {}
    mute: frozenset[int] = frozenset()

    def of(self, side):
        return [i for i, (whose, _) in enumerate(self.pdus) if whose == side]


def where(seen, *pairs):
    """A dict of those (PDU, key, value) whose PDU was seen; the last one of a key counts."""
    return {key: value for pdu, key, value in pairs if pdu in seen}
