"""history.jsonl: one line per changed field, and what a revision changed, told both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.store.records import RECORDS, ClientFile, sort_records, to_row

Path = tuple[str, ...]

KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "use_cases": ("kpi_id", "respondent"),
    "criteria": ("kpi_id", "system", "link", "criterion", "respondent"),
    "reported": ("kpi_id", "period_start", "period_end"),
}
DATE_FIELDS = ("until", "evidence_on", "received_on", "period_start", "period_end")


@dataclass(frozen=True)
class HistoryLine:
    """One field that one revision changed; old or new is None where it was or became unset.

    ``field``: the path, parts joined by a slash (a slash inside a part is %2F). ``undoes``: the
    revision that this one took back.
    """

    revision: int
    at: str | None
    who: str
    field: str
    old: Any
    new: Any
    undoes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return every field; ``undoes`` only where it takes a revision back."""
        row = asdict(self)
        return row if self.undoes is not None else {n: v for n, v in row.items() if n != "undoes"}


def to_fields(client_file: ClientFile) -> dict[str, Any]:
    """Return every set field of the file by its path."""
    found: dict[Path, Any] = {}
    for key, value in client_file.profile.items():
        found |= _to_leaves(("profile", key), value)
    for section in RECORDS:
        for record in getattr(client_file, section):
            row = to_row(record)
            plain = {n: v for n, v in row.items() if n not in KEY_FIELDS[section]}
            found |= {(section, *record.key, name): value for name, value in plain.items()}
    return {_to_text(path): value for path, value in found.items()}


def _to_leaves(path: Path, value: Any) -> dict[Path, Any]:
    if not isinstance(value, dict):
        return {path: value}
    leaves: dict[Path, Any] = {}
    for name, inner in value.items():
        leaves |= _to_leaves((*path, name), inner)
    return leaves


def from_fields(client_file: ClientFile, found: Mapping[str, Any]) -> ClientFile:
    """Return the file that holds exactly these fields; the opposite of to_fields."""
    profile: dict[str, Any] = {}
    rows: dict[str, dict[Path, dict[str, Any]]] = {section: {} for section in RECORDS}
    for text, value in found.items():
        section, *path = split_field(text)
        if section == "profile":
            inner = profile
            for name in path[:-1]:
                inner = inner.setdefault(name, {})
            inner[path[-1]] = value
        else:
            rows[section].setdefault(tuple(path[:-1]), {})[path[-1]] = value
    sections = {s: sort_records(_to_record(s, k, r) for k, r in rows[s].items()) for s in RECORDS}
    header = (client_file.client, client_file.revision, client_file.schema_version)
    return ClientFile(*header, profile=profile, **sections)


def _to_record(section: str, key: Path, row: Mapping[str, Any]) -> Any:
    if section == "criteria":
        kind, _, name = key[0].partition(":")
        scope = {"kpi_id": name if kind == "kpi" else None}
        scope["system"] = name if kind == "system" else None
        named = scope | dict(zip(("link", "criterion", "respondent"), key[1:], strict=True))
    else:
        named = dict(zip(KEY_FIELDS[section], key, strict=True))
    whole = {name: value for name, value in (named | dict(row)).items() if value not in (None, "")}
    days = {n: date.fromisoformat(v) if n in DATE_FIELDS else v for n, v in whole.items()}
    return RECORDS[section](**days)


def _to_text(path: Path) -> str:
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in path)


def split_field(text: str) -> Path:
    """Return the parts of a field's path as the history writes it."""
    return tuple(part.replace("%2F", "/").replace("%25", "%") for part in text.split("/"))


def to_lines(
    old: ClientFile, new: ClientFile, *, who: str, at: str | None, undoes: int | None = None
) -> list[HistoryLine]:
    """Return what changed from one file to the next, sorted by field."""
    before, after = to_fields(old), to_fields(new)
    changed = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    return [
        HistoryLine(new.revision, at, who, name, before.get(name), after.get(name), undoes)
        for name in changed
    ]


def to_history_text(lines: list[HistoryLine]) -> str:
    """Return the lines as JSON, one a line."""
    rows = [line.to_json() for line in lines]
    return "".join(json.dumps(r, ensure_ascii=False, allow_nan=False) + "\n" for r in rows)


def parse_history(text: str, newest: int) -> list[HistoryLine]:
    """Return the lines up to a revision: a torn last line and unfinished saves are left out.

    Raises ClientDataError for any other line that cannot be read.
    """
    whole, _, _ = text.rpartition("\n")
    names = {field.name for field in fields(HistoryLine)}
    found = []
    for number, line in enumerate(whole.split("\n") if whole else [], start=1):
        try:
            row = json.loads(line)
            found.append(HistoryLine(**{name: row[name] for name in names & row.keys()}))
        except (ValueError, TypeError, AttributeError) as error:
            raise ClientDataError(
                "this line of the history cannot be read", file="history.jsonl",
                place=f"line {number}", next="mend or remove the line; the answers are not touched",
            ) from error  # fmt: skip
    return [line for line in found if line.revision <= newest]


def cut_unfinished(text: str, newest: int) -> str:
    """Return the history without the tail of a save that never finished."""
    whole, _, _ = text.rpartition("\n")
    lines = whole.split("\n") if whole else []
    while lines and _revision_of(lines[-1]) > newest:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _revision_of(line: str) -> int:
    try:
        return int(json.loads(line)["revision"])
    except (ValueError, TypeError, KeyError):
        return 0


def take_back(current: ClientFile, lines: list[HistoryLine]) -> tuple[ClientFile, int]:
    """Return the file as before its newest revision not yet undone, and that revision.

    Undoing again steps further back. Raises ClientDataError when there is nothing to undo, or
    when a field no longer holds what that revision left.
    """
    undone = {line.undoes for line in lines}
    open_revisions = [
        ln.revision for ln in lines if ln.undoes is None and ln.revision not in undone
    ]
    target = max(open_revisions, default=1)
    if target <= 1:
        raise ClientDataError("there is nothing to undo", file=current.client)
    return _reverse(current, lines, target), target


def put_back(current: ClientFile, lines: list[HistoryLine]) -> ClientFile:
    """Return the file as before the step back that its newest revision took.

    Raises ClientDataError where the newest revision took nothing back.
    """
    newest = max((line.revision for line in lines), default=0)
    if not any(line.revision == newest and line.undoes is not None for line in lines):
        raise ClientDataError(
            "there is nothing to put back", file=current.client,
            wanted="a change that was taken back by the last save",
        )  # fmt: skip
    return _reverse(current, lines, newest)


def _reverse(current: ClientFile, lines: list[HistoryLine], revision: int) -> ClientFile:
    found = to_fields(current)
    for line in (line for line in lines if line.revision == revision):
        if found.get(line.field) != line.new:
            raise ClientDataError(
                f"revision {revision} cannot be undone: the file was changed outside the program",
                file=current.client, place=line.field,
                next="set the field by hand; history.jsonl holds what it was",
            )  # fmt: skip
        if line.old is None:
            found.pop(line.field, None)
        else:
            found[line.field] = line.old
    return from_fields(current, found)
