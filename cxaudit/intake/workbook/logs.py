"""The sheets of plain logs: their rows go the way of any imported file, every row accounted for."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.question import Question
from cxaudit.intake.assemble import assemble
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import find_matches
from cxaudit.intake.reading import Reading
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.wish import Wish
from cxaudit.intake.workbook.cells import CellFault, Unfit, quote, to_choice, to_letters, to_place
from cxaudit.intake.workbook.example import log_headers, to_example
from cxaudit.intake.workbook.layout import EXAMPLE, MARKER
from cxaudit.intake.workbook.tables import Found, find_table

FILLED = "workbook"
"""What stands as kind in the source of rows that were filled into the workbook."""


@dataclass(frozen=True)
class Log:
    """One sheet of a log with rows in it: the form it is read as, and what it was answered."""

    file: str
    form: Form
    grid: Grid
    answers: dict[str, str]

    @property
    def name(self) -> str:
        """Return the sheet's name."""
        return self.grid.name


def open_log(grid: Grid, form: Form, file: str) -> tuple[Log | None, list[CellFault], list[str]]:
    """Return a log sheet's rows without its example, None where it holds none; faults and notes."""
    headers = list(log_headers(form))
    needed = [f.header[0] for f in form.columns.values() if f.required and f.header]
    found = find_table(grid, headers, (*headers, *form.unread), needed)
    if found.faults:
        return None, found.faults, found.notes
    rows = [(n, row) for n, row in found.rows() if not _is_example(found, row, form)]
    if not rows:
        return None, [], []
    answers, faults = _read_answers(found, form)
    kept = [(grid.numbers[found.header_at], grid.rows[found.header_at]), *rows]
    plain = replace(
        grid, rows=[_without_marker(row) for _, row in kept], numbers=[n for n, _ in kept]
    )
    return Log(file, form, plain, answers), faults, found.notes


def _is_example(found: Found, row: Sequence[str], form: Form) -> bool:
    """Tell whether a row is the example: it is marked so, or says the same in words."""
    words = {h: value for h, value in to_example(form).items() if value and isinstance(value, str)}
    same = all(found.cell(row, header) == word for header, word in words.items())
    return same or row[0].strip().casefold() == EXAMPLE


def _without_marker(row: Sequence[str]) -> Sequence[str]:
    return [MARKER, *row[1:]] if row and row[0].strip().casefold() == EXAMPLE else row


def _read_answers(found: Found, form: Form) -> tuple[dict[str, str], list[CellFault]]:
    """Return the answers given above the header to what the export asks."""
    answers, faults = {}, []
    above = found.grid.rows[: found.header_at]
    for question in form.questions:
        choices = tuple((choice.label, choice.value) for choice in question.choices)
        for number, row in zip(found.grid.numbers, above, strict=False):
            position, cell = _find_answer(row, question.ask)
            if not cell:
                continue
            try:
                answers[question.id] = to_choice(cell, choices)
            except Unfit as error:
                place = to_place(found.grid.name, number, position)
                faults.append(CellFault(place, quote(cell), str(error)))
    return answers, faults


def _find_answer(row: Sequence[str], ask: str) -> tuple[int, str]:
    """Return the first filled cell behind a question, and its position; "" where there is none."""
    asked = next((i for i, cell in enumerate(row) if cell.strip() == ask), len(row))
    filled = [i for i, cell in enumerate(row) if i > asked and cell.strip()]
    return (filled[0], row[filled[0]]) if filled else (0, "")


def read_log(log: Log, wish: Wish) -> Reading:
    """Read a log's rows into canonical rows, as a file of that form would be.

    What is sealed is the sheet's own rows as CSV text, without the column of the marker. Raises
    ClientDataError where the sheet as a whole cannot be read; a reading may ask, or set rows aside.
    """
    upload = _to_upload(log)
    asked = Wish({**log.answers, **wish.answers}, wish.settings, wish.key)
    (match,) = find_matches(log.grid, log.form.format)
    reading = assemble(upload, [match], asked, [])
    source = tuple({**part, "kind": FILLED} for part in reading.source)
    return replace(reading, source=source)


def _to_upload(log: Log) -> Upload:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(row[1:] for row in log.grid.rows)
    content = stream.getvalue().encode("utf-8")
    digest = hashlib.sha256(log.form.format.encode() + b"\n" + content).hexdigest()
    return Upload(f"{log.file}, {log.name}", "text", content, digest)


def to_cells(reading: Reading, log: Log) -> list[str]:
    """Return why rows were set aside, each by sheet and cell: ``RFP log!G12: ...``."""
    header = [cell.strip() for cell in log.grid.rows[0]]
    return [f"{_to_cell(log.name, a.row, a.reason, header)}: {a.reason}" for a in reading.set_aside]


def _to_cell(sheet: str, row: int, reason: str, header: Sequence[str]) -> str:
    named = reason.split(":", 1)[0]
    if named in header and named:
        return f"{sheet}!{to_letters(header.index(named))}{row}"
    return f"{sheet}!{row}:{row}"


def to_faults(reading: Reading, log: Log) -> list[CellFault]:
    """Return what keeps a log from being stored at all: questions that stay open, or a refusal."""
    place = f"{log.name}!{log.grid.numbers[0]}:{log.grid.numbers[0]}"
    if reading.verdict == "needs_answer":
        return [_to_open(log, q) for q in reading.questions if not q.optional]
    if reading.verdict != "refused":
        return []
    rows = [CellFault(c.split(": ", 1)[0], c.split(": ", 1)[1], "a row that can be read")
            for c in to_cells(reading, log)]  # fmt: skip
    return rows or [CellFault(place, reading.message, reading.wanted or "rows that can be read")]


def _to_open(log: Log, question: Question) -> CellFault:
    """Return a question as a fault of the header that it is about, with the answers it takes."""
    header = [cell.strip() for cell in log.grid.rows[0]]
    options = " or ".join(f"--answer {question.id}={c.value}" for c in question.choices)
    wanted = f"{options or f'--answer {question.id}=...'}, or cells that leave it in no doubt"
    place = _to_cell(log.name, log.grid.numbers[0], question.column or "", header)
    return CellFault(place, f"an open question: {question.ask}", wanted)


def to_fault(error: ClientDataError, log: Log) -> CellFault:
    """Return a sheet's refusal as a fault of the workbook."""
    place = f"{log.name}!{log.grid.numbers[0]}:{log.grid.numbers[0]}"
    found = f"{error.message}: {error.found}" if error.found else error.message
    return CellFault(place, found, error.wanted or "a sheet that can be read")
