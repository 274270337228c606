"""What report and lab refuse before any work is begun."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("words", [[], ["acme", "--all"]])
def test_report_wants_clients_or_all_of_them(made, words):
    assert made.refuse("report", *words)["message"] == "name the clients, or say --all"


def test_report_refuses_a_format_that_is_not_written(made):
    assert made.refuse("report", "small-firm", "--formats", "docx")["found"] == "docx"


def test_report_refuses_an_unknown_client_before_any_work(made):
    assert made.refuse("report", "small-firm", "nobody")["message"] == "there is no such client"
    assert not (made.root / "reports").exists()


def test_lab_refuses_a_notebook_that_is_not_there(made):
    assert made.refuse("lab", "99")["message"] == "there is no such notebook"
