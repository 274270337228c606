"""The scale under a picture of rows: round numbers, their places and what they count."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

from cxaudit.display.picture import Line, Picture, Words
from cxaudit.display.style import GREY, RULE

ROUND = (1, 2, 5, 10)
MOST_STEPS = 5
HEIGHT = 31
"""The room that a scale takes under the rows, in points."""


def draw_scale(picture: Picture, ticks: Iterable[float], says: str) -> None:
    """Draw a line under the rows, numbers under it and what they count."""
    (low, high), below = picture.span, picture.rows - 0.5
    picture.add(Line((low, below), (high, below), RULE, 0.8))
    for tick in ticks:
        picture.add(Words(tick, below + 10 / picture.pitch, f"{tick:g}", 8, GREY, "middle"))
    picture.add(Words((low + high) / 2, below + 23 / picture.pitch, says, 9, GREY, "middle"))


def to_ticks(greatest: float) -> list[float]:
    """Return round numbers from 0, in even steps, up to a number above 0."""
    least = greatest / MOST_STEPS
    size = 10.0 ** floor(log10(least))
    step = next(size * each for each in ROUND if size * each >= least * (1 - 1e-9))
    return [round(at * step, 12) for at in range(int(greatest / step + 1e-9) + 1)]
