"""Reads an intake workbook back: facts, answers, settings and logs, every fault in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.upload import ARCHIVE, OLE, Upload, open_upload, to_shown_name
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.source.sheets import read_sheets
from cxaudit.intake.workbook import layout
from cxaudit.intake.workbook.cells import CellFault, quote, refuse
from cxaudit.intake.workbook.entries import (
    Entry,
    Rows,
    Setting,
    read_entries,
    read_firm,
    read_maps,
    read_systems,
)
from cxaudit.intake.workbook.logs import Log, open_log

Reader = Callable[[Grid, layout.Sheet], Rows]


@dataclass
class Workbook:
    """What a workbook says, unchecked against the audit.

    ``client``: whom it was made for, "" where for anyone; ``revision``: the answers it was made
    from, 0 for none; ``part``: the owner function it asks, "firm", or "" for all. ``entries``:
    list of the answers file -> its rows; a list whose sheet was taken out is not there. KPI ids
    are carried as they stand.
    """

    file: str
    client: str
    revision: int
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    part: str = layout.WHOLE


def is_workbook(path: Path) -> bool:
    """Tell whether a file looks like a workbook by its first bytes; False where it is not there."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) in (*ARCHIVE, OLE)
    except OSError:
        return False


def read_workbook(path: Path) -> Workbook:
    """Read a workbook; raises ClientDataError where it is none of ours, or of a newer layout.

    Faults of its cells are collected, not raised: the audit adds its own and refuses them all.
    """
    upload = open_upload(path, to_shown_name(path.name))
    if upload.kind != "xlsx":
        raise _refuse_kind(upload)
    grids, hidden = read_sheets(upload)
    sheets = {grid.name: grid for grid in grids}
    if layout.GUIDE not in sheets:
        raise _refuse_foreign(upload, list(sheets))
    book = _open_guide(sheets[layout.GUIDE], upload.name)
    listed = _listed(sheets[layout.GUIDE])
    _judge_sheets(book, listed, sheets, [name for name in hidden if name != layout.LISTS])
    for sheet in layout.answer_sheets():
        _take(book, sheets, sheet, read_entries)
    for sheet, reader in ((layout.firm(), read_firm), (layout.systems(), read_systems),
                          (layout.targets(), read_maps), (layout.counts(), read_maps)):  # fmt: skip
        _take(book, sheets, sheet, reader)
    for name, form in layout.log_forms().items():
        if name in sheets:
            log, faults, notes = open_log(sheets[name], form, book.file)
            book.logs += [log] if log else []
            book.faults += faults
            book.notes += notes
    return book


def _take(book: Workbook, sheets: Mapping[str, Grid], sheet: layout.Sheet, read: Reader) -> None:
    if sheet.name not in sheets:
        return
    rows = read(sheets[sheet.name], sheet)
    if sheet.section != "settings":
        book.entries[sheet.section] = rows.entries
    book.settings += rows.settings
    book.faults += rows.faults
    book.notes += rows.notes


def _open_guide(guide: Grid, file: str) -> Workbook:
    facts = {}
    for label in layout.FACTS.values():
        row = next((row for row in guide.rows if row and row[0].strip() == label), [])
        facts[label] = row[1].strip() if len(row) > 1 else ""
    made, revision = (facts[layout.FACTS[name]] for name in ("layout", "revision"))
    if not made.isdigit() or int(made) != layout.LAYOUT:
        newer = made.isdigit() and int(made) > layout.LAYOUT
        raise ClientDataError(
            "another version of this program made this workbook", file=file, place=layout.GUIDE,
            found=f"{layout.FACTS['layout']}: {made or 'nothing'}", wanted=str(layout.LAYOUT),
            next="update cxaudit, then read it again" if newer else
            "write a new workbook (cxaudit answers CLIENT --write FILE.xlsx), and copy the answers",
        )  # fmt: skip
    if revision and not revision.isdigit():
        faults = [CellFault(layout.GUIDE, quote(revision), "the number of a revision")]
        refuse(faults, file, "write a new workbook: cxaudit answers CLIENT --write FILE.xlsx")
    part = facts[layout.FACTS["part"]].casefold().replace(" ", "_")
    return Workbook(file, facts[layout.FACTS["client"]], int(revision or 0), part=part)


def _listed(guide: Grid) -> list[str]:
    """Return the sheets that the workbook was made with, as its guide lists them."""
    heads = [i for i, row in enumerate(guide.rows) if row and row[0].strip() == layout.SHEETS_HEAD]
    rows = guide.rows[heads[0] + 1 :] if heads else []
    names = [row[0].strip() if row else "" for row in rows]
    return names[: names.index("")] if "" in names else names


def _judge_sheets(
    book: Workbook, listed: list[str], sheets: Mapping[str, Grid], hidden: list[str]
) -> None:
    """Tell sheets that are gone, renamed, hidden or not ours."""
    ours = {layout.GUIDE, layout.LISTS, *listed}
    gone = [name for name in listed if name not in sheets and name not in hidden]
    strange = [name for name in sheets if name not in ours]
    book.notes += [f"the sheet {name} is hidden; nothing was read from it" for name in hidden]
    if gone and strange:
        book.faults += [
            CellFault(f"the sheet {quote(name)}", "a name that is not known",
                      " or ".join(f'"{missing}"' for missing in gone))
            for name in strange
        ]  # fmt: skip
        return
    book.notes += [f"the sheet {name} was taken out; nothing was read of it" for name in gone]
    book.notes += [f"the sheet {quote(name)} is not ours; not read" for name in strange]


def _refuse_kind(upload: Upload) -> ClientDataError:
    return ClientDataError(
        "this is not a workbook", file=upload.name, found=upload.kind, wanted="an XLSX file",
        next="write one to fill in: cxaudit answers CLIENT --write FILE.xlsx",
    )  # fmt: skip


def _refuse_foreign(upload: Upload, names: list[str]) -> ClientDataError:
    shown = ", ".join(quote(name) for name in names[:8])
    return ClientDataError(
        "this is not an intake workbook", file=upload.name,
        found=f"the sheets {shown}" if names else "no sheet with content",
        wanted=f'a sheet "{layout.GUIDE}", as in a workbook that cxaudit wrote',
        next="an export is taken in with: cxaudit import CLIENT FILE; a workbook to fill in is "
        "written with: cxaudit answers CLIENT --write FILE.xlsx",
    )  # fmt: skip
