"""Frozen vintages on disk: one Parquet file and one card each, sealed by a hash of the bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cxaudit.disk import to_json_text, write_bytes, write_text
from cxaudit.errors import ClientDataError
from cxaudit.peers.contribution import VINTAGE
from cxaudit.peers.pool import COLUMNS, NUMBERS, find_crossed, load_limits, read_pool
from cxaudit.peers.rows import DIMENSIONS, PeerPool

FOLDER = "vintages"
READ_ONLY = 0o444
HELD = ("kpi_id", "variant", "assessor")


@dataclass(frozen=True)
class VintageCard:
    """What lies beside a frozen file: its hash, its cohort dimension, the cells held back (D5)."""

    vintage: str
    sha256: str
    dimension: str | None
    held: tuple[tuple[str, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the card as stored."""
        held = [dict(zip(HELD, cell, strict=True)) for cell in self.held]
        return {"vintage": self.vintage, "sha256": self.sha256, "dimension": self.dimension,
                "held": held}  # fmt: skip


def to_parquet(rows: Sequence[dict[str, str]]) -> bytes:
    """Return the rows of a vintage, cells as text, as Parquet; the same rows give the same bytes.

    Rows are ordered by KPI, variant and random id, so that no order of arrival shows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    ordered = sorted(rows, key=lambda r: (r["kpi_id"], r["variant"], r["contributor"]))
    columns = {}
    for name in COLUMNS:
        cells = [row[name] for row in ordered]
        if name in NUMBERS:
            columns[name] = pa.array([float(c) if c else None for c in cells], pa.float64())
        else:
            columns[name] = pa.array(cells, pa.string())
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd")
    return stream.getvalue()


def write_vintage(folder: Path, content: bytes, card: VintageCard) -> None:
    """Write a frozen vintage for good: the rows first, then the card that makes them readable."""
    home = folder / FOLDER
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_bytes(home / f"{card.vintage}.parquet", content, READ_ONLY)
    write_text(home / f"{card.vintage}.json", to_json_text(card.to_json()), READ_ONLY)


def list_cards(folder: Path) -> tuple[VintageCard, ...]:
    """Return the cards of the frozen vintages, oldest first; raises ClientDataError."""
    return tuple(_read_card(path) for path in sorted((folder / FOLDER).glob("*.json")))


def is_intact(folder: Path, card: VintageCard) -> bool:
    """Tell whether a vintage's bytes are those that were frozen."""
    path = folder / FOLDER / f"{card.vintage}.parquet"
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == card.sha256


def read_frozen(folder: Path) -> PeerPool | None:
    """Return all frozen vintages as one pool, or None where there is none.

    Raises ClientDataError where a file is not the one that was frozen.
    """
    cards = list_cards(folder)
    return _read_all(folder, cards) if cards else None


@cache
def _read_all(folder: Path, cards: tuple[VintageCard, ...]) -> PeerPool:
    limits, rows = load_limits(), []
    for card in cards:
        if not is_intact(folder, card):
            raise ClientDataError(
                "this vintage is not the one that was frozen", file=f"{card.vintage}.parquet",
                wanted="the bytes whose hash its card holds",
                next="put the keeper's copy back; a frozen vintage is never mended",
            )  # fmt: skip
        rows += read_pool(folder / FOLDER / f"{card.vintage}.parquet", limits).rows
    faults = find_crossed(tuple(rows))
    if faults:
        raise ClientDataError("the vintages do not fit together", found="; ".join(faults[:5]))
    held = frozenset((card.vintage, *cell) for card in cards for cell in card.held)
    dimensions = {card.vintage: card.dimension for card in cards if card.dimension}
    return PeerPool(tuple(rows), rows[0].invented, dimensions, held)


def _read_card(path: Path) -> VintageCard:
    try:
        held = json.loads(path.read_bytes())
        cells = tuple(tuple(str(cell[name]) for name in HELD) for cell in held["held"])
        card = VintageCard(held["vintage"], held["sha256"], held["dimension"], cells)  # type: ignore[arg-type]
        fits = VINTAGE.fullmatch(card.vintage) and card.vintage == path.stem
        fits = fits and card.dimension in (None, *DIMENSIONS)
    except (OSError, ValueError, KeyError, TypeError):
        fits = None
    if not fits:
        raise ClientDataError(
            "the card of this vintage cannot be read", file=path.name,
            next="put the keeper's copy back",
        )  # fmt: skip
    return card
