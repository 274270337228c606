"""Words in place of ids, in the audit's own sentences."""

from __future__ import annotations

import pytest

from cxaudit.display.words import count_figures, join_words, to_method, to_plain, to_seed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not set: needs own_targets.email_open_rate", "no own target is set"),
        ("not set: needs norms.complaints_per_client", "no norm is set"),
        (
            "not set: needs cta_positions, reach",
            "not set: needs the places of the calls to action and how far down the pages are read",
        ),
        (
            "above the peer median (chance 0.95 of the good side)",
            "above the peer median (chance of being on the good side: 0.95)",
        ),
        ("(in place of at_least_median: x)", "(in place of at least the peer median: x)"),
        ("missing entered_days", "missing entered days"),
        ("no import supplied content_stat.plays", "no import supplied plays (content)"),
        (
            "no row fills rating.valid_from, rating.grade_raw",
            "no row fills rating date, grade raw (ratings by investment consultants)",
        ),
        (
            "no import supplied web_session (duration_s, start and 2 more), aum (mv)",
            "no import supplied duration in seconds, start and 2 more (visits to the "
            "website), market value (assets under management)",
        ),
        (
            "no row fills mandate.fee_bps; needs cases",
            "no row fills fee (bps) (mandates and holdings); needs cases",
        ),
        ("needs figures.pitch_win_rate", "needs the figure Buy: pitch win rate"),
        ("the same wins as rfp_success_rate", "the same wins as RFP / RFI success rate"),
        ("38.3% (36.4% to 40.3%); limit 50.0%", "38.3% (36.4% to 40.3%); limit 50.0%"),
    ],
)
def test_a_sentence_of_the_audit_names_nothing_by_id(text, words):
    assert to_plain(text) == words


def test_the_draws_and_the_seed_are_said_once_and_not_in_every_line():
    methods = ["bootstrap over 52 units, 2,000 draws, seed 7", "Wilson"]
    assert [to_method(method) for method in methods] == ["bootstrap over 52 units", "Wilson"]
    assert to_seed(methods) == "Bootstrap: 2,000 draws, seed 7."
    assert to_seed(["Wilson"]) == ""


def test_numbers_of_things_agree_with_their_nouns():
    assert [count_figures(n) for n in (0, 1, 4)] == [
        "no figure stands", "1 figure stands", "4 figures stand",
    ]  # fmt: skip
    assert [join_words(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a", "a and b", "a, b and c",
    ]  # fmt: skip
