"""What every form owes the person at it: full questions, short labels, names to find them by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ipywidgets import Button, Checkbox, FileUpload

from cxaudit.audit import Audit
from cxaudit.display import edit
from cxaudit.display.forms.controls import ask, text

FORMS = (edit.firm, edit.use_cases, edit.data, edit.maturity)


@pytest.mark.parametrize("make", FORMS)
def test_every_control_has_a_class_to_find_it_by(audit: Audit, make: Callable[..., Any]) -> None:
    form = make(audit)
    looks = [control._dom_classes[0] for control in form.controls.values()]
    assert all(look.startswith("cx-") for look in looks)
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("make", FORMS)
def test_labels_are_short_and_the_question_stands_above_in_full(
    audit: Audit, make: Callable[..., Any]
) -> None:
    labels = [
        control.description
        for control in make(audit).controls.values()
        if not isinstance(control, Button | Checkbox | FileUpload)
    ]
    assert all(len(label) <= 16 and "?" not in label for label in labels)


@pytest.mark.parametrize("make", FORMS)
def test_a_text_reports_when_it_is_left_and_not_at_every_key(
    audit: Audit, make: Callable[..., Any]
) -> None:
    texts = [c for c in make(audit).controls.values() if hasattr(c, "continuous_update")]
    assert texts and not any(control.continuous_update for control in texts)


def test_a_question_is_shown_whole_and_escaped() -> None:
    box = ask("Is 3 < 4, & who says so?", text("Answer", "cx-x"))
    assert "Is 3 &lt; 4, &amp; who says so?" in box.children[0].value
