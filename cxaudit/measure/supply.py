"""What the imports of a firm supplied: columns by table and kind of row, and when they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Kinds = Mapping[str, frozenset[str]]
"""discriminator value ("" where the table has none) -> columns that imports supplied."""


@dataclass(frozen=True, eq=False)
class Supply(Mapping[str, Kinds]):
    """table -> kind of row -> columns that imports supplied.

    ``received``: table -> kind of row -> the last day on which an export with such rows was taken
    in; empty where nobody knows.
    """

    columns: Mapping[str, Kinds]
    received: Mapping[str, Mapping[str, date]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> Kinds:
        return self.columns[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def received_last(self, table: str, kinds: Sequence[str] | None) -> date | None:
        """Return the last day on which rows of these kinds came; None: of any kind."""
        wanted = None if kinds is None else (*kinds, "")
        days = self.received.get(table, {})
        return max((d for k, d in days.items() if wanted is None or k in wanted), default=None)
