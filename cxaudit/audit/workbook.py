"""Takes an intake workbook in: answers and settings as one revision, logs as imported files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.audit.imports import store_readings
from cxaudit.audit.merging import PROFILE, Keep, Key, Merged, Said, merge, to_compared
from cxaudit.audit.parts import to_part_of
from cxaudit.audit.person import now, today, who
from cxaudit.audit.workspace import keys_apart
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.intake import Reading, ask_about_overlap, client_key
from cxaudit.intake.wish import Wish
from cxaudit.intake.workbook import (
    CellFault,
    Workbook,
    read_log,
    read_workbook,
    refuse,
    to_cells,
    to_fault,
    to_faults,
)
from cxaudit.intake.workbook.layout import FIRM_PART, GUIDE, WHOLE
from cxaudit.store import (
    ClientFile,
    HistoryLine,
    parse_setting,
    read_history,
    save_client,
    to_settings,
)
from cxaudit.store.answers import to_records
from cxaudit.store.past import to_revision
from cxaudit.store.records import RECORDS

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

SHOWN_ROWS = 20
FIELD = re.compile(r"entry 1(?:, (\w+))?$")


@dataclass(frozen=True)
class TakenIn:
    """What a workbook brought: the saved file, its changes, the logs' entries, and notes.

    ``since``: the revision it was made from, 0 for a blank one.
    """

    file: ClientFile
    merged: Merged
    since: int
    imports: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()


def take_in_workbook(
    audit: Audit, path: Path, *, answers: Mapping[str, str] | None = None, keep: Keep | None = None
) -> TakenIn:
    """Read a filled workbook and store all of it, or nothing.

    Answers and settings are merged with what the audit changed since the workbook was made,
    and saved as one revision; logs are stored as imports. ``answers``: to questions that a log
    asks. ``keep``: whose word stands where both changed the same answer. Every fault is named by
    sheet and cell in one ClientDataError; conflicts that nobody settled are a BusyError.
    """
    book = read_workbook(path)
    _refuse_other_client(audit, book)
    said, faults = to_said(book, set(audit.kpis), set(audit.catalogue))
    faults = [*book.faults, *faults]
    merged = Merged(audit.file) if faults else _merge(audit, book, said, keep)
    readings, more = _read_logs(audit, book, merged.file, answers or {})
    refuse([*faults, *more], book.file)
    _refuse_conflicts(book, merged)
    saved = save_client(
        audit.folder, merged.file, who=who("workbook"), expected_revision=audit.file.revision,
        at=now(),
    )  # fmt: skip
    notes = list(book.notes)
    for log, reading in zip(book.logs, readings, strict=True):
        cells = to_cells(reading, log)
        notes += [f"set aside, {place}" for place in cells[:SHOWN_ROWS]]
        more = len(cells) - SHOWN_ROWS
        notes += [f"set aside, and {more:,} more rows of {log.name}"] if more > 0 else []
    entries = store_readings(audit.folder, readings, today())
    return TakenIn(saved, merged, book.revision, tuple(entries), tuple(notes))


def to_said(
    book: Workbook, kpi_ids: Collection[str], figure_ids: Collection[str]
) -> tuple[dict[Key, Said], list[CellFault]]:
    """Return every setting and record of the workbook by its key, and the faults of its cells."""
    said: dict[Key, Said] = {}
    faults: list[CellFault] = []
    for setting in book.settings:
        try:
            key, value = parse_setting(setting.key, setting.text, kpi_ids)
            said[PROFILE, key] = Said(to_compared(key, value), setting.place, setting.text)
        except ClientDataError as error:
            faults.append(CellFault(setting.place, f'"{error.found}"', f"{error.wanted}"))
    for section, entries in book.entries.items():
        known = figure_ids if section == "reported" else kpi_ids
        for entry in entries:
            records, found = to_records(section, [dict(entry.row)], known)
            faults += [_to_fault(fault, entry) for fault in found]
            for record in records:
                part = Said(record, entry.place_of())
                if said.setdefault((section, *record.key), part).value != record:
                    about = " ".join(name for name in record.key if name)
                    twice = f"a second, different answer about {about}"
                    faults.append(CellFault(entry.place_of(), twice, "one"))
    named = {fault.place for fault in book.faults}
    return said, [fault for fault in faults if fault.place not in named]


def _to_fault(fault: Any, entry: Any) -> CellFault:
    named = FIELD.search(fault.place)
    return CellFault(entry.place_of((named and named[1]) or ""), fault.found, fault.wanted)


def _refuse_other_client(audit: Audit, book: Workbook) -> None:
    if book.client and book.client != audit.client:
        raise ClientDataError(
            "this workbook was made for another client", file=book.file, place="Guide",
            found=book.client, wanted=audit.client,
            next=f"cxaudit answers {book.client} --read {book.file}",
        )  # fmt: skip
    if book.revision > audit.file.revision:
        raise ClientDataError(
            "this workbook was made from a later state of the answers than there is here",
            file=book.file, place="Guide", found=f"revision {book.revision}",
            wanted=f"revision {audit.file.revision} at most",
            next=f"write a new one: cxaudit answers {audit.client} --write FILE.xlsx",
        )  # fmt: skip


def _merge(audit: Audit, book: Workbook, said: Mapping[Key, Said], keep: Keep | None) -> Merged:
    lines: tuple[HistoryLine, ...] = ()
    if book.revision != audit.file.revision:
        lines = read_history(audit.folder)
    owners = {k: str(kpi.owner or "") for k, kpi in audit.kpis.items()}
    if book.part not in (WHOLE, FIRM_PART, *owners.values()):
        raise ClientDataError(
            "this workbook asks a function that there is not", file=book.file, place=GUIDE,
            found=book.part.replace("_", " "),
            next=f"write a new one: cxaudit answers {audit.client} --write FOLDER --per-owner",
        )  # fmt: skip
    base = to_part_of(to_revision(audit.file, lines, book.revision), book.part, owners)
    newer = [line for line in lines if line.revision > book.revision]
    try:
        return merge(
            audit.file, base, said, [s for s in RECORDS if s in book.entries],
            kpi_ids=set(audit.kpis), figure_ids=set(audit.catalogue), keep=keep, newer=newer,
            beside=book.file.removesuffix(".xlsx"),
        )  # fmt: skip
    except ClientDataError as error:
        raise ClientDataError(
            error.message, file=book.file, place=error.place or "Firm", found=error.found,
            wanted=error.wanted, next="mend the cells and read the workbook again",
        ) from error  # fmt: skip


def _refuse_conflicts(book: Workbook, merged: Merged) -> None:
    if not merged.conflicts:
        return
    count = len(merged.conflicts)
    raise BusyError(
        f"{count} answer{'s' if count > 1 else ''} changed both here and in the workbook since it "
        "was made; nothing was stored",
        file=book.file, found="\n          ".join(merged.conflicts[:20]),
        wanted=f"answers that stand as at revision {book.revision}",
        next="read it again with --keep workbook or --keep audit, which settles these alone; "
        "--keep both lets them stand side by side",
    )  # fmt: skip


def _read_logs(
    audit: Audit, book: Workbook, file: ClientFile, answers: Mapping[str, str]
) -> tuple[list[Reading], list[CellFault]]:
    """Return each log's reading, and what keeps any of them from being stored."""
    if not book.logs:
        return [], []
    key = client_key(keys_apart(audit.workspace), audit.client, create=True)
    wish = Wish(answers, to_settings(file.profile), key)
    readings, faults = [], []
    for log in book.logs:
        try:
            reading = ask_about_overlap(read_log(log, wish), audit.folder)
        except ClientDataError as error:
            faults.append(to_fault(error, log))
            continue
        readings.append(reading)
        faults += to_faults(reading, log)
    return readings, faults
