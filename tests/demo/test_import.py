"""Every file of the three firms is recognised and imported, and every row is accounted for."""

from __future__ import annotations

import pytest

from cxaudit.demo import FIRMS, profile
from cxaudit.intake import read_file
from cxaudit.store.settings import apply_settings, to_settings

KEY = b"only for tests, 32 bytes long..."


@pytest.fixture(scope="session")
def readings(exports):
    """Return client id -> readings of all its files, in their order."""
    found = {}
    for firm in FIRMS:
        settings = to_settings(apply_settings({}, profile(firm).items()))
        found[firm.client_id] = [
            read_file(f.path, form=f.as_format, answers=f.answers, settings=settings, key=KEY)
            for f in exports[firm.client_id].files
        ]
    return found


EVERY_FIRM = pytest.mark.parametrize("client_id", [firm.client_id for firm in FIRMS])


@EVERY_FIRM
def test_every_file_is_recognised_and_imported_without_a_further_question(client_id, readings):
    told = {r.file: (r.verdict, r.message) for r in readings[client_id] if r.verdict != "imported"}
    assert told == {}


@EVERY_FIRM
def test_rows_in_are_imported_set_aside_blank_or_totals(client_id, readings):
    for reading in readings[client_id]:
        rows = reading.to_json()["rows"]
        assert rows["in"] == (
            rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]
        ), reading.file


@EVERY_FIRM
def test_few_rows_are_set_aside_and_each_says_why(client_id, readings):
    for reading in readings[client_id]:
        rows = reading.to_json()["rows"]
        assert rows["set_aside"] <= max(1, rows["in"] // 20), reading.file
        assert all(entry["reason"] for entry in reading.to_json()["set_aside"])


def test_a_rating_on_no_known_scale_is_set_aside_and_never_read_as_hold(readings):
    asides = [
        entry["reason"]
        for reading in readings["demo-strong"]
        if reading.table == "rating"
        for entry in reading.to_json()["set_aside"]
    ]
    assert len(asides) == 1


def test_the_weak_firms_empty_register_is_taken_as_an_empty_register(readings):
    register = next(r for r in readings["demo-weak"] if "complaints" in r.file)
    assert register.table == "interaction"
    assert register.to_json()["rows"]["in"] == 0
