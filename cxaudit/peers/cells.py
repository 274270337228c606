"""How a vintage falls into cells that readers may see, and when two cells are too much alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cxaudit.peers.rows import PeerRow

Group = list[PeerRow]
Groups = dict[str, Group]
Members = Mapping[str, str]
"""Of one cell: each firm under a name that lasts over vintages, and a digest of what it says."""

LEAST_FIRMS = 6
LEAST_IN_PART = LEAST_FIRMS + 1
"""So that each firm of a part has six others in it."""
LEAST_DIFFERENCE = 5
ALL, REST = "all", "other"


def to_groups(rows: Iterable[PeerRow]) -> Groups:
    """Return the rows by ultimate parent: subsidiaries are one firm and have one vote."""
    groups: Groups = {}
    for row in sorted(rows, key=lambda row: (row.parent, row.contributor)):
        groups.setdefault(row.parent, []).append(row)
    return groups


def to_parts(groups: Groups, dimension: str | None) -> dict[str, Groups]:
    """Return the cells of one KPI in one vintage by rung; no firm stands in two of them.

    Rungs are ``dimension=value``, the rest together as ``dimension=other``. Where a part would
    be too small the whole stays one cell, ``all`` (D6): who could see both a part and the whole
    would learn of the rest. A group whose firms differ in the dimension belongs to the rest.
    """
    if dimension is None:
        return {ALL: groups}
    parts: dict[str, Groups] = {}
    for parent, members in groups.items():
        values = {getattr(row, dimension) for row in members}
        value = values.pop() if len(values) == 1 else ""
        parts.setdefault(value or REST, {})[parent] = members
    small = [v for v, part in parts.items() if v == REST or len(part) < LEAST_IN_PART]
    rest = {parent: group for value in small for parent, group in parts.pop(value).items()}
    if rest:
        parts[REST] = rest
    if len(parts) < 2 or any(len(part) < LEAST_IN_PART for part in parts.values()):
        return {ALL: groups}
    return {f"{dimension}={value}": part for value, part in parts.items()}


def count_changed(one: Members, other: Members) -> int:
    """Return how many firms joined, left or said something else between two cells."""
    return sum(one.get(firm) != other.get(firm) for firm in {*one, *other})


def count_moved(one: Members, other: Members) -> int:
    """Return how many firms joined or left between two cells, whatever the others say now."""
    return len(set(one) ^ set(other))


def is_too_alike(one: Members, other: Members) -> bool:
    """Tell whether two shown cells would let a reader work out few firms by their difference.

    They may be equal, or differ by at least five firms (D5 over vintages, D7 within one): in who
    is in them, since the others' figures move little from quarter to quarter, and in what is
    said. A cell of too few firms is never shown, and so tells nothing.
    """
    if min(len(one), len(other)) < LEAST_FIRMS:
        return False
    counts = count_moved(one, other), count_changed(one, other)
    return any(0 < count < LEAST_DIFFERENCE for count in counts)
