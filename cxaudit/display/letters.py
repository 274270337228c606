"""The charts' font as outlines: a picture looks the same on every machine and loads no font.

Each letter is read from the font once a process, and each text is spelled once: a template that
has drawn one picture hands both on to the reports that it starts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

FONT = "DejaVu Sans"
"""The one font of all charts; matplotlib brings it, so that a chart is the same everywhere."""
MOVE, LINE, CURVE, CUBIC, CLOSE = 1, 2, 3, 4, 79
"""How matplotlib codes the points of an outline."""


@dataclass(frozen=True)
class Spelled:
    """A text set in one line: each letter that leaves a trace, by its number in the font.

    ``letters``: (letter, where it begins). These places and ``width`` are in units of the font,
    ``em`` of them to the font's size.
    """

    letters: tuple[tuple[int, int], ...]
    width: int
    em: int

    def points(self, size: float) -> float:
        """Return the width in points at a size."""
        return self.width * size / self.em


def measure(text: str, size: float) -> float:
    """Return the width of a text in points."""
    return spell(text).points(size)


@lru_cache(maxsize=4096)
def spell(text: str) -> Spelled:
    """Return a text as letters and their places, close pairs moved together as the font says.

    A character that the font lacks becomes its empty box.
    """
    font = _open_font()
    letters = [font.get_char_index(ord(one)) for one in unicodedata.normalize("NFC", text)]
    placed, at = [], 0
    for letter, after in pairwise([*letters, None]):
        outline, width = read_letter(letter)
        if outline:
            placed.append((letter, at))
        at += width + (0 if after is None else _read_kerning(letter, after))
    return Spelled(tuple(placed), at, font.units_per_EM)


@cache
def read_letter(letter: int) -> tuple[str, int]:
    """Return a letter's outline as SVG path data, y upwards, and how far it moves on."""
    from matplotlib.ft2font import LoadFlags

    font = _open_font()
    width = font.load_glyph(letter, flags=LoadFlags.NO_SCALE).horiAdvance
    points, codes = font.get_path()
    # matplotlib counts in 64ths of the font's units
    ends = [f"{round(x * 64)} {round(y * 64)}" for x, y in points.tolist()]
    return _to_path(ends, codes.tolist()), width


def _to_path(ends: list[str], codes: list[int]) -> str:
    parts, at = [], 0
    while at < len(codes):
        code = codes[at]
        count = {CURVE: 2, CUBIC: 3}.get(code, 1)
        letter = {MOVE: "M", LINE: "L", CURVE: "Q", CUBIC: "C"}.get(code)
        parts.append(letter + " ".join(ends[at : at + count]) if letter else "Z")
        at += count
    return "".join(parts)


@cache
def _read_kerning(letter: int, after: int) -> int:
    from matplotlib.ft2font import Kerning

    return int(_open_font().get_kerning(letter, after, Kerning.UNSCALED))


def _open_font() -> Any:
    """Return the font; matplotlib keeps it open, and opens it again in a forked process."""
    from matplotlib import font_manager

    return font_manager.get_font(_find_file())


@cache
def _find_file() -> str:
    from matplotlib import font_manager

    return str(font_manager.findfont(FONT))
