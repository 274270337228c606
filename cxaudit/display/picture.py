"""A picture of rows: names at the left, bars, lines, dots and words beside them, as SVG.

For charts that need no more than that, and whose scale is known before they are drawn. Others
are drawn by matplotlib (`style.drawing`), which takes some fifty times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from cxaudit.display.letters import measure, read_letter, spell
from cxaudit.display.panel import Panel
from cxaudit.display.style import AMBER, INK, RULE, frame_svg

EDGE, GAP = 2.0, 5.0
NAME_SIZE, REMARK_SIZE = 8.5, 7.0
REMARK_HEIGHT = 13.0
MIDDLE = 0.36
"""How far the base of a text lies below its middle, in its size."""
ANCHORS = {"left": 0.0, "middle": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Bar:
    """A rectangle from ``start`` to ``end``, ``height`` of a row's."""

    row: float
    start: float
    end: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Line:
    """A straight line between two (x, row); ``width`` and ``dashes`` in points."""

    begin: tuple[float, float]
    end: tuple[float, float]
    colour: str
    width: float = 1.0
    opacity: float = 1.0
    dashes: str = ""


@dataclass(frozen=True)
class Dot:
    """A circle; ``size``: its diameter in points."""

    x: float
    row: float
    size: float
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Words:
    """A text in one line, its middle at the middle of the row; ``shift``: points right of x."""

    x: float
    row: float
    text: str
    size: float = 8.0
    colour: str = INK
    anchor: str = "left"
    shift: float = 0.0


Mark = Bar | Line | Dot | Words


class Picture:
    """Rows under each other and the marks on them, later ones over earlier ones.

    ``names``: (place, name) of each row, places counted in rows from 0 at the top; ``span``: what
    lies at the left and right end of the rows. ``width``, ``pitch`` (height of a row), ``head``,
    ``foot`` and ``beside`` (kept free above, below, at the right) are in points.
    """

    def __init__(
        self, names: Sequence[tuple[float, str]], span: tuple[float, float], *, width: float,
        pitch: float, head: float = EDGE, foot: float = 2 * EDGE, beside: float = EDGE,
    ) -> None:  # fmt: skip
        self.names, self.span = list(names), span
        self.width, self.pitch, self.head = width, pitch, head
        self.left = EDGE + max(measure(name, NAME_SIZE) for _, name in names) + GAP
        self.rows = max(place for place, _ in names) + 1
        self.height = head + pitch * self.rows + foot
        self.unit = (width - beside - self.left) / (span[1] - span[0])
        self.marks: list[Mark] = []

    def add(self, *marks: Mark) -> None:
        """Put marks on top of those that are there."""
        self.marks += marks

    def rule(self, x: float, colour: str = RULE, width: float = 0.8, dashes: str = "") -> None:
        """Draw an upright line through all rows."""
        self.add(Line((x, -0.5), (x, self.rows - 0.5), colour, width, dashes=dashes))

    def at(self, x: float, row: float) -> tuple[float, float]:
        """Return the place of a mark in points from the upper left corner."""
        across = self.left + (x - self.span[0]) * self.unit
        return across, self.head + (row + 0.5) * self.pitch

    def to_panel(self, alt: str, caption: str = "", *, invented: bool = False) -> Panel:
        """Return it under its finding; ``invented``: it says so on itself."""
        return frame_svg(self.to_svg(alt, "invented data" if invented else ""), alt, caption)

    def to_svg(self, title: str, remark: str = "") -> bytes:
        """Return it as an SVG that loads nothing; ``remark`` stands at its upper right."""
        used: set[int] = set()
        low = self.span[0]
        shown: list[Mark] = [
            *self.marks,
            *(Words(low, place, name, NAME_SIZE, INK, "right", -GAP) for place, name in self.names),
        ]
        body = "".join(_TO_SVG[type(mark)](self, mark, used) for mark in shown)
        above = REMARK_HEIGHT if remark else 0.0
        if remark:
            place = (self.width - EDGE - measure(remark, REMARK_SIZE), REMARK_SIZE)
            body = f'<g transform="translate(0 {_short(above)})">{body}</g>' + _write(
                remark, place, REMARK_SIZE, AMBER, used
            )
        outlines = "".join(f'<path id="{_id(one)}" d="{read_letter(one)[0]}"/>'
                           for one in sorted(used))  # fmt: skip
        width, height = _short(self.width), _short(self.height + above)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
            f'viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>'
            f'<rect width="{width}" height="{height}" fill="#fff"/>'
            f"<defs>{outlines}</defs>{body}</svg>"
        ).encode()


def _draw_bar(picture: Picture, bar: Bar, _: set[int]) -> str:
    x, y = picture.at(bar.start, bar.row - bar.height / 2)
    width, height = (bar.end - bar.start) * picture.unit, bar.height * picture.pitch
    edge = f' stroke="{bar.edge}" stroke-width="1.5" stroke-linejoin="round"' if bar.edge else ""
    return (
        f'<rect x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}" '
        f'fill="{bar.fill}"{edge}/>'
    )


def _draw_line(picture: Picture, line: Line, _: set[int]) -> str:
    (x, y), (end_x, end_y) = picture.at(*line.begin), picture.at(*line.end)
    look = f' stroke-opacity="{_short(line.opacity)}"' if line.opacity < 1 else ""
    look += f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
    return (
        f'<path d="M{_short(x)} {_short(y)}L{_short(end_x)} {_short(end_y)}" '
        f'stroke="{line.colour}" stroke-width="{_short(line.width)}"{look}/>'
    )


def _draw_dot(picture: Picture, dot: Dot, _: set[int]) -> str:
    x, y = picture.at(dot.x, dot.row)
    edge = f' stroke="{dot.edge}" stroke-width="1.4"' if dot.edge else ""
    return (
        f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(dot.size / 2)}" '
        f'fill="{dot.fill}"{edge}/>'
    )


def _draw_words(picture: Picture, words: Words, used: set[int]) -> str:
    x, y = picture.at(words.x, words.row)
    width = measure(words.text, words.size)
    x += words.shift - width * ANCHORS[words.anchor]
    place = (x, y + MIDDLE * words.size)
    return _write(words.text, place, words.size, words.colour, used)


_TO_SVG: dict[type, Any] = {
    Bar: _draw_bar, Line: _draw_line, Dot: _draw_dot, Words: _draw_words,
}  # fmt: skip


def _write(text: str, place: tuple[float, float], size: float, colour: str, used: set[int]) -> str:
    """Return a text as outlines that begin at a place, and what it says beside them."""
    spelled = spell(text)
    used.update(letter for letter, _ in spelled.letters)
    letters = "".join(f'<use href="#{_id(letter)}" x="{at}"/>' for letter, at in spelled.letters)
    scale = f"{size / spelled.em:.6f}"
    return (
        f'<g fill="{colour}" aria-label="{escape(text)}" '
        f'transform="translate({_short(place[0])} {_short(place[1])}) scale({scale} -{scale})">'
        f"{letters}</g>"
    )


def _id(letter: int) -> str:
    return f"c{letter:x}"


def _short(number: float) -> str:
    """Return a number with at most two decimals, as short as it can be written."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
