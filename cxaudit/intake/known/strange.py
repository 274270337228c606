"""The refusal of a layout that nothing knows: what was found in it, and the way on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from cxaudit.errors import ClientDataError
from cxaudit.intake.known.recognise import describe_nearest
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.values.mask import mask_personal

LOOKED_AT = 40


class UnknownLayout(ClientDataError):
    """No known layout fits the file; it may be mapped."""


def refuse_unknown(name: str, grids: Sequence[Grid], form: str | None) -> ClientDataError:
    """Return the refusal of a file of this name, or of one that is no table at all."""
    head = [row for grid in grids for row in grid.rows[:LOOKED_AT]]
    if _is_parted_by_blanks(head):
        return ClientDataError(
            "this is no table: nothing parts its columns but blanks", file=name,
            found=f"one cell a line, with {len(head[0][0].split())} words parted by blanks",
            wanted="cells parted by commas, semicolons or tabs, under a row of names",
            next="open it in a spreadsheet with blanks as the separator, put the names of the "
            "columns into one row above the data, save it as CSV, and try again",
        )  # fmt: skip
    nearest = describe_nearest(grids, form)
    widest = max(head, key=_filled, default=())
    cells = [mask_personal(cell.strip())[:40] for cell in list(widest)[:12]]
    headers = ", ".join(cell for cell in cells if cell)
    return UnknownLayout(
        "the headers of this format are not in the file" if form else "this layout is not known",
        file=name,
        found=f"the headers or first cells {headers}" if headers else "no table",
        wanted=f"nearest is {nearest[0]}, which also needs: {nearest[1] or 'nothing more'}"
        if nearest
        else "the headers of one of the known exports (cxaudit formats)",
        next=f"map its columns once, in notebook 03 or with: cxaudit import CLIENT "
        f"{shlex.quote(name)} --propose > mapping.toml (look it over, then import with "
        "--mapping mapping.toml); or export it in one of the layouts of `cxaudit formats`",
    )


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_parted_by_blanks(head: Sequence[Sequence[str]]) -> bool:
    """Tell whether every line is one cell of as many words, most of them numbers."""
    if len(head) < 2 or any(len(row) != 1 for row in head):
        return False
    words = [row[0].split() for row in head]
    numbers = sum(word[:1].isdigit() for line in words for word in line)
    alike = len({len(line) for line in words}) == 1 and len(words[0]) > 1
    return alike and 2 * numbers > sum(map(len, words))
