"""What is counted of canonical rows as they come: filled cells, odd orders, first and last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cxaudit.canon import Table
from cxaudit.wording import show_count

if TYPE_CHECKING:
    import pyarrow as pa

Span = tuple[str, str, str, str, str]
RULES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "content_stat": (
        ("delivered", "sent"), ("unique_opens", "delivered"), ("unique_clicks", "delivered"),
        ("unique_opens", "total_opens"), ("unique_clicks", "total_clicks"),
        ("engaged_listeners", "unique_listeners"), ("streams", "plays"),
    ),
    "participation": (("event_attendees", "event_registrants"),),
    "web_stat": (("engaged_sessions", "sessions"), ("new_users", "total_users")),
    "web_session": (("engaged_s", "duration_s"),),
}  # fmt: skip
PERIOD_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "content_stat": ("published", "period_start"),
    "web_stat": ("period_start", "period_end"),
    "web_session": ("start",),
    "page_view": ("viewed",),
    "participation": ("event_start",),
    "pursuit": ("received", "submitted", "pitch", "decided"),
    "delivery": ("due",),
    "interaction": ("ts",),
    "mandate": ("won", "funded", "terminated"),
    "aum": ("as_of",),
    "rating": ("valid_from",),
}


@dataclass
class Tally:
    """Counts over the rows of one table, which may come in several batches.

    ``filled``: kind of row (by the table's discriminator, else None) -> column -> cells with a
    value. ``breaks``: (earlier, later) -> rows in which the later day stands first; ``excesses``:
    (part, whole) -> rows with more of the part. ``ends``: column -> first and last. ``spans``:
    the different periods that counts cover; those since publication have none.
    """

    table: Table
    rows: int = 0
    filled: dict[str | None, Counter[str]] = field(default_factory=dict)
    breaks: Counter[tuple[str, str]] = field(default_factory=Counter)
    excesses: Counter[tuple[str, str]] = field(default_factory=Counter)
    ends: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    spans: set[Span] = field(default_factory=set)

    @classmethod
    def of(cls, rows: pa.Table, table: Table) -> Tally:
        """Count rows that are at hand."""
        tally = cls(table)
        tally.add(rows)
        return tally

    def add(self, rows: pa.Table) -> None:
        """Count further rows, in the table's schema."""
        if not rows.num_rows:
            return
        self.rows += rows.num_rows
        for kind, part in _by_kind(rows, self.table):
            counted = self.filled.setdefault(kind, Counter())
            for name in self.table.columns:
                counted[name] += part.num_rows - part.column(name).null_count
        for chain in self.table.order:
            for earlier, later in combinations(chain, 2):
                self.breaks[earlier, later] += _count_less(rows, later, earlier)
        for part_name, whole in RULES.get(self.table.name, ()):
            self.excesses[part_name, whole] += _count_less(rows, whole, part_name)
        self._stretch(rows)
        self._note_spans(rows)

    def _stretch(self, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        for name in PERIOD_COLUMNS.get(self.table.name, ()):
            found = pc.min_max(rows.column(name)).as_py()
            known = [*self.ends.get(name, ()), *(v for v in found.values() if v is not None)]
            if known:
                self.ends[name] = (min(known), max(known))

    def _note_spans(self, rows: pa.Table) -> None:
        table = self.table
        if table.discriminator is None or "period_start" not in table.columns:
            return
        names = [table.discriminator, "src_system", "period_start", "period_end"]
        names += ["basis"] if "basis" in table.columns else []
        for row in rows.select(names).group_by(names).aggregate([]).to_pylist():
            known = row["period_start"] is not None and row["period_end"] is not None
            if row.get("basis") != "lifetime" and known:
                first, last = row["period_start"].isoformat(), row["period_end"].isoformat()
                self.spans.add((table.name, row[names[0]], row["src_system"] or "", first, last))

    def filled_of(self, name: str) -> int:
        """Return how many cells of a column have a value."""
        return sum(counted[name] for counted in self.filled.values())

    @property
    def order_breaks(self) -> int:
        """Return how often a later day stands before an earlier one."""
        return sum(self.breaks.values())

    @property
    def warnings(self) -> list[str]:
        """Return what is odd about the rows, a line each."""
        said = [
            f"{show_count(count, 'row')} with {later} before {earlier}: imported, flagged"
            for (earlier, later), count in self.breaks.items()
            if count
        ]
        return said + [
            f"{show_count(count, 'row')} with more {part} than {whole}: imported, flagged"
            for (part, whole), count in self.excesses.items()
            if count
        ]


def _by_kind(rows: pa.Table, table: Table) -> list[tuple[str | None, pa.Table]]:
    import pyarrow.compute as pc

    if table.discriminator is None:
        return [(None, rows)]
    column = rows.column(table.discriminator)
    if hasattr(column.type, "value_type"):
        column = column.cast(column.type.value_type)
    kinds = column.unique().to_pylist()
    if len(kinds) == 1:
        return [(kinds[0], rows)]
    return [
        (kind, rows.filter(pc.is_null(column) if kind is None else pc.equal(column, kind)))
        for kind in kinds
    ]


def _count_less(rows: pa.Table, one: str, other: str) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(pc.less(rows.column(one), rows.column(other))).as_py() or 0)
