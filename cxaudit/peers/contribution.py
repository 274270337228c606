"""One firm's contribution to one vintage: what the file holds, and what is refused at the door."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cxaudit.disk import to_json_text
from cxaudit.errors import ClientDataError
from cxaudit.peers.identity import HASH
from cxaudit.peers.pool import LISTED_FAULTS, NUMBERS, Limits, find_faults
from cxaudit.peers.rows import DIMENSIONS
from cxaudit.period import add_months, parse_period
from cxaudit.wording import show_count

VINTAGE = re.compile(r"20\d\d-Q[1-4]")
KEY_ID = re.compile(r"[0-9a-f]{8}")
LARGEST_FILE = 1024 * 1024
MOST = 1e15
OLDEST_MONTHS = 18
"""Data older than that at the end of a vintage would close its cells for all too soon (D11)."""
PLACEHOLDER = {"contributor": "0" * 16, "parent": "0" * 16, "invented": "false"}


@dataclass(frozen=True)
class ContributedRow:
    """One figure as it is shared: no name, no text, no date but the period's."""

    kpi_id: str
    variant: str
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    high: float | None
    period: str
    size_band: str | None
    segment: str | None
    region: str | None
    assessor: str

    def to_json(self) -> dict[str, Any]:
        """Return one entry of ``rows`` in the contribution file."""
        return {name: getattr(self, name) for name in ROW_FIELDS}

    def to_cells(self, vintage: str) -> dict[str, str]:
        """Return the cells of the pool's row as text, ids aside."""
        plain = {name: _to_text(value) for name, value in self.to_json().items()}
        return {"vintage": vintage} | PLACEHOLDER | plain


ROW_FIELDS = tuple(field.name for field in fields(ContributedRow))


@dataclass(frozen=True)
class Contribution:
    """A contribution: figures of one firm for one vintage, and who it is, as keyed hashes.

    ``register``: entity, parent, consultant (None where the firm assessed itself). ``key_id``:
    of the pool's key that made the hashes.
    """

    vintage: str
    rows: tuple[ContributedRow, ...]
    register: Mapping[str, str | None]
    invented: bool = False
    key_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the whole content of the contribution file."""
        return {
            "vintage": self.vintage, "invented": self.invented, "key_id": self.key_id,
            "rows": [row.to_json() for row in self.rows], "register": dict(self.register),
        }  # fmt: skip

    @property
    def content_hash(self) -> str:
        """Return 64 hex digits over the content: the firm's proof that it is the contributor."""
        return sha256(to_json_text(self.to_json()).encode()).hexdigest()


def _to_text(value: object) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def quarter_of(day: date) -> str:
    """Return the quarter of a day, as vintages are named."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def vintage_after(as_of: date) -> str:
    """Return the vintage for data as of a day: the next quarter, so that they are old enough."""
    return quarter_of(add_months(as_of.replace(day=1), 3))


def end_of(vintage: str) -> date:
    """Return the last day of a vintage's quarter."""
    first = date(int(vintage[:4]), 3 * int(vintage[-1]), 1)
    return add_months(first, 1) - timedelta(days=1)


def find_contributed_faults(row: ContributedRow, vintage: str, limits: Limits) -> list[str]:
    """Return why a row cannot enter this vintage (D11, D12, D13), or nothing."""
    faults = find_faults(row.to_cells(vintage), limits)
    if faults:
        return faults
    last, end = end_of(vintage), parse_period(row.period).end
    if end > last:
        return ["the period ends after the vintage (D11)"]
    oldest = add_months(last, -OLDEST_MONTHS)
    return [f"the period ends before {oldest} and is too old (D11)"] if end < oldest else []


