"""Reads a pool file and refuses it whole when a row could name, poison or double a firm."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from cxaudit.catalogue import FigureSpec, Kpi, load_catalogue
from cxaudit.errors import ClientDataError
from cxaudit.peers.rows import ASSESSORS, REGIONS, SEGMENTS, SIZE_BANDS, PeerPool, PeerRow
from cxaudit.period import Period, parse_period
from cxaudit.wording import show_count

COLUMNS = (
    "vintage", "contributor", "parent", "kpi_id", "variant", "numerator", "denominator", "value",
    "low", "high", "period", "size_band", "segment", "region", "assessor", "invented",
)  # fmt: skip
NUMBERS = ("numerator", "denominator", "value", "low", "high")
CLOSED_LISTS = {
    "size_band": SIZE_BANDS,
    "segment": SEGMENTS,
    "region": REGIONS,
    "assessor": ASSESSORS,
}
PATTERNS = {
    "vintage": re.compile(r"20\d\d-Q[1-4]"),
    "contributor": re.compile(r"[0-9a-f]{16}"),
    "parent": re.compile(r"[0-9a-f]{16}"),
    "invented": re.compile(r"true|false"),
}
DECLARED = ("declared_as_pitch", "declared_as_rfp", "declared_as_other")
RATIOS = ("proportion", "ratio", "rate")
LARGEST_FILE = 64 * 1024 * 1024
LISTED_FAULTS = 20


@dataclass(frozen=True)
class PoolLimit:
    """What a row of one KPI and variant may say: its bounds and how its value is made.

    ``scale``: value = scale x numerator / denominator; None where the value is no such ratio.
    ``is_share``: the numerator may not exceed the denominator.
    """

    low: float = -math.inf
    high: float = math.inf
    scale: float | None = None
    is_share: bool = False


Limits = Mapping[tuple[str, str], PoolLimit]


def load_limits() -> dict[tuple[str, str], PoolLimit]:
    """Return (kpi_id, variant) -> limit of everything the catalogue lets a pool hold."""
    return to_limits(load_catalogue().values())


def to_limits(kpis: Iterable[Kpi]) -> dict[tuple[str, str], PoolLimit]:
    """Return the limits of these KPIs: headline, unfiltered, variants and parts by name."""
    limits = {}
    for kpi in kpis:
        if not kpi.is_kpi:
            continue
        own = dict.fromkeys(("headline", "unfiltered", *DECLARED), kpi.figure["headline"])
        own |= {n: v.figure or kpi.figure["headline"] for n, v in kpi.variant.items()}
        others = {name: spec for name, spec in kpi.figure.items() if name not in own}
        limits |= {(kpi.kpi_id, n): _to_limit(spec, kpi) for n, spec in {**others, **own}.items()}
    return limits


def _to_limit(spec: FigureSpec, kpi: Kpi) -> PoolLimit:
    low, high = -math.inf, math.inf
    if spec == kpi.figure["headline"]:
        low, high = kpi.bounds.low, kpi.bounds.high
    elif spec.unit == "fraction":
        low, high = 0.0, 1.0
    scale = float(Fraction(spec.scale)) if spec.shape in RATIOS else None
    return PoolLimit(low, high, scale, spec.shape == "proportion")


def read_pool(path: Path, limits: Limits | None = None) -> PeerPool:
    """Read a pool file, CSV or Parquet, with exactly the columns of ``COLUMNS``.

    Refused at load with ClientDataError, all faults at once: a column more or less, a cell
    outside its closed list or pattern (rule D12), a value outside the KPI's bounds or unlike its
    own numerator and denominator (D13), two rows of one contributor that disagree, a
    contributor seen in two vintages, invented rows among real ones. A row that repeats
    another exactly counts once. ``limits``: of the catalogue unless given.
    """
    allowed = load_limits() if limits is None else limits
    rows, faults = [], []
    for line, cells in _read_cells(path):
        found = find_faults(cells, allowed)
        faults += [f"row {line}: {fault}" for fault in found]
        if not found:
            rows.append(to_row(cells))
    unique = tuple(dict.fromkeys(rows))
    faults += find_crossed(unique)
    if faults or not unique:
        raise ClientDataError(
            f"this pool file is refused: {show_count(len(faults), 'fault')}"
            if faults
            else "the pool is empty",
            file=path.name,
            found="; ".join(faults[:LISTED_FAULTS]) or "no row",
            wanted="random ids, closed lists and numbers inside each KPI's bounds (rules D12, D13)",
            next="mend or remove these rows where the contribution was made, then add it again",
        )
    return PeerPool(unique, unique[0].invented)


def _read_cells(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else None
    except OSError as error:
        raise ClientDataError("the pool file cannot be read", file=path.name) from error
    if content is None:
        raise ClientDataError("the pool file is too large", file=path.name, wanted="up to 64 MB")
    read = _read_parquet if content[:4] == b"PAR1" else _read_csv
    table = read(content, path.name)
    head = next(table, [])
    if sorted(head) != sorted(COLUMNS):
        raise ClientDataError(
            "a pool row holds these columns and no other (rule D12)",
            file=path.name,
            found=f"{len(set(head) - set(COLUMNS))} unknown, missing: "
            + (", ".join(sorted(set(COLUMNS) - set(head))) or "none"),
            wanted=", ".join(COLUMNS),
            next="remove names, notes and every other column before sharing",
        )
    for line, cells in enumerate(table, 2):
        yield line, dict(zip(head, cells, strict=False)) if len(cells) == len(head) else {}


def _read_csv(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClientDataError("the pool file is not UTF-8 text", file=name) from error
    try:
        yield from (cells for cells in csv.reader(io.StringIO(text, newline="")) if cells)
    except csv.Error as error:
        raise ClientDataError("the pool file is not CSV", file=name, found=str(error)) from error


def _read_parquet(content: bytes, name: str) -> Iterator[list[str]]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
    except pyarrow.ArrowException as error:
        raise ClientDataError("the pool file is not readable Parquet", file=name) from error
    yield list(table.column_names)
    for cells in zip(*(column.to_pylist() for column in table.columns), strict=True):
        yield [_to_text(cell) for cell in cells]


def _to_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def find_faults(cells: dict[str, str], limits: Limits) -> list[str]:
    """Return what is wrong with one row whose cells are text (rules D12 and D13)."""
    if not cells:
        return ["the number of cells differs from the header"]
    faults = [f"{n} is malformed" for n, p in PATTERNS.items() if not p.fullmatch(cells[n])]
    faults += [
        f"{name} is none of {', '.join(known)}"
        for name, known in CLOSED_LISTS.items()
        if cells[name] and cells[name] not in known
    ]
    faults += [f"{n} is not a number" for n in NUMBERS if cells[n] and not _is_number(cells[n])]
    faults += [] if _is_period(cells["period"]) else ["period is malformed"]
    limit = limits.get((cells["kpi_id"], cells["variant"]))
    if limit is None:
        faults.append("no such KPI or variant")
    return faults or _find_poison({n: _to_number(cells[n]) for n in NUMBERS}, limit)


def _find_poison(number: dict[str, float | None], limit: PoolLimit) -> list[str]:
    top, base, value = number["numerator"], number["denominator"], number["value"]
    low, high = number["low"], number["high"]
    if (top is None) != (base is None) or (low is None) != (high is None):
        return ["half of a pair is missing"]
    faults = [] if base is None or (top >= 0 and base > 0) else ["denominator is not positive"]
    if limit.is_share and base is not None and top > base:
        faults.append("numerator exceeds denominator")
    made = limit.scale * top / base if limit.scale and base else None
    shown = made if value is None else value
    if shown is None:
        return [*faults, "neither value nor numerator and denominator make a figure"]
    if not limit.low <= shown <= limit.high:
        faults.append("value lies outside the KPI's bounds")
    if made is not None and not math.isclose(made, shown, rel_tol=1e-4, abs_tol=1e-9):
        faults.append("value is not numerator over denominator")
    if low is not None and not low <= shown <= high:
        faults.append("value lies outside its own interval")
    return faults


def find_crossed(rows: tuple[PeerRow, ...]) -> list[str]:
    """Return the faults that show only between rows."""
    faults, seen, homes = [], set(), {}
    for row in rows:
        key = (row.vintage, row.contributor, row.kpi_id, row.variant)
        faults += ["a contributor has two rows of one KPI that disagree"] if key in seen else []
        seen.add(key)
        homes.setdefault(row.contributor, set()).add((row.vintage, row.parent))
    if any(len({vintage for vintage, _ in home}) > 1 for home in homes.values()):
        faults.append("a contributor's id returns in a second vintage")
    if any(len({parent for _, parent in home}) > 1 for home in homes.values()):
        faults.append("a contributor has two parents")
    if len({row.invented for row in rows}) > 1:
        faults.append("invented rows stand among real ones")
    return faults


def _is_number(text: str) -> bool:
    whole = re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,2})?", text)
    return whole is not None and math.isfinite(float(text))


def _to_number(text: str) -> float | None:
    return float(text) if text else None


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ClientDataError:
        return False
    return True


def to_row(cells: dict[str, str]) -> PeerRow:
    """Return a row whose cells, as text, were found without fault."""
    numbers = {name: _to_number(cells[name]) for name in NUMBERS}
    words = {n: cells[n] for n in COLUMNS if n not in (*NUMBERS, "period", "invented")}
    period: Period = parse_period(cells["period"])
    return PeerRow(**words, **numbers, period=period, invented=cells["invented"] == "true")
