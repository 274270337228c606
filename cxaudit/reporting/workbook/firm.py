"""The sheets about the firm: its settings, its systems, its own targets and norms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cxaudit.display.forms.questions import GROUPS, Asked, Group
from cxaudit.display.words import RULES
from cxaudit.intake.workbook import layout
from cxaudit.reporting.book import BLUE, GREY, PALE, Book, to_height
from cxaudit.reporting.workbook.answers import HEADER, Line, Plan, write_answers
from cxaudit.reporting.workbook.asking import Asking
from cxaudit.reporting.workbook.questionnaire import NUMBER_FORMATS, UNITS

SPARE_SYSTEMS = 10
WIDTHS = {"Question": 44, "Answer": 40, "Example": 34, "Why it is asked": 46, "Setting": 24}

ABOUT_FIRM = (
    "What the figures depend on. Days are written as in 2025-12-31, several entries with commas "
    "between them. What is left blank is not set."
)
ABOUT_SYSTEMS = (
    "Which tools hold which kind of data? Put an x under each kind. Questions about how data are "
    "captured and trusted are then asked once a system; a workbook written after this one has "
    "been read back asks them."
)
ABOUT_TARGETS = (
    "Targets and norms that the firm has set itself, in the unit of the figure. They are needed "
    "where Judged against says so, and shown elsewhere. The age of the data is held against the "
    "days between two reviews, 31 unless said otherwise."
)
ABOUT_COUNTS = (
    "How many does the firm's own list or calendar name? Count them where somebody else keeps "
    "them; the imported rows are held against that number. What is left blank is not set."
)
POSITIONS = "Scroll depth is judged against it: half of the readers should reach it."


def write_firm(book: Book, asking: Asking) -> None:
    """Write the settings by the groups and questions of the first notebook."""
    order = layout.firm().order
    sheet = book.sheet(layout.FIRM, [WIDTHS[header] for header in order])
    book.head(sheet, "The firm, and what its figures depend on", ABOUT_FIRM, len(order))
    book.header(sheet, HEADER, order, ["Answer"])
    row = HEADER + 1
    for group in _groups(asking.file.profile):
        look = book.look(bold=True, font_size=11, font_color=BLUE, bottom=1, bottom_color=BLUE)
        for column, text in enumerate((group.title, "", "", group.about, "")):
            small = book.look(font_color=GREY, italic=True, text_wrap=True, bottom=1,
                              bottom_color=BLUE)  # fmt: skip
            book.put(sheet, row, column, text, look if column == 0 else small)
        sheet.set_row(row, max(30, to_height(group.about, WIDTHS["Why it is asked"])))
        row += 1
        for asked in group.asked:
            _write_setting(book, sheet, row, asked, _stored(asking.file.profile, asked.key))
            row += 1
    sheet.freeze_panes(HEADER + 1, 1)


def _groups(profile: Mapping[str, Any]) -> tuple[Group, ...]:
    """Return the groups of questions, and one for pages whose main point has a place."""
    positions = profile.get("cta_positions") or {}
    patterns = dict.fromkeys((*profile.get("thought_leadership_patterns", ()), *positions))
    asked = tuple(
        Asked(f"cta_positions.{pattern}", "Position",
              f"How far down the pages {pattern} does the main point or call to action stand?",
              "0.4", "A share of the page, from 0 to 1.")
        for pattern in patterns
    )  # fmt: skip
    return (*GROUPS, Group("Where the main point stands", POSITIONS, asked)) if asked else GROUPS


def _stored(profile: Mapping[str, Any], key: str) -> Any:
    head, dot, name = key.partition(".")
    value = profile.get(head)
    return (value or {}).get(name) if dot else value


def _write_setting(book: Book, sheet: Any, row: int, asked: Asked, value: Any) -> None:
    told = book.look(text_wrap=True, font_color=GREY)
    example = "\n".join(f"{name} = {label}" for name, label in asked.options) or asked.hint
    text = to_text(value)
    book.put(sheet, row, 0, asked.question, book.look(text_wrap=True))
    book.put(sheet, row, 1, text, book.input_look())
    book.put(sheet, row, 2, example, told)
    book.put(sheet, row, 3, asked.help, told)
    key = book.look(font_size=8, font_color=GREY, bg_color=PALE, num_format="@")
    book.put(sheet, row, 4, asked.key, key)
    choices = tuple((name, name) for name, _ in asked.options)
    kind = "choice" if choices else "text"
    column = layout.Asked("value", asked.label, kind, asked.help or asked.question, choices)
    book.validate(sheet, 1, [row], column)
    heights = (to_height(asked.question, 44), to_height(example, 34), to_height(asked.help, 46),
               to_height(text, 40))  # fmt: skip
    sheet.set_row(row, max(18, *heights))


def to_text(value: Any) -> str:
    """Return a setting as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def write_systems(book: Book, asking: Asking) -> None:
    """Write a row a system, with a mark under each kind of data it holds."""
    sheet = layout.systems()
    widths = dict.fromkeys(sheet.headers, 13) | {"System id": 14, "Name in the firm": 34}
    listed: Mapping[str, Any] = asking.file.profile.get("systems") or {}
    lines = [
        Line(values={"id": system, "name": about.get("name")}
             | dict.fromkeys(about.get("tables", ()), "x"),
             fixed=("id",), height=20)
        for system, about in sorted(listed.items())
    ]  # fmt: skip
    spare = [Line(height=20) for _ in range(SPARE_SYSTEMS)]
    plan = Plan(sheet, widths, ABOUT_SYSTEMS, 2, "The firm's systems, and what they hold")
    written = write_answers(book, plan, lines, spare)
    written.set_row(HEADER, 64)


