"""The proposal as TOML: it reads back as what it says, and names every need and doubt."""

from __future__ import annotations

import json
import tomllib

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake import parse_mapping, propose_mapping, read_mapping_file, to_toml
from tests.intake.files import write
from tests.intake.mapping.test_propose import BIDS, MAILS


def test_a_proposal_handed_back_untouched_is_the_mapping_of_its_guesses(tmp_path):
    for text in (BIDS, MAILS):
        proposal = propose_mapping(write(tmp_path, text))
        again = parse_mapping(tomllib.loads(to_toml(proposal)), "bids.toml")
        wanted = proposal.to_mapping().model_copy(update={"lifetime": again.lifetime})
        assert again == wanted


def test_unknown_words_and_needed_columns_are_lines_to_fill_in(tmp_path):
    text = to_toml(propose_mapping(write(tmp_path, BIDS.replace("Won", "Gewonnen"))))
    assert '# "Gewonnen" = ""' in text
    assert "won, lost, pending, no_bid, withdrawn_by_client or set_aside" in text
    mails = to_toml(propose_mapping(write(tmp_path, MAILS)))
    assert 'channel = "email"   # guessed by the columns' in mails
    assert "lifetime = true" in mails and '# COLUMN = "Open %"' in mails


def test_what_may_stand_for_a_header_that_nothing_fits_is_listed_with_its_meaning(tmp_path):
    text = to_toml(propose_mapping(write(tmp_path, BIDS.replace("Abgabe", "Vorgang"))))
    assert '# COLUMN = "Vorgang"' in text and "write the name for COLUMN" in text
    assert "\n#   due: " in text and "\n#   submitted: " in text
    assert "#   prospect:" not in text  # it is filled already
    assert "COLUMN" not in to_toml(propose_mapping(write(tmp_path, BIDS)))


def test_words_that_no_list_knows_are_refused_with_the_words_alone(tmp_path):
    proposal = propose_mapping(write(tmp_path, BIDS))
    plain = tomllib.loads(to_toml(proposal)) | {"words": {"outcome": {"Won": "gewonnen"}}}
    with pytest.raises(ClientDataError) as refused:
        parse_mapping(plain, "bids.toml")
    assert "not one of" in refused.value.found and refused.value.wanted is None


def test_headers_are_text_whatever_they_hold(tmp_path):
    nasty = 'Bid "no" \\,Type # x,In\nB1,RFP,2025-01-02\nB2,RFI,2025-01-03\n'
    proposal = propose_mapping(write(tmp_path, nasty.replace('"', '""').replace(
        'Bid ""no"" \\', '"Bid ""no"" \\"')))  # fmt: skip
    plain = tomllib.loads(to_toml(proposal))
    assert plain["headers"] == ['Bid "no" \\', "Type # x", "In"]


def test_json_is_read_as_well(tmp_path):
    path = tmp_path / "bids.json"
    proposal = propose_mapping(write(tmp_path, BIDS))
    path.write_text(json.dumps(tomllib.loads(to_toml(proposal))), encoding="utf-8")
    assert read_mapping_file(path) == proposal.to_mapping()


@pytest.mark.parametrize("text", ["as = ", "{", "[1, 2]", "as = 5", "x = 1"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text):
    path = tmp_path / "bids.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClientDataError):
        read_mapping_file(path)
