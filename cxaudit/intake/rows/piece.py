"""One recognised table of a file: its sections typed, questions put, canonical rows made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.answers import Answers, Used
from cxaudit.intake.ask.question import Question, check_answer
from cxaudit.intake.columns.account import RowAccount
from cxaudit.intake.columns.clocks import tell_clocks
from cxaudit.intake.columns.currency import settle_currency
from cxaudit.intake.columns.doubts import ask_again
from cxaudit.intake.columns.facts import Facts, read_day, read_facts
from cxaudit.intake.columns.future import warn_of_future
from cxaudit.intake.columns.section import Typed, read_section
from cxaudit.intake.columns.totals import Check, check_rates, check_totals
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.known.recognise import Match
from cxaudit.intake.rows.canonical import fill_lifetime, to_arrow, to_schema
from cxaudit.intake.rows.transform import combine
from cxaudit.intake.wish import Wish
from cxaudit.wording import show_count

if TYPE_CHECKING:
    import pyarrow as pa


NO_VALUE = "no value"


@dataclass
class Piece:
    """What one recognised table of the file brought, before tables of a kind are joined."""

    match: Match
    sections: dict[str, Typed]
    tables: dict[str, Any] = field(default_factory=dict)
    dropped: dict[str, set[str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    account: RowAccount = field(default_factory=RowAccount)
    supplied: set[str] = field(default_factory=set)
    used: Used | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def counted(self) -> list[Typed]:
        """Return the sections that hold rows."""
        parts = self.match.form.parts
        return [typed for name, typed in self.sections.items() if parts[name].counted]


def read_piece(match: Match, upload: Upload, wish: Wish) -> Piece:
    """Read one recognised table; rows are made only when no question stays open."""
    form = match.form
    wish = wish.of(form.mapping or form.format)
    facts, questions = read_facts(match, wish, upload.name)
    sections = {place.section: read_section(match, place, wish) for place in match.located}
    piece = Piece(match, sections, questions=questions, warnings=list(form.notes))
    _look_again(piece, wish)
    for typed in sections.values():
        piece.questions += typed.questions
        piece.warnings += typed.warnings
        piece.supplied |= typed.supplied
    _put_questions(piece, wish)
    piece.account = sum((_to_account(typed) for typed in piece.counted), RowAccount())
    piece.warnings += _warn_about_rows(piece)
    if not any(not question.optional for question in piece.questions):
        _make_tables(piece, facts, upload, wish)
    _note_answers(piece, wish)
    return piece


def _look_again(piece: Piece, wish: Wish) -> None:
    """Judge whole sections: contradicted answers, the currency, the file's own sums and rates."""
    form = piece.match.form
    for place in piece.match.located:
        typed = piece.sections[place.section]
        typed.questions += ask_again(typed, wish.answers)
        typed.questions += settle_currency(typed, form, wish)
        typed.warnings += [*tell_clocks(typed, wish), *warn_of_future(typed, form, wish)]
        if not any(not question.optional for question in typed.questions):
            piece.checks += [*check_totals(typed, form, place), *check_rates(typed, form, place)]
    piece.warnings += [check.in_words for check in piece.checks if check.in_words]


def _note_answers(piece: Piece, wish: Wish) -> None:
    form, answers = piece.match.form, wish.answers
    if isinstance(answers, Answers):
        given = {name: value for name, value in answers.used.items() if name in answers.given}
        passing = {q.id for q in form.questions if not q.is_remembered}
        passing |= {"observed_on", *form.facts}
        lasting = tuple(name for name in given if name not in passing)
        piece.used = Used(form.mapping or form.format, given, lasting, answers.recalled)
        piece.warnings += answers.told()


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
        warnings.append(f"{show_count(piece.account.totals, 'totals row')} left out of every sum")
    cap = piece.match.form.row_cap
    if cap is not None and piece.account.imported >= cap:
        warnings.append(f"{cap:,} rows are said to be the most this vendor exports: some may lack")
    missing = sum((typed.missing for typed in piece.counted), Counter())
    if missing:
        shown = ", ".join(f"{h} {n:,}{_say_why(h, piece)}" for h, n in missing.items())
        warnings.append(f"cells that say there is no value, kept as missing: {shown}")
    if piece.match.form.is_template:
        unread = [h for place in piece.match.located for h in place.unread]
        if unread:
            warnings.append("columns that are not of the template, ignored: " + ", ".join(unread))
    return warnings


