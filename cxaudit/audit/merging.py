"""A workbook's answers against the audit's: what each changed since the workbook was made."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from cxaudit.store import ClientFile, HistoryLine, apply_settings
from cxaudit.store.records import RECORDS, Record, sort_records, to_row

Keep = Literal["workbook", "audit", "both"]
KEEPS = ("workbook", "audit", "both")
Key = tuple[str, ...]
PROFILE = "profile"
NOTHING = "nothing"
SHOWN_FIELDS = 2


@dataclass(frozen=True)
class Said:
    """One part as the workbook has it: a record or a setting, None where it says nothing.

    ``text``: a setting as typed. ``place``: the sheet and cell.
    """

    value: Any
    place: str
    text: str = ""


@dataclass(frozen=True)
class Merged:
    """The file with the workbook's changes in it, how many there were, and what is disputed.

    ``conflicts``: where workbook and audit both changed a part, each differently.
    """

    file: ClientFile
    added: int = 0
    changed: int = 0
    removed: int = 0
    conflicts: tuple[str, ...] = ()


def to_parts(file: ClientFile) -> dict[Key, Any]:
    """Return every setting and every record of a client's file by its key."""
    parts: dict[Key, Any] = {}
    for key, value in file.profile.items():
        parts |= _flatten(key, value)
    for section in RECORDS:
        parts |= {(section, *record.key): record for record in getattr(file, section)}
    return parts


def _flatten(key: str, value: Any) -> dict[Key, Any]:
    if not isinstance(value, dict):
        return {(PROFILE, key): to_compared(key, value)}
    found: dict[Key, Any] = {}
    for name, inner in value.items():
        found |= _flatten(f"{key}.{name}", inner)
    return found


def to_compared(key: str, value: Any) -> Any:
    """Return a setting as it is compared: the order of a system's kinds of data says nothing."""
    return (
        sorted(value) if value and key.startswith("systems.") and isinstance(value, list) else value
    )


def merge(
    current: ClientFile, base: ClientFile, said: Mapping[Key, Said], shown: Collection[str], *,
    kpi_ids: Collection[str], figure_ids: Collection[str] = (), keep: Keep | None = None,
    newer: Sequence[HistoryLine] = (), beside: str = "the workbook",
) -> Merged:  # fmt: skip
    """Return the current file with what the workbook changed since ``base``.

    A part that only the audit changed stays as the audit has it; one that only the workbook
    changed is taken, and one that was cleared there is taken out. ``shown``: the lists whose
    sheets are in the workbook, so that a part which is missing there was cleared, unless it is
    about a figure that the model no longer knows (``figure_ids``). ``keep`` settles what both
    changed; without it such a part is a conflict and nothing of it is taken. With "both" the
    workbook's answer stands beside the audit's under the name ``beside``, a range until somebody
    settles it; what is no answer of a person stays a conflict. ``newer``: the history since the
    base, to say who changed what. Raises ClientDataError where settings then contradict.
    """
    before, now = to_parts(base), to_parts(current)
    cleared = {
        key for key, part in before.items()
        if key[0] in shown and key not in said and _is_known(part, figure_ids or kpi_ids)
    }  # fmt: skip
    taken: dict[Key, Said] = {}
    conflicts = []
    for key in [*said, *sorted(cleared)]:
        part = said.get(key) or Said(None, "")
        old, have = before.get(key), now.get(key)
        if is_same(part.value, old) or is_same(part.value, have):
            continue
        if is_same(have, old) or keep == "workbook":
            taken[key] = part
        elif keep == "both" and _is_persons(part.value, have):
            other = replace(part.value, respondent=_to_second(part.value.respondent, beside))
            taken[key[0], *other.key] = Said(other, part.place)
        elif keep != "audit":
            conflicts.append(_to_conflict(key, part, have, newer))
    new = [key for key, part in taken.items() if part.value is not None and key not in now]
    gone = [key for key, part in taken.items() if part.value is None]
    changed = len(taken) - len(new) - len(gone)
    file = _apply(current, taken, kpi_ids)
    return Merged(file, len(new), changed, len(gone), tuple(conflicts))


def _is_persons(mine: Any, theirs: Any) -> bool:
    """Tell whether two answers of persons can stand side by side."""
    return all(hasattr(one, "respondent") for one in (mine, theirs))


def _to_second(respondent: str | None, beside: str) -> str:
    """Return under whose name the second answer of one person, or of nobody, stands."""
    return f"{respondent} ({beside})" if respondent else beside


def _is_known(part: Any, figure_ids: Collection[str]) -> bool:
    return part.kpi_id is None or part.kpi_id in figure_ids


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two parts say the same; numbers to the digits that a workbook keeps."""
    if isinstance(one, float) and isinstance(other, int | float) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=1e-14, abs_tol=0)
    if is_dataclass(one) and is_dataclass(other) and type(one) is type(other):
        return all(is_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


def _apply(current: ClientFile, taken: Mapping[Key, Said], kpi_ids: Collection[str]) -> ClientFile:
    pairs = [(key[1], part.text) for key, part in taken.items() if key[0] == PROFILE]
    profile = apply_settings(current.profile, pairs, kpi_ids) if pairs else current.profile
    sections = {}
    for section in RECORDS:
        own: dict[Key, Record | None] = {r.key: r for r in getattr(current, section)}
        own |= {key[1:]: part.value for key, part in taken.items() if key[0] == section}
        sections[section] = sort_records(r for r in own.values() if r is not None)
    return replace(current, profile=profile, **sections)


def _to_conflict(key: Key, part: Said, have: Any, newer: Sequence[HistoryLine]) -> str:
    """Return what workbook and audit each say of a part, and who changed it in the audit."""
    mine, theirs = _tell(part.value, have), _tell(have, part.value)
    about = " ".join(name for name in key[1:] if name)
    path = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in key)
    paths = (path, path.replace(".", "/"))
    lines = [line for line in newer if line.field in paths or line.field.startswith(f"{path}/")]
    who = f" ({lines[-1].who or 'somebody'}, revision {lines[-1].revision})" if lines else ""
    return f"{part.place or about}: the workbook says {mine}, the audit now says {theirs}{who}"


def _tell(one: Any, other: Any) -> str:
    if one is None:
        return NOTHING
    if not is_dataclass(one):
        return ", ".join(map(str, one)) if isinstance(one, list) else str(one)
    own, others = to_row(one, complete=True), to_row(other, complete=True) if other else {}
    named = [f"{n.replace('_', ' ')} {_say(v)}" for n, v in own.items() if v != others.get(n)]
    return ", ".join(named[:SHOWN_FIELDS])


def _say(value: Any) -> str:
    return NOTHING if value is None else f'"{str(value)[:40]}"'
