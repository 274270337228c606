"""What the invented firms hand over: the same every time, marked as invented, in size."""

from __future__ import annotations

import re

import pytest

from cxaudit.demo import FIRMS, write_exports

BY_ID = {firm.client_id: firm for firm in FIRMS}
EVERY_FIRM = pytest.mark.parametrize("client_id", list(BY_ID))
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


@EVERY_FIRM
def test_the_same_seed_writes_the_same_bytes(client_id, exports, tmp_path):
    again = write_exports(BY_ID[client_id], tmp_path)
    first = exports[client_id].files
    assert [f.path.name for f in again] == [f.path.name for f in first]
    for one, other in zip(first, again, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.path.name


@EVERY_FIRM
def test_every_file_says_by_name_or_folder_that_it_is_invented(client_id, exports):
    folder = exports[client_id]
    for file in folder.files:
        assert "invented" in str(file.path.relative_to(folder.root))


@EVERY_FIRM
def test_every_address_lies_at_a_domain_reserved_for_examples(client_id, exports):
    for file in exports[client_id].files:
        for domain in set(ADDRESS.findall(file.path.read_text(encoding="utf-8"))):
            assert re.search(r"(^|\.)example\.(com|org|net)$", domain), (file.path.name, domain)


def test_the_three_firms_are_named_as_invented_and_have_ids_of_their_own():
    assert len({firm.client_id for firm in FIRMS}) == 3
    assert all("(invented)" in firm.name for firm in FIRMS)
    assert len({firm.seed for firm in FIRMS}) == 3


def test_the_strong_firm_hands_over_more_than_the_middling_and_that_one_more_than_the_weak():
    kinds = [len(firm.exports) for firm in FIRMS]
    assert kinds == sorted(kinds, reverse=True) and len(set(kinds)) == 3


def test_the_weak_firm_has_a_complaints_register_with_nothing_in_it(exports):
    text = (exports["demo-weak"].root / "complaints_register_invented.csv").read_text()
    assert text.count("\n") == 1


def test_the_middling_firm_keeps_no_list_of_the_factsheets_it_owed(exports):
    rows = exports["demo-middling"].read("factsheet_log_invented.csv")
    assert {row["Status"] for row in rows} == {"Delivered"}
    assert all(row["Delivered"] for row in rows)


def test_dates_of_the_social_suite_can_only_be_read_day_first(exports):
    for client_id in ("demo-strong", "demo-middling"):
        rows = exports[client_id].read("linkedin_posts_invented.csv")
        firsts = [int(row["Date"].split("/")[0]) for row in rows]
        assert max(firsts) > 12


@pytest.mark.parametrize("client_id", ["demo-strong", "demo-middling", "demo-weak"])
def test_a_webinar_has_panelists_no_shows_and_people_who_came_back(client_id, exports):
    folder = exports[client_id].root / "webinars_invented"
    texts = [path.read_text() for path in sorted(folder.iterdir())]
    whole = "\n".join(texts)
    assert all("Panelist Details" in text and "Attendee Details" in text for text in texts)
    assert ",--,--,--,--" in whole and ",NA,NA," in whole
    assert "Other Attended" in whole
