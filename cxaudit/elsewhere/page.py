"""The page that says which KPI runs where: docs/dialects.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.elsewhere.agreement import Agreement

COMMAND = "cxaudit kpi dialects --out docs/dialects.md"
HEAD = f"""# Which KPI runs where

Written by `{COMMAND}`, which measures the worked cases of every
KPI twice, here and in the other dialect, and compares every figure, interval, count and reason.

- **exact**: every figure has the same digits.
- **approximate**: some figures differ in their last digits, by less than a billionth.
- **not at all**: the statement is refused with the reason, and no number is shown.

A statement has no approximate form that steps in unasked: medians are taken by rank, exactly, on
each of these. What is refused fails alone; the other figures of its KPI stand.
"""


def to_page(found: Mapping[str, Sequence[Agreement]]) -> str:
    """Return the page: one row a KPI, one column a dialect, in the order given."""
    dialects = list(found)
    lines = [
        HEAD,
        f"| KPI | statements | {' | '.join(dialects)} |",
        f"|---|---|{'---|' * len(dialects)}",
    ]
    for row in zip(*found.values(), strict=True):
        kpi = row[0].kpi
        count = len(list(kpi.folder.glob("*.sql")))
        cells = " | ".join(map(to_cell, row))
        lines.append(f"| {kpi.code} `{kpi.kpi_id}` | {count} | {cells} |")
    return "\n".join(lines) + "\n"


def to_cell(one: Agreement) -> str:
    """Return what one cell says: how it runs, and which statements do not, and why."""
    words = one.runs
    if one.runs != "exact" and one.differs:
        words += f" ({', '.join(one.differs)})"
    if "measure" in one.refused:
        return f"{words}: {one.refused['measure']}"
    beside = [f"{_in_words(name)} not at all: {why}" for name, why in one.refused.items()]
    return "; ".join([words, *beside])


def _in_words(statement: str) -> str:
    kind, _, name = statement.partition("_")
    return f"{kind} `{name}`"
