"""What an export says once for the whole file: on a preamble line, in its name, or asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.question import Question
from cxaudit.intake.columns.convert import Converted, Frame, to_dates
from cxaudit.intake.known.form import Fact
from cxaudit.intake.known.recognise import Match
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.values.dates import to_utc
from cxaudit.intake.wish import Wish

Facts = Mapping[str, str | date | None]


def read_facts(match: Match, wish: Wish, file: str) -> tuple[Facts, list[Question]]:
    """Return the facts of an export and the questions for those that lack.

    An answer goes before what the file says only where the file says nothing. A day whose
    order nothing tells is asked about, as in a column.
    """
    found: dict[str, str | date | None] = {"timezone": wish.timezone}
    questions = []
    for name, fact in match.form.facts.items():
        text = _find(fact, match, file)
        done = _to_value(name, fact, text, wish) if text else Converted([None])
        value = done.values[0]
        if value is None and name in wish.answers:
            value, done.question = _to_answer(name, fact, wish), None
        found[name] = value
        needed = fact.ask and not any(fact.unless in place.columns for place in match.located)
        if done.question:
            questions.append(done.question)
        elif value is None and needed:
            questions.append(Question(id=name, ask=fact.ask or "", each_file=True))
    return found, questions


def _find(fact: Fact, match: Match, file: str) -> str | None:
    above = match.grid.rows[: min(place.header_at for place in match.located)]
    for row in reversed(above):
        text = next(_read_line(fact, row), None)
        if text:
            return text
    if fact.file_name:
        hit = re.search(fact.file_name, match.grid.member or file)
        return hit.group(1) if hit else None
    return None


def _read_line(fact: Fact, row: Sequence[str]) -> Iterator[str]:
    """Yield the fact where the row says it: after a colon, in the next cell, by its pattern."""
    line = ",".join(row).lstrip("# ")
    label, _, value = line.partition(":")
    wanted = {fold_header(text) for text in fact.line}
    if fold_header(label) in wanted:
        yield value.strip().strip(",").strip()
    if row and fold_header(row[0].rstrip().rstrip(":")) in wanted:
        yield from (cell.strip() for cell in row[1:] if cell.strip())
    if fact.pattern and (hit := re.search(fact.pattern, line.strip().strip(",").strip())):
        yield hit.group(1).strip()


def _to_value(name: str, fact: Fact, text: str, wish: Wish) -> Converted:
    if fact.type == "str":
        return Converted([text])
    label = fact.line[0] if fact.line else name
    frame = Frame(name, label, fact.type, timezone=wish.timezone, answers=wish.answers)
    return to_dates([text], frame)


def _to_answer(name: str, fact: Fact, wish: Wish) -> str | date:
    answer = wish.answers[name]
    if fact.type == "str":
        return answer.strip()
    return read_day(name, answer) if fact.type == "date" else _read_time(name, answer, wish)


def read_day(name: str, answer: str) -> date:
    """Return the answer to a question for a day; raises ClientDataError."""
    try:
        return date.fromisoformat(answer)
    except ValueError as error:
        raise _no_date(name, answer, "a date as YYYY-MM-DD", "2025-12-31") from error


def _read_time(name: str, answer: str, wish: Wish) -> datetime:
    try:
        return to_utc(datetime.fromisoformat(answer.strip()), wish.timezone)
    except ValueError as error:
        wanted = "a moment as YYYY-MM-DDTHH:MM, or a date as YYYY-MM-DD"
        raise _no_date(name, answer, wanted, "2025-12-31T16:30") from error


def _no_date(name: str, answer: str, wanted: str, example: str) -> ClientDataError:
    return ClientDataError(
        f"the answer to {name} is not a date",
        found=answer[:60],
        wanted=wanted,
        next=f"--answer {name}={example}",
    )
