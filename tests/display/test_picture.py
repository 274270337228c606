"""Pictures of rows: letters as the font has them, places by arithmetic, scales of round numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.textpath import TextPath

from cxaudit.catalogue import load_catalogue
from cxaudit.display.letters import FONT, measure, read_letter, spell
from cxaudit.display.picture import Bar, Dot, Line, Picture, Words
from cxaudit.display.scale import MOST_STEPS, to_ticks

EM = 2048
SVG = "{http://www.w3.org/2000/svg}"


def ink(text: str) -> float:
    """Return how far right matplotlib's own outline of a text reaches, in units of the font."""
    return float(TextPath((0, 0), text, size=EM, prop={"family": FONT}).get_extents().x1)


@pytest.mark.parametrize(
    "text", ["AVATAR To. LY", "28", "6  (24 declared)", "Zoë Größe ½", *sorted(
        kpi.name for kpi in load_catalogue().values())],
)  # fmt: skip
def test_a_text_is_as_wide_as_matplotlib_sets_it(text):
    bearing = measure(text[-1], EM) - ink(text[-1])
    assert measure(text, EM) - bearing == pytest.approx(ink(text), abs=0.01 * EM)


@pytest.mark.parametrize("letter", ["A", "g", "8", "%", "é"])
def test_a_letter_has_the_outline_of_the_font(letter):
    ((number, start),) = spell(letter).letters
    drawn = [float(n) for n in re.findall(r"-?\d+", read_letter(number)[0])]
    path = TextPath((0, 0), letter, size=EM, prop={"family": FONT})
    points = [p for p, code in zip(path.vertices, path.codes, strict=True) if code != 79]
    assert start == 0
    assert drawn == pytest.approx([each for point in points for each in point], abs=1)


def test_blanks_move_on_and_leave_no_trace():
    assert len(spell("a  b").letters) == 2
    assert measure("a  b", 10) == pytest.approx(measure("ab", 10) + 2 * measure(" ", 10), abs=0.3)
    assert spell("").letters == ()


def test_a_letter_that_the_font_lacks_is_its_empty_box():
    (box,) = {number for number, _ in spell("中文").letters}
    assert read_letter(box)[0].startswith("M")


def small() -> Picture:
    """Two rows of 20 points from 0 to 10, names of no width worth speaking of."""
    return Picture([(0, "."), (1, ".")], (0, 10), width=200, pitch=20, head=12, foot=8, beside=50)


def test_marks_stand_where_their_numbers_say():
    picture = small()
    left = 2 + measure(".", 8.5) + 5
    unit = (200 - 50 - left) / 10
    picture.add(Bar(1, 2, 6, 0.5, "#00f"), Dot(3, 0, 8, "#fff", "#f00"),
                Line((0, 0), (10, 1), "#ccc"))  # fmt: skip
    root = ElementTree.fromstring(picture.to_svg("a finding"))
    assert root.get("viewBox") == "0 0 200 60"
    bar = root.findall(f"{SVG}rect")[1]
    seen = [float(bar.get(name)) for name in ("x", "y", "width", "height")]
    assert seen == pytest.approx([left + 2 * unit, 12 + 30 - 5, 4 * unit, 10], abs=0.006)
    dot = root.find(f"{SVG}circle")
    seen = [float(dot.get(name)) for name in ("cx", "cy", "r")]
    assert seen == pytest.approx([left + 3 * unit, 22, 4], abs=0.006)
    line = [float(n) for n in re.findall(r"[0-9.]+", root.find(f"{SVG}path").get("d"))]
    assert line == pytest.approx([left, 22, 150, 42], abs=0.006)


@pytest.mark.parametrize(("anchor", "share"), [("left", 0), ("middle", 0.5), ("right", 1)])
def test_words_begin_or_end_or_stand_around_their_place(anchor, share):
    picture = small()
    picture.add(Words(10, 0, "a word", 8, "#000", anchor, shift=3))
    root = ElementTree.fromstring(picture.to_svg("a finding"))
    (group,) = [g for g in root.iter(f"{SVG}g") if g.get("aria-label") == "a word"]
    x, _, scale, _ = (float(n) for n in re.findall(r"-?[0-9.]+", group.get("transform")))
    assert x == pytest.approx(150 + 3 - share * measure("a word", 8), abs=0.006)
    assert scale * EM == pytest.approx(8, rel=1e-3)
    assert len(group) == 5


def test_a_remark_stands_above_the_rows_which_move_down():
    picture = small()
    plain, marked = (ElementTree.fromstring(picture.to_svg("t", r)) for r in ("", "invented"))
    assert float(marked.get("height")[:-2]) > float(plain.get("height")[:-2])
    labels = [g.get("aria-label") for g in marked.iter(f"{SVG}g") if g.get("aria-label")]
    assert labels == [".", ".", "invented"]


def test_what_stands_in_a_picture_is_escaped_and_each_letter_drawn_once():
    picture = small()
    picture.add(Words(0, 0, '<b> & "x" $y$'), Words(0, 1, "xx"))
    root = ElementTree.fromstring(picture.to_svg("<i> & more"))
    assert root.find(f"{SVG}title").text == "<i> & more"
    assert '<b> & "x" $y$' in [g.get("aria-label") for g in root.iter(f"{SVG}g")]
    ids = [path.get("id") for path in root.find(f"{SVG}defs")]
    assert len(ids) == len(set(ids))
    assert {use.get("href") for use in root.iter(f"{SVG}use")} == {f"#{one}" for one in ids}


@given(st.floats(min_value=1e-6, max_value=1e6))
def test_a_scale_counts_from_nought_in_even_round_steps(greatest):
    ticks = to_ticks(greatest)
    assert ticks[0] == 0 and 2 <= len(ticks) <= MOST_STEPS + 1
    steps = {float(f"{after - before:.6g}") for before, after in pairwise(ticks)}
    assert len(steps) == 1
    (step,) = steps
    assert f"{step:e}"[0] in "125"
    assert ticks[-1] <= greatest * (1 + 1e-6) < ticks[-1] + step * (1 + 1e-5)
