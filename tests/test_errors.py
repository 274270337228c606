"""Errors say file, place, what was found, what was wanted and the next move."""

from __future__ import annotations

import pytest

from cxaudit.errors import BusyError, ClientDataError, CxAuditError, ModelError

WHOLE = {
    "file": "log.csv", "place": "row 3", "found": "x", "wanted": "a date", "next": "mend the row",
}  # fmt: skip


def test_an_error_in_words_says_where_what_and_the_next_move():
    assert ClientDataError("this is not a date", **WHOLE).in_words() == (
        "log.csv, row 3: this is not a date\n  found:  x\n  wanted: a date\n  next:   mend the row"
    )


def test_an_error_that_knows_less_says_less():
    assert ClientDataError("nothing was named").in_words() == "nothing was named"
    assert ClientDataError("bad", place="row 3").in_words() == "row 3: bad"


def test_an_error_prints_as_its_words():
    assert str(ModelError("bad", file="kpi.toml")) == "kpi.toml: bad"


def test_an_error_about_a_client_names_the_next_command_with_its_id():
    error = BusyError("stale", file="audit.json", next="cxaudit set CLIENT a=1, or CLIENT's form")
    named = error.for_client("acme")
    assert type(named) is BusyError and (named.message, named.file) == ("stale", "audit.json")
    assert named.next == "cxaudit set acme a=1, or CLIENT's form"
    assert "cxaudit set acme a=1" in str(named) and "cxaudit set CLIENT" in str(error)
    assert ClientDataError("bad").for_client("acme").next is None


def test_an_error_as_json_has_every_field_even_unknown_ones():
    assert ClientDataError("bad", **WHOLE).to_json() == {
        "kind": "refused", "message": "bad", **WHOLE,
    }  # fmt: skip
    assert set(ModelError("bad").to_json()) == {
        "kind", "message", "file", "place", "found", "wanted", "next",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("family", "kind", "code"),
    [(CxAuditError, "defect", 1), (ModelError, "defect", 1), (ClientDataError, "refused", 2),
     (BusyError, "locked", 4)],
)  # fmt: skip
def test_each_family_has_its_kind_and_exit_code(family, kind, code):
    error = family("bad")
    assert (error.kind, error.exit_code) == (kind, code)


def test_the_two_families_do_not_overlap():
    assert not issubclass(ModelError, ClientDataError)
    assert not issubclass(ClientDataError, ModelError)
    assert issubclass(BusyError, ClientDataError)


def test_a_notebook_prints_the_message_in_place_of_a_traceback():
    error = ClientDataError("bad", file="log.csv", next="mend it")
    assert error._render_traceback_() == ["log.csv: bad\n  next:   mend it"]