def _say_why(header: str, piece: Piece) -> str:
    """Return the reasons why cells of a column hold no value, where they say more than that."""
    reasons = sum((typed.reasons for typed in piece.counted), Counter())
    said = [(why, count) for (name, why), count in reasons.items() if name == header]
    told = ", ".join(f"{why} {count:,}" for why, count in said)
    return f" ({told})" if {why for why, _ in said} - {NO_VALUE} else ""


def _make_tables(piece: Piece, facts: Facts, upload: Upload, wish: Wish) -> None:
    """Make the canonical rows of a piece, by table."""
    form, member = piece.match.form, piece.match.grid.member
    src_file = f"{upload.name}/{member}" if member else upload.name
    typed = next(iter(piece.sections.values()))
    if typed.stored is not None:
        piece.tables, said = typed.stored.to_tables(form, typed, facts)
        piece.warnings += said
    elif form.is_combined:
        made, said = combine(form, piece.sections, facts)
        piece.warnings += said
        for name, rows in made.items():
            piece.tables[name] = to_schema(rows, load_tables()[name], form.src_system, src_file)
    else:
        _fill_from_facts(piece, typed, facts)
        rows = to_arrow(typed.columns, typed.kinds, typed.numbers)
        table = load_tables()[form.table or ""]
        piece.tables[table.name] = to_schema(rows, table, form.src_system, src_file)
    if form.is_combined:
        piece.dropped = {name: _find_dropped(piece, name) for name in piece.tables}
    if form.lifetime:
        own = form.tables[0]
        piece.tables[own] = _to_lifetime(piece, piece.tables[own], facts, wish)


def _fill_from_facts(piece: Piece, typed: Typed, facts: Facts) -> None:
    """Give every row what was said once for the file, as the days its counts cover."""
    known = load_tables()[piece.match.form.table or ""].columns
    for name in piece.match.form.facts:
        if name in known and name not in typed.columns and facts.get(name) is not None:
            typed.columns[name] = [facts[name]] * len(typed.numbers)
            typed.kinds[name] = known[name].type
            piece.supplied.add(name)


def _find_dropped(piece: Piece, name: str) -> set[str]:
    """Return columns that the file fills and the combined rows cannot say (users of hours)."""
    rows = piece.tables[name]
    empty = {n for n in load_tables()[name].columns if _is_empty(rows, n)}
    filled = {
        column
        for typed in piece.counted
        for column, values in typed.columns.items()
        if column in empty and any(value is not None for value in values)
    }
    return filled if rows.num_rows else set()


def _is_empty(rows: Any, name: str) -> bool:
    """Tell whether a column has no value; of rows on disk that was counted as they came."""
    if hasattr(rows, "tally"):
        return not rows.tally.filled_of(name)
    return rows.column(name).null_count == rows.num_rows


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
            f"{show_count(undated, 'row')} without a day of publication: their period is {last}"
        )
    if stands_in and last is not None:
        piece.warnings.append(
            f"counts since publication, and the file does not say when it was exported: taken as "
            f"seen on {last}, the newest publication in it, which is the earliest day possible"
        )
        ask = (
            "On which day was this file exported (YYYY-MM-DD)? Its counts reach to that day; as "
            f"long as nobody says, {last} stands for it."
        )
        piece.questions.append(Question(id="observed_on", ask=ask, optional=True, each_file=True))
    return rows