def read_contribution(path: Path, limits: Limits) -> Contribution:
    """Read a contribution file; refused whole, all faults at once, by ClientDataError.

    A file with anything beside the fields of the contract is refused without repeating it: a
    name or a note could stand there (D12). So are values outside a KPI's bounds (D13).
    """
    held = _load(path)
    faults = _find_frame_faults(held)
    if not faults:
        faults = _find_row_faults(held, limits)
    if faults:
        raise ClientDataError(
            f"this contribution is refused: {show_count(len(faults), 'fault')}", file=path.name,
            found="; ".join(faults[:LISTED_FAULTS]),
            wanted="the file as cxaudit contribute wrote it: figures, closed lists and keyed "
            "hashes, no name, no text (rules D12, D13)",
            next="make it again where the audit lies: cxaudit contribute CLIENT --out FILE",
        )  # fmt: skip
    rows = dict.fromkeys(ContributedRow(**_to_typed(row)) for row in held["rows"])
    register = {name: held["register"].get(name) for name in ("entity", "parent", "consultant")}
    register["parent"] = register["parent"] or register["entity"]
    invented = bool(held.get("invented", False))
    return Contribution(held["vintage"], tuple(rows), register, invented, held.get("key_id"))


def _load(path: Path) -> Any:
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else None
    except OSError as error:
        raise ClientDataError(
            "the contribution cannot be read", file=path.name, found=error.strerror,
            next="name a file made with: cxaudit contribute CLIENT --out FILE",
        ) from error  # fmt: skip
    if content is None:
        raise ClientDataError("the contribution is too large", file=path.name, wanted="up to 1 MB")
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ClientDataError(
            "the contribution is not JSON", file=path.name,
            next="make it with: cxaudit contribute CLIENT --out FILE",
        ) from error  # fmt: skip


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _find_frame_faults(held: Any) -> list[str]:
    wanted, known = {"vintage", "rows", "register"}, {"invented", "key_id"}
    if not isinstance(held, dict) or not wanted <= set(held):
        return ["vintage, rows and register must stand in it"]
    unknown = len(set(held) - wanted - known)
    faults = (
        [f"{show_count(unknown, 'unknown field')} beside vintage, rows and register"]
        if unknown
        else []
    )
    if not _fits(VINTAGE, held["vintage"]):
        faults.append("vintage is not a quarter such as 2025-Q3")
    if not isinstance(held.get("invented", False), bool):
        faults.append("invented is neither true nor false")
    if held.get("key_id") is not None and not _fits(KEY_ID, held["key_id"]):
        faults.append("key_id is malformed")
    if not isinstance(held["rows"], list) or not held["rows"]:
        faults.append("there is no row")
    return faults + _find_register_faults(held["register"])


def _find_register_faults(register: Any) -> list[str]:
    if not isinstance(register, dict) or set(register) - {"entity", "parent", "consultant"}:
        return ["register holds entity, parent and consultant and nothing else"]
    faults = [] if _fits(HASH, register.get("entity")) else ["register: entity is no keyed hash"]
    return faults + [
        f"register: {name} is no keyed hash"
        for name in ("parent", "consultant")
        if register.get(name) is not None and not _fits(HASH, register[name])
    ]


def _find_row_faults(held: dict[str, Any], limits: Limits) -> list[str]:
    faults: list[str] = []
    said: dict[tuple[str, str], ContributedRow] = {}
    for number, cells in enumerate(held["rows"], 1):
        found = _find_shape_faults(cells)
        if not found:
            row = ContributedRow(**_to_typed(cells))
            found = find_contributed_faults(row, held["vintage"], limits)
            if said.setdefault((row.kpi_id, row.variant), row) != row:
                found = [*found, "another row of the same KPI and variant says something else"]
        faults += [f"row {number}: {fault}" for fault in found]
    return faults


def _find_shape_faults(cells: Any) -> list[str]:
    if not isinstance(cells, dict):
        return ["is not an object"]
    unknown, missing = set(cells) - set(ROW_FIELDS), set(ROW_FIELDS) - set(cells)
    if unknown or missing:
        lacking = f", missing: {', '.join(sorted(missing))}" if missing else ""
        return [f"{show_count(len(unknown), 'unknown field')}{lacking}"]
    faults = [f"{n} is no number" for n in NUMBERS if not _is_number(cells[n])]
    texts = [name for name in ROW_FIELDS if name not in NUMBERS]
    may_lack = set(DIMENSIONS)
    return faults + [
        f"{name} is no text"
        for name in texts
        if not isinstance(cells[name], str) and not (name in may_lack and cells[name] is None)
    ]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        return False
    return value is None or abs(value) < MOST


def _to_typed(cells: dict[str, Any]) -> dict[str, Any]:
    return {n: float(v) if n in NUMBERS and v is not None else v for n, v in cells.items()}


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
