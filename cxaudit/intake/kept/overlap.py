"""Imports whose periods overlap in part would count days twice: that is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.canon import load_tables
from cxaudit.engine import to_identifier, to_literal
from cxaudit.intake.ask.answers import Used
from cxaudit.intake.ask.question import Choice, Question
from cxaudit.intake.kept.seal import list_imports, load_rows
from cxaudit.intake.kept.twins import open_beside
from cxaudit.intake.reading import Reading
from cxaudit.intake.rows.tally import Span

QUESTION = "overlap"
PARTLY = (
    "n.period_start <= e.period_end and e.period_start <= n.period_end "
    "and not (n.period_start >= e.period_start and n.period_end <= e.period_end) "
    "and not (e.period_start >= n.period_start and e.period_end <= n.period_end)"
)
CHOICES = (
    Choice(value="keep", label="keep both: they count different things"),
    Choice(value="skip", label="leave this file out"),
)


def ask_about_overlap(reading: Reading, folder: Path) -> Reading:
    """Return the reading, or one that asks where it overlaps in part with an earlier import.

    Two exports of one source whose periods share some days and not all (January to March,
    March to May) would count the shared days twice. The same period again is no overlap: the
    newest wins; a period inside a longer one is left to the measure; and where no item (a
    channel, a page, a post) stands in both nothing counts twice. ``folder`` is the client's.
    The answer ``keep`` lets it pass, ``skip`` refuses it.
    """
    if reading.verdict != "imported":
        return reading
    found = next(_find_partial(reading.spans, list_imports(folder), reading, folder), None)
    if found is None:
        return reading
    if reading.answers.get(QUESTION) == "keep":
        kept = Used(QUESTION, {QUESTION: "keep"}, (), {})
        return replace(reading, used=(*reading.used, kept))
    span, earlier, name = found
    said = f"{span[3]} to {span[4]} overlaps with {earlier[3]} to {earlier[4]} in '{name}'"
    if reading.answers.get(QUESTION) == "skip":
        return replace(reading, verdict="refused", tables={}, content=b"", message=said)
    ask = f"The period {said}: the days in both would count twice. What is to be done?"
    question = Question(
        id=QUESTION, column="period_start", ask=ask, choices=CHOICES, each_file=True
    )
    return replace(
        reading,
        verdict="needs_answer",
        tables={},
        counts=(),
        questions=(*reading.questions, question),
        message=ask,
    )


def _find_partial(
    spans: Sequence[Span], records: Sequence[dict], reading: Reading, folder: Path
) -> Iterator[tuple[Span, Span, str]]:
    for record in records:
        if record["content_hash"] == reading.content_hash:
            continue
        shared: dict[str, bool] = {}
        for earlier in map(tuple, record.get("spans", ())):
            for span in spans:
                if span[:3] != earlier[:3] or not _overlap_in_part(span, earlier):
                    continue
                table = span[0]
                if table not in shared:
                    shared[table] = _share_an_item(reading, folder, record, table)
                if shared[table]:
                    yield span, earlier, record["file"]


def _overlap_in_part(one: Sequence[str], other: Sequence[str]) -> bool:
    share = one[3] <= other[4] and other[3] <= one[4]
    inside = (one[3] >= other[3] and one[4] <= other[4]) or (
        other[3] >= one[3] and other[4] <= one[4]
    )
    return share and not inside


def _share_an_item(reading: Reading, folder: Path, record: Mapping[str, Any], table: str) -> bool:
    """Tell whether some item has counts of overlapping periods in both."""
    path = load_rows(folder, record).get(table)
    if path is None or table not in reading.tables:
        return False
    known = load_tables()[table]
    items = [name for name in known.key if name not in ("period_start", "period_end")]
    same = " and ".join(f"n.{c} is not distinct from e.{c}" for c in map(to_identifier, items))
    counted = [f"{of}.basis is distinct from 'lifetime'" for of in "ne" if "basis" in known.columns]
    with open_beside(reading, [path.parent]) as engine:
        return bool(
            engine.execute(
                f"""
                select 1
                from {to_identifier(f"new_{table}")} n
                join read_parquet({to_literal(str(path))}) e on {same}
                where {" and ".join([PARTLY, *counted])}
                limit 1
                """
            ).fetchall()
        )
