"""A panel: what a notebook cell shows, as escaped HTML with a plain-text twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any


@dataclass(frozen=True)
class Panel:
    """Something shown: HTML whose client text is escaped, text for a terminal, metadata."""

    html: str
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text or "(see the page)"}, self.metadata

    def __add__(self, other: Panel) -> Panel:
        return Panel(
            self.html + other.html,
            f"{self.text}\n{other.text}".strip(),
            self.metadata | other.metadata,
        )


@dataclass(frozen=True)
class Cell:
    """A table cell that is more than text: a class for its look, or trusted markup of ours."""

    text: str
    look: str = ""
    html: str | None = None
    title: str = ""

    def to_html(self) -> str:
        """Return the inside of the cell."""
        return self.html if self.html is not None else escape(self.text)


def to_text(cell: object) -> str:
    """Return what a cell says as plain text."""
    return "" if cell is None else cell.text if isinstance(cell, Cell) else str(cell)


def show_table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, look: str = "",
    note: str = "",
) -> Panel:  # fmt: skip
    """Return a table with a caption, scoped headers and escaped cells.

    Columns that begin with # are numbers, set to the right. A row of one cell is a section
    heading over the whole width.
    """
    kept = [list(row) for row in rows]
    heads = "".join(_head(column) for column in columns)
    body = "".join(_row(row, columns) for row in kept)
    foot = f'<p class="cx-note">{escape(note)}</p>' if note else ""
    html = (
        f'<div class="cx-scroll" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<table class="cx-table {look}">'
        f"<caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{foot}"
    )
    lines = [caption, " | ".join(c.lstrip("#") for c in columns)]
    lines += [" | ".join(to_text(cell) for cell in row) for row in kept]
    return Panel(html, "\n".join([*lines, note] if note else lines))


def _head(column: str) -> str:
    look = ' class="cx-number"' if column.startswith("#") else ""
    return f'<th scope="col"{look}>{escape(column.lstrip("#"))}</th>'


def _row(row: Sequence[object], columns: Sequence[str]) -> str:
    if len(row) == 1 and len(columns) > 1:
        head = f'<th scope="rowgroup" colspan="{len(columns)}">{escape(to_text(row[0]))}</th>'
        return f'<tr class="cx-section">{head}</tr>'
    cells = []
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        known = cell if isinstance(cell, Cell) else Cell(to_text(cell))
        looks = " ".join(filter(None, ["cx-number" if column.startswith("#") else "", known.look]))
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        title = f' title="{escape(known.title)}"' if known.title else ""
        look = f' class="{escape(looks)}"' if looks else ""
        cells.append(f"<{tag}{scope}{look}{title}>{known.to_html()}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def show_prose(*sentences: str) -> Panel:
    """Return a paragraph of escaped sentences."""
    text = " ".join(sentence for sentence in sentences if sentence)
    return Panel(f'<p class="cx-prose">{escape(text)}</p>' if text else "", text)


def show_list(items: Sequence[str], *, ordered: bool = False, look: str = "cx-list") -> Panel:
    """Return a list of escaped items; nothing where there is none."""
    tag = "ol" if ordered else "ul"
    inside = "".join(f"<li>{escape(item)}</li>" for item in items)
    return Panel(f'<{tag} class="{look}">{inside}</{tag}>' if items else "", "\n".join(items))


def show_cards(cards: Sequence[tuple[str, str, str]]) -> Panel:
    """Return key figures side by side: (figure, what it is, how sure or out of what)."""
    inside = "".join(
        f'<div class="cx-card"><div class="cx-card-figure">{escape(figure)}</div>'
        f'<div class="cx-card-name">{escape(name)}</div>'
        f'<div class="cx-card-note">{escape(note)}</div></div>'
        for figure, name, note in cards
    )
    text = "\n".join(f"{name}: {figure} ({note})" for figure, name, note in cards)
    return Panel(f'<div class="cx-cards">{inside}</div>', text)


def show_tag(word: str, look: str) -> str:
    """Return a small label in the colour of its look; the word always stands in it."""
    return f'<span class="cx-tag cx-{escape(look)}">{escape(word)}</span>'
