"""The rows of one statement as they stand in the engine: held in memory, or read where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxaudit.catalogue import FigureSpec
from cxaudit.engine import to_identifier
from cxaudit.statistics import Listed, Rows, blank, filled, read_ahead, read_apart

COUNTED = (blank("excluded"),)
ALL: tuple[str, ...] = ()
ALSO = ("unit", "excluded", "src_rows", "declared", "noted")
SHORT = 100_000
WITHOUT_UNITS = {"bracket", "median", "quantile"}
READ_AHEAD = {"proportion", "ratio", "mean", "rate", "count"} | WITHOUT_UNITS

Wanted = tuple[FigureSpec, tuple[str, ...]]
"""A figure, and which rows it is of: COUNTED or ALL."""


@dataclass(frozen=True)
class Observed(Sequence[str]):
    """What a statement returned; as a sequence, the names of its columns.

    ``whole``: every row and column. ``rows``: the same, or a copy of the columns that figures
    name; the sums of figures that were wanted are known to it. ``left_out``: source rows by
    reason, for a figure's columns, where they were read with its sums.
    """

    whole: Rows
    rows: Rows
    left_out: Mapping[tuple[str, ...], Mapping[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.whole.types)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return tuple(self.whole.types)[at]

    def __contains__(self, name: object) -> bool:
        return name in self.whole.types

    def rows_of(self, spec: FigureSpec, conditions: Iterable[str]) -> Rows:
        """Return the rows that meet the conditions and lack no column that the figure names."""
        rows = self.rows if set(spec.columns) <= set(self.rows.types) else self.whole
        return rows.where(*conditions, *map(filled, spec.columns))

    def expecting(self, wanted: Sequence[Wanted]) -> Observed:
        """Return the same with the sums of these figures read in one go."""
        if self.whole.listed is not None:
            return self
        wanted = [(spec, rows) for spec, rows in wanted if set(spec.columns) <= set(self)]
        if self.rows.held or not wanted:
            return self._read_ahead(wanted)
        if len(wanted) > 1 or self.rows.once:
            return self.holding(c for spec, _ in wanted for c in spec.columns)._read_ahead(wanted)
        spec, counted = wanted[0]
        if spec.shape not in WITHOUT_UNITS:
            return self
        found = read_apart(self.rows, reason_of(spec), self.rows_of(spec, counted), spec)
        return replace(self, rows=found[0], left_out={spec.columns: found[1]})

    def _read_ahead(self, wanted: Sequence[Wanted]) -> Observed:
        figures = [
            (self.rows_of(spec, conditions), spec)
            for spec, conditions in wanted
            if spec.shape in READ_AHEAD and spec.by is None
        ]
        return replace(self, rows=read_ahead(self.rows, figures))

    def holding(self, columns: Iterable[str]) -> Observed:
        """Return the same with these columns copied into memory, and what exclusions need."""
        also = ALSO[1:] if self.whole.once else ALSO
        kept = [name for name in dict.fromkeys((*also, *columns)) if name in self]
        listed = ", ".join(map(to_identifier, kept))
        relation, source = f"{self.whole.relation}_held", to_identifier(self.whole.relation)
        (count,) = self.whole.engine.execute(
            f"create or replace temp table {to_identifier(relation)} as "
            f"select {listed} from {source}"
        ).fetchall()[0]
        types = {name: self.whole.types[name] for name in kept}
        held = replace(
            self.whole, relation=relation, types=types, held=True, short=count <= SHORT
        )  # fmt: skip
        return replace(self, rows=held)


def count_reasons(rows: Listed, spec: FigureSpec, *, impossible: bool = False) -> dict[str, int]:
    """Return the source rows by the reason why they leave a figure, of rows at hand.

    ``impossible``: only of those that lack a number, by the reason that their statement gives.
    """
    found: dict[str, int] = {}
    sizes = rows["src_rows"] if "src_rows" in rows.columns else [1] * len(rows)
    numbers = zip(*map(rows.__getitem__, spec.columns), strict=True)
    for reason, size, values in zip(rows["excluded"], sizes, numbers, strict=True):
        if None in values and not impossible:
            reason = reason or f"missing {spec.columns[values.index(None)]}"
        elif impossible and None not in values:
            reason = None
        if reason is not None:
            found[reason] = found.get(reason, 0) + int(size or 0)
    return found


def reason_of(spec: FigureSpec) -> str:
    """Return SQL that says why a row leaves a figure, null where it counts."""
    cases = [f"when {to_identifier(c)} is null then 'missing {c}'" for c in spec.columns]
    return f"case when excluded is not null then excluded {' '.join(cases)} end"
