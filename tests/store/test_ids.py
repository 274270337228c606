"""Which text may name a client's folder."""

from __future__ import annotations

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import check_client_id, create_client, list_clients, to_slug


@pytest.mark.parametrize("text", ["acme", "a", "0", "acme-ltd", "a-", "a" * 41])
def test_small_letters_digits_and_hyphens_are_an_id(text):
    assert check_client_id(text) == text


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "..", "../other", "..\\other", "/abs", "C:\\x", "a/../b", "Acme", "acme ", "-a",
     "a" * 42, "acme\n", "a\u200bb", "acm\u202ee", "a.b", "ácme", "顶峰"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_id_that_would_be_accepted(text):
    with pytest.raises(ClientDataError) as caught:
        check_client_id(text)
    offered = caught.value.next.split()[1].rstrip(",")
    assert check_client_id(offered) == offered
    assert "\n" not in (caught.value.found or "") and "\u202e" not in caught.value.found


@pytest.mark.parametrize("text", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_device_names_are_refused(text):
    with pytest.raises(ClientDataError, match="reserved"):
        check_client_id(text)
    assert check_client_id(to_slug(text)) == f"{text}-client"


def test_a_name_becomes_the_id_that_people_expect():
    assert to_slug("Acme Ltd") == "acme-ltd"
    assert to_slug("Société Générale") == "societe-generale"
    assert len(to_slug("x" * 5000)) == 41


def test_names_without_a_latin_letter_get_ids_that_differ():
    assert to_slug("顶峰资产") != to_slug("顶峰基金")


def test_clients_are_the_folders_that_hold_an_audit(tmp_path):
    assert list_clients(tmp_path / "none") == ()
    for client in ("beta", "acme"):
        create_client(tmp_path / client, client)
    (tmp_path / "empty").mkdir()
    (tmp_path / "Upper").mkdir()
    (tmp_path / "Upper" / "audit.json").write_text("{}")
    assert list_clients(tmp_path) == ("acme", "beta")
