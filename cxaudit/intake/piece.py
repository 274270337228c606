"""One recognised table of a file: its sections typed, questions put, canonical rows made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.account import RowAccount
from cxaudit.intake.canonical import fill_lifetime, to_arrow, to_schema
from cxaudit.intake.columns import Typed, Wish, read_section
from cxaudit.intake.convert import check_answer
from cxaudit.intake.facts import Facts, read_day, read_facts
from cxaudit.intake.form import Question
from cxaudit.intake.gate import Upload
from cxaudit.intake.recognise import Match
from cxaudit.intake.transform import combine

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class Piece:
    """What one recognised table of the file brought, before tables of a kind are joined."""

    match: Match
    sections: dict[str, Typed]
    rows: pa.Table | None = None
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    account: RowAccount = field(default_factory=RowAccount)
    supplied: set[str] = field(default_factory=set)

    @property
    def counted(self) -> list[Typed]:
        """Return the sections that hold rows."""
        parts = self.match.form.parts
        return [typed for name, typed in self.sections.items() if parts[name].counted]


def read_piece(match: Match, upload: Upload, wish: Wish) -> Piece:
    """Read one recognised table; rows are made only when no question stays open."""
    form = match.form
    facts, questions = read_facts(match, wish, upload.name)
    sections = {place.section: read_section(match, place, wish) for place in match.located}
    piece = Piece(match, sections, questions=questions, warnings=list(form.notes))
    for typed in sections.values():
        piece.questions += typed.questions
        piece.warnings += typed.warnings
        piece.supplied |= typed.supplied
    _put_questions(piece, wish)
    piece.account = sum((_to_account(typed) for typed in piece.counted), RowAccount())
    piece.warnings += _warn_about_rows(piece)
    if not any(not question.optional for question in piece.questions):
        piece.rows = _to_rows(piece, facts, upload, wish)
    return piece


def _put_questions(piece: Piece, wish: Wish) -> None:
    for question in piece.match.form.questions:
        answer = wish.answers.get(question.id)
        if answer is None:
            piece.questions.append(question)
            continue
        check_answer(question.id, answer, question.choices)
        if answer in question.refuses:
            raise ClientDataError(
                question.refuses[answer],
                found=f"{question.id}={answer}",
                next="answer otherwise, or leave the file out",
            )
        for typed in piece.counted:
            for name, value in question.sets.get(answer, {}).items():
                typed.columns[name] = [value] * len(typed.numbers)
                typed.kinds[name] = "bool" if isinstance(value, bool) else "str"
                typed.supplied.add(name)
                piece.supplied.add(name)


def _to_account(typed: Typed) -> RowAccount:
    lines = typed.sorted
    aside = len(lines.set_aside) + len(typed.set_aside)
    kept = len(typed.numbers)
    total = kept + aside + lines.blank + lines.totals
    return RowAccount(total, kept, aside, lines.blank, lines.totals)


def _warn_about_rows(piece: Piece) -> list[str]:
    warnings = []
    if piece.account.totals:
        warnings.append(f"{piece.account.totals} totals row(s) left out of every sum")
    missing = sum((typed.missing for typed in piece.counted), Counter())
    if missing:
        shown = ", ".join(f"{header} {count:,}" for header, count in missing.items())
        warnings.append(f"cells that say there is no value, kept as missing: {shown}")
    if piece.match.form.is_template:
        unread = [h for place in piece.match.located for h in place.unread]
        if unread:
            warnings.append("columns that are not of the template, ignored: " + ", ".join(unread))
    return warnings


def _to_rows(piece: Piece, facts: Facts, upload: Upload, wish: Wish) -> pa.Table:
    form = piece.match.form
    table = load_tables()[form.table or ""]
    if form.is_combined:
        rows, said = combine(form, piece.sections, facts)
        piece.warnings += said
        piece.supplied -= _find_dropped(piece, rows)
    else:
        typed = piece.sections["rows"]
        rows = to_arrow(typed.columns, typed.kinds, typed.numbers)
    member = piece.match.grid.member
    src_file = f"{upload.name}/{member}" if member else upload.name
    rows = to_schema(rows, table, form.src_system, src_file)
    if form.lifetime:
        rows = _to_lifetime(piece, rows, facts, wish)
    return rows


def _find_dropped(piece: Piece, rows: pa.Table) -> set[str]:
    """Return columns that the file fills and the combined rows cannot say (users of hours)."""
    empty = {n for n in rows.column_names if rows.column(n).null_count == rows.num_rows}
    filled = {
        name
        for typed in piece.counted
        for name, values in typed.columns.items()
        if any(value is not None for value in values)
    }
    return empty & filled if rows.num_rows else set()


def _to_lifetime(piece: Piece, rows: pa.Table, facts: Facts, wish: Wish) -> pa.Table:
    told = facts.get("observed_on")
    if told is None and "observed_on" in wish.answers:
        told = read_day("observed_on", wish.answers["observed_on"])
    day = told if isinstance(told, date) else None
    rows, last, stands_in = fill_lifetime(rows, wish.timezone, day)
    piece.supplied |= {"basis", "period_start", "period_end", "observed_on"}
    undated = rows.column("published").null_count
    if undated and last is not None and undated < rows.num_rows:
        piece.warnings.append(
            f"{undated:,} rows do not say when they were published; their period is {last}"
        )
    if stands_in and last is not None:
        piece.warnings.append(
            f"counts since publication, and the file does not say when it was exported: taken as "
            f"seen on {last}, the newest publication in it, which is the earliest day possible; "
            f"--answer observed_on=YYYY-MM-DD says better"
        )
    return rows
