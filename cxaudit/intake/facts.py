"""What an export says once for the whole file: on a preamble line, in its name, or asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from cxaudit.errors import ClientDataError
from cxaudit.intake.columns import Wish
from cxaudit.intake.dates import read_moment
from cxaudit.intake.form import Fact, Question
from cxaudit.intake.grid import fold_header
from cxaudit.intake.recognise import Match

Facts = Mapping[str, str | date | None]


def read_facts(match: Match, wish: Wish, file: str) -> tuple[Facts, list[Question]]:
    """Return the facts of an export and the questions for those that lack.

    An answer goes before what the file says only where the file says nothing.
    """
    found: dict[str, str | date | None] = {"timezone": wish.timezone}
    questions = []
    for name, fact in match.form.facts.items():
        text = _find(fact, match, file)
        value = _to_value(fact, text) if text else None
        if value is None and name in wish.answers:
            value = _to_answer(name, fact, wish.answers[name])
        found[name] = value
        needed = fact.ask and not any(fact.unless in place.columns for place in match.located)
        if value is None and needed:
            questions.append(Question(id=name, ask=fact.ask or ""))
    return found, questions


def _find(fact: Fact, match: Match, file: str) -> str | None:
    if fact.line:
        wanted = fold_header(fact.line)
        above = match.grid.rows[: min(place.header_at for place in match.located)]
        for row in reversed(above):
            label, _, value = ",".join(row).lstrip("# ").partition(":")
            if fold_header(label) == wanted:
                return value.strip().strip(",").strip()
    if fact.file_name:
        hit = re.search(fact.file_name, match.grid.member or file)
        return hit.group(1) if hit else None
    return None


def _to_value(fact: Fact, text: str) -> str | date | None:
    if fact.type == "str":
        return text
    moment = read_moment(text, "ask")
    return moment[0].date() if moment else None


def _to_answer(name: str, fact: Fact, answer: str) -> str | date:
    return answer if fact.type == "str" else read_day(name, answer)


def read_day(name: str, answer: str) -> date:
    """Return the answer to a question for a day; raises ClientDataError."""
    try:
        return date.fromisoformat(answer)
    except ValueError as error:
        raise ClientDataError(
            f"the answer to {name} is not a date",
            found=answer[:60],
            wanted="a date as YYYY-MM-DD",
            next=f"--answer {name}=2025-12-31",
        ) from error
