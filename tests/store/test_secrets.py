"""Tokens and keys pasted by mistake are refused, and the refusal does not repeat them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import characters, from_regex

from cxaudit.errors import ClientDataError
from cxaudit.store import apply_settings, merge_answers
from cxaudit.store.records import ClientFile
from cxaudit.store.secrets import KINDS, find_secret, find_secrets

PASTED = {
    "AKIA" + "IOSFODNN7EXAMPLE": "an AWS access key",
    "ghp_" + "a1B2" * 9: "a GitHub token",
    "xoxb-" + "123456789012-abcdef": "a Slack token",
    "0123456789abcdef" * 2 + "-us21": "a Mailchimp key",
    "-----BEGIN RSA PRIVATE KEY-----": "a private key",
    "api_key=Zx81kQ" + "9f0aLm22Pq": "a password or token",
}


@pytest.mark.parametrize(("text", "kind"), PASTED.items())
def test_a_token_is_told_by_its_kind(text, kind):
    assert find_secret(f"use {text} for the export") == kind


@pytest.mark.parametrize(
    "text",
    [
        "secret of our success: client meetings", "password protected workbook",
        "mandate 0012300000AbCdEfGh", "the key account of 2025", "https://example.com/a-b-c/12345678",
        "d41d8cd98f00b204e9800998ecf8427e",
    ],
)  # fmt: skip
def test_plain_words_ids_and_hashes_are_no_secret(text):
    assert find_secret(text) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.what)
def test_whatever_has_the_shape_of_a_kind_bears_a_sign_of_it(kind):
    @given(from_regex(kind.shape, alphabet=characters(codec="ascii")))
    def is_found(text):
        shaped = [hit[0] for hit in kind.shape.finditer(text)]
        assert [hit for what, hit in find_secrets(text) if what == kind.what] == shaped

    is_found()


@pytest.mark.parametrize("text", PASTED)
def test_a_note_that_holds_a_token_is_refused_without_repeating_it(text):
    with pytest.raises(ClientDataError) as refused:
        apply_settings({}, [("note", f"see {text}")])
    assert text not in str(refused.value) and refused.value.found == PASTED[text]


def test_an_answer_that_holds_a_token_is_refused_without_repeating_it():
    token = next(iter(PASTED))
    answers = {"use_cases": [{"kpi_id": "k", "state": "applies", "who": f"head, {token}"}]}
    with pytest.raises(ClientDataError) as refused:
        merge_answers(ClientFile(1, "c", {}), answers, {"k"}, {"k"})
    assert token not in str(refused.value) and "an AWS access key" in str(refused.value)
