"""What the head of a long sheet cannot decide: the sheet is then read whole."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.intake.known.recognise import Match
from cxaudit.intake.source.unfit import Unfit


def check_head(found: Sequence[Match]) -> None:
    """Raise Unfit where the head of a long sheet may not show what the sheet is."""
    if not found or not all(match.form.is_one_table for match in found):
        raise Unfit("its head does not show what it is")


def check_sheets(matches: Sequence[Match]) -> None:
    """Raise Unfit where a long sheet is not alone in bringing rows of a table."""
    tables = [name for match in matches for name in match.form.tables]
    if len(set(tables)) < len(tables) and any(match.grid.reader for match in matches):
        raise Unfit("several sheets are one table")
