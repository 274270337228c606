"""The currency of a table's amounts where no column says it: as written, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.question import Choice, Question
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.known.form import Form
from cxaudit.intake.values.units import to_code
from cxaudit.intake.wish import Wish
from cxaudit.wording import show_count

QUESTION = "currency"
COLUMN, MARKET_VALUE = "ccy", "mv"
USUAL = ("EUR", "USD", "GBP", "CHF", "JPY", "AUD", "CAD", "SEK", "NOK", "DKK", "HKD", "SGD")
SHARED: Mapping[str, tuple[str, ...]] = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD"), "¥": ("JPY", "CNY"),
}  # fmt: skip
CODE = re.compile(r"[A-Z]{3}")


def settle_currency(typed: Typed, form: Form, wish: Wish) -> list[Question]:
    """Fill the currency of amounts that have no currency column; return what must be asked.

    Amounts that wait for an answer are asked about with it where their currency is needed.
    A code or a sign that means one currency only, in the cells or in a note, settles it. A
    shared sign and silence do not. The import goes on without a currency, unless the amounts
    are what the table is for.
    """
    amounts = [name for name in typed.frames if _is_amount(name, typed, form)]
    if not form.table or COLUMN not in load_tables()[form.table].columns or not amounts:
        return []
    marks = tuple(dict.fromkeys(mark for name in amounts for mark in _marks_of(name, typed)))
    if COLUMN in typed.columns and not _is_silent(amounts, typed):
        _compare(typed, marks)
        return []
    codes = {to_code(mark) for mark in marks}
    code = _take_answer(wish)
    if code is None and len(codes) == 1 and None not in codes:
        code = codes.pop()
        typed.warnings.append(f"the amounts are in {code}, as written beside them")
    read = any(value is not None for name in amounts for value in typed.columns[name])
    if code is None and not read and not _is_needed(amounts, typed, form):
        return []
    if code is None:
        return [_ask(amounts, marks, typed, form, wish)]
    typed.columns[COLUMN] = [code] * len(typed.numbers)
    typed.kinds[COLUMN] = "str"
    typed.supplied.add(COLUMN)
    return []


def _is_silent(amounts: list[str], typed: Typed) -> bool:
    """Tell whether the currency column is blank beside every amount; some blanks are told."""
    if typed.stored is not None:
        return False
    said = typed.columns[COLUMN]
    if all(value is None for name in amounts for value in typed.columns[name]):
        return not any(said)
    filled = [any(typed.columns[name][row] is not None for name in amounts)
              for row in range(len(said))]  # fmt: skip
    blank = sum(has and not code for has, code in zip(filled, said, strict=True))
    if blank < sum(filled) and blank:
        told = f"{show_count(blank, 'row')} with an amount and no currency"
        typed.warnings.append(told)
    return blank == sum(filled)


def _is_amount(name: str, typed: Typed, form: Form) -> bool:
    known = load_tables()[form.table].columns if form.table else {}
    is_money = typed.kinds.get(name) == "money" and (name in known or form.is_combined)
    asked = any(question.id.startswith(f"{name}.") for question in typed.questions)
    return is_money and (asked or any(value is not None for value in typed.columns[name]))


def _marks_of(name: str, typed: Typed) -> tuple[str, ...]:
    note = typed.frames[name].note
    return (*typed.marks.get(name, ()), *(note.marks if note else ()))


def _take_answer(wish: Wish) -> str | None:
    answer = wish.answers.get(QUESTION)
    if answer is not None and not CODE.fullmatch(answer):
        raise ClientDataError(
            "the answer to currency is not a currency", found=answer[:60],
            wanted="three capital letters such as EUR", next="--answer currency=EUR",
        )  # fmt: skip
    return answer


def _ask(
    amounts: list[str], marks: tuple[str, ...], typed: Typed, form: Form, wish: Wish
) -> Question:
    first = typed.frames[amounts[0]]
    own = wish.settings.get("currency")
    shared = [code for mark in marks for code in SHARED.get(mark, ())]
    codes = dict.fromkeys([*shared, *([own] if own else []), *([] if shared else USUAL)])
    named = ", ".join(f"'{typed.frames[name].header}'" for name in amounts)
    why = f"they are written with {' and '.join(marks)}" if marks else "nothing in the file says it"
    return Question(
        id=QUESTION, column=first.header, optional=not _is_needed(amounts, typed, form),
        ask=f"In which currency are the amounts in {named}? As it stands, {why}.",
        choices=tuple(Choice(value=code, label=code) for code in codes),
    )  # fmt: skip


def _is_needed(amounts: list[str], typed: Typed, form: Form) -> bool:
    """Tell whether the amounts are what the layout is for: it cannot be had without them."""
    required = any(typed.frames[name].spec.required for name in amounts)
    return MARKET_VALUE in amounts if form.mapping else required


def _compare(typed: Typed, marks: tuple[str, ...]) -> None:
    """Warn where the amounts are written in another currency than their column says."""
    codes = {code for mark in marks if (code := to_code(mark))}
    said = {value for value in typed.columns[COLUMN] if value}
    if codes and said - codes:
        typed.warnings.append(
            f"amounts are written in {', '.join(sorted(codes))}, and the currency column says "
            f"{', '.join(sorted(said))}: the column is believed"
        )