def write_targets(book: Book, asking: Asking) -> None:
    """Write a row a figure with the firm's own target and norm."""
    sheet = layout.targets()
    widths = {"KPI": 46, "Unit": 16, "Own target": 14, "Norm": 14, "Judged against": 40,
              layout.REVIEWED: 14, "KPI id": 30}  # fmt: skip
    names = ("own_targets", "norms", "review_days")
    set_already = {n: asking.file.profile.get(n) or {} for n in names}
    asked = {kpi.kpi_id for kpi in asking.kpis} | set().union(*map(set, set_already.values()))
    lines = []
    for kpi in (asking.catalogue[k] for k in asking.catalogue if k in asked):
        unit = kpi.figure["headline"].unit
        rule = kpi.target.rule if kpi.target else ""
        told = {"KPI": f"{kpi.code} {kpi.name}", "Unit": UNITS[unit],
                "Judged against": RULES.get(rule, rule.replace("_", " "))}  # fmt: skip
        values = {n: found.get(kpi.kpi_id) for n, found in set_already.items()}
        form = NUMBER_FORMATS.get(unit)
        formats = dict.fromkeys(("own_targets", "norms"), form) if form else {}
        lines.append(Line(told, values | {"kpi_id": kpi.kpi_id}, ("kpi_id",), formats=formats,
                          height=18))  # fmt: skip
    plan = Plan(sheet, widths, ABOUT_TARGETS, 1, "Own targets and norms")
    write_answers(book, plan, lines)


def write_counts(book: Book, asking: Asking) -> None:
    """Write a row a list that the figures asked about can be held against."""
    widths = {"What is counted": 40, "On which list": 46, "Which of them": 30, "How many": 14,
              "List id": 24}  # fmt: skip
    known = asking.file.profile.get("declared_counts") or {}
    lines = [
        Line({"What is counted": p.name, "On which list": p.list,
              "Which of them": "of the audited period" if p.dated else "on the day of the audit"},
             {"list_id": p.id, "declared_counts": known.get(p.id)}, ("list_id",), height=18)
        for p in asking.lists
    ]  # fmt: skip
    plan = Plan(layout.counts(), widths, ABOUT_COUNTS, 1, "What the firm's own lists name")
    write_answers(book, plan, lines)
