"""Imports whose periods overlap in part would count days twice: that is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cxaudit.intake.answers import Used
from cxaudit.intake.question import Choice, Question
from cxaudit.intake.reading import Reading
from cxaudit.intake.seal import list_imports
from cxaudit.intake.tally import Span

QUESTION = "overlap"
CHOICES = (
    Choice(value="keep", label="keep both: they count different things"),
    Choice(value="skip", label="leave this file out"),
)


def ask_about_overlap(reading: Reading, folder: Path) -> Reading:
    """Return the reading, or one that asks where it overlaps in part with an earlier import.

    Two exports of one source whose periods share some days and not all (January to March,
    March to May) would count the shared days twice. The same period again is no overlap: the
    newest wins; a period inside a longer one is left to the measure. ``folder`` is the
    client's. The answer ``keep`` lets it pass, ``skip`` refuses it.
    """
    if reading.verdict != "imported":
        return reading
    found = next(_find_partial(reading.spans, list_imports(folder), reading), None)
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
    spans: Sequence[Span], records: Sequence[dict], reading: Reading
) -> Iterator[tuple[Span, Span, str]]:
    for record in records:
        if record["content_hash"] == reading.content_hash:
            continue
        for earlier in map(tuple, record.get("spans", ())):
            for span in spans:
                if span[:3] == earlier[:3] and _overlap_in_part(span, earlier):
                    yield span, earlier, record["file"]


def _overlap_in_part(one: Sequence[str], other: Sequence[str]) -> bool:
    share = one[3] <= other[4] and other[3] <= one[4]
    inside = (one[3] >= other[3] and one[4] <= other[4]) or (
        other[3] >= one[3] and other[4] <= one[4]
    )
    return share and not inside
