"""The contents page says where to go on, and the profile is told in the words of its questions."""

from __future__ import annotations

import pytest

from cxaudit.audit import Audit
from cxaudit.display.tables.data import show_profile
from cxaudit.display.tables.progress import Step, show_progress, to_next


def steps(*done: int) -> list[Step]:
    """Return steps 01 to 04, of each this many of two done; exports have no end."""
    return [Step(f"0{n}_x", "?", d, 0 if n == 3 else 2, "things") for n, d in enumerate(done, 1)]


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ((0, 0, 0, 0), "Go on with step 01: 0 of 2 things."),
        ((1, 0, 0, 0), "Go on with step 02: 0 of 2 things."),
        ((1, 1, 0, 0), "Go on with step 02: 1 of 2 things."),
        ((1, 2, 0, 0), "Go on with step 03: 0 things."),
        ((1, 2, 5, 1), "Go on with step 04: 1 of 2 things."),
        ((2, 2, 1, 2), "All that people can answer is answered: read on with step 05."),
    ],
)
def test_the_first_step_that_is_not_done_comes_next(done: tuple[int, ...], said: str) -> None:
    assert to_next(steps(*done)) == said


def test_the_contents_say_it_above_the_steps(empty_audit: Audit) -> None:
    assert show_progress(empty_audit).text.startswith("Go on with step 02: 0 of 28 use cases")


def test_settings_stand_under_the_labels_of_their_questions(small_audit: Audit) -> None:
    lines = show_profile(small_audit).text.splitlines()
    assert "As of | 2025-12-31" in lines
    systems = [line for line in lines if line.startswith("System: ")]
    assert all(" | holds " in line for line in systems)
