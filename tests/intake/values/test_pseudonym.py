"""Persons are pseudonyms made with a key per client; the key is private or refused."""

from __future__ import annotations

import os

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake import client_key, forget_key, to_pseudonym

# Worked out with another tool: printf 'ann@client.example' | openssl dgst -sha256 -hmac KEY
KEY = b"thirty-two bytes, for tests only"
KNOWN = "a352718648564a186594c72dac56ed10"


def test_a_pseudonym_is_the_first_half_of_the_keyed_hash_of_the_folded_text():
    assert to_pseudonym(" Ann@Client.Example\t", KEY) == KNOWN


def test_composed_and_decomposed_letters_are_one_person():
    assert to_pseudonym("jos\u00e9@client.example", KEY) == to_pseudonym(
        "jose\u0301@client.example", KEY
    )


def test_the_same_person_has_another_pseudonym_at_another_client(tmp_path):
    one, other = (client_key(tmp_path, name, create=True) for name in ("acme", "other"))
    assert one != other and len(one) == 32
    assert to_pseudonym("ann@client.example", one) != to_pseudonym("ann@client.example", other)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    folder = tmp_path / "keys"
    key = client_key(folder, "acme", create=True)
    assert client_key(folder, "acme", create=True) == key == client_key(folder, "acme", False)
    assert [p.name for p in folder.iterdir()] == ["acme.key"]
    assert (folder / "acme.key").stat().st_mode & 0o777 == 0o600


def test_no_key_is_made_unless_asked(tmp_path):
    with pytest.raises(ClientDataError, match="no pseudonym key"):
        client_key(tmp_path, "acme", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_others_can_read_is_refused(tmp_path):
    client_key(tmp_path, "acme", create=True)
    os.chmod(tmp_path / "acme.key", 0o644)
    with pytest.raises(ClientDataError, match="other users"):
        client_key(tmp_path, "acme", create=False)


def test_a_damaged_key_is_refused(tmp_path):
    (tmp_path / "acme.key").write_bytes(b"short")
    with pytest.raises(ClientDataError, match="damaged"):
        client_key(tmp_path, "acme", create=True)


def test_a_client_id_that_leads_elsewhere_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="not a client id"):
        client_key(tmp_path, "../acme", create=True)


def test_a_folder_that_cannot_be_used_is_refused(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(ClientDataError):
        client_key(blocked, "acme", create=True)


def test_a_forgotten_key_is_gone(tmp_path):
    client_key(tmp_path, "acme", create=True)
    assert forget_key(tmp_path, "acme") is True
    assert forget_key(tmp_path, "acme") is False
    assert list(tmp_path.iterdir()) == []
