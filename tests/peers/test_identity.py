"""Names as keyed hashes."""

from __future__ import annotations

import hmac

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.peers import PoolKey, read_pool_key, write_pool_key
from cxaudit.peers.identity import open_seal, seal, to_plain_name

KEY = PoolKey("ab" * 32)


def test_one_entity_is_one_name_however_it_is_written():
    names = ["Example Asset Management Ltd", "EXAMPLE  asset management limited",
             "Exámple Asset Management, L.T.D."]  # fmt: skip
    assert {to_plain_name(name) for name in names} == {"example asset management"}
    assert to_plain_name("Finch & Sons S.A.") == to_plain_name("FINCH AND SONS SA")
    assert to_plain_name("Plc") == "plc"


def test_a_hash_is_hmac_sha_256_of_the_plain_name_under_the_pools_key():
    wanted = hmac.new(bytes.fromhex("ab" * 32), b"example", "sha256").hexdigest()
    assert KEY.to_hash("Example Ltd") == wanted
    assert PoolKey("cd" * 32).to_hash("Example Ltd") != wanted


def test_the_register_files_another_hash_than_the_one_that_arrives():
    hashed = KEY.to_hash("Example Ltd")
    assert seal("ef" * 32, hashed) not in (hashed, seal("01" * 32, hashed))
    assert seal("ef" * 32, None) is None


def test_a_key_is_handed_out_and_read_again_and_its_id_does_not_give_it_away(tmp_path):
    write_pool_key(tmp_path / "pool.key", KEY)
    assert read_pool_key(tmp_path / "pool.key") == KEY
    assert (tmp_path / "pool.key").stat().st_mode & 0o077 == 0
    assert len(KEY.key_id) == 8 and KEY.key_id not in KEY.key


@pytest.mark.parametrize("text", ["", "{}", '{"key": "short"}', '{"key": 1}', "[" * 9000])
def test_what_is_no_key_is_refused(tmp_path, text):
    (tmp_path / "pool.key").write_text(text)
    with pytest.raises(ClientDataError, match="no readable pool key"):
        read_pool_key(tmp_path / "pool.key")


def test_a_lost_seal_is_said_and_never_made_anew(tmp_path):
    with pytest.raises(ClientDataError, match="seal"):
        open_seal(tmp_path / "pool-seal.key", create=False)
    made = open_seal(tmp_path / "keys" / "pool-seal.key", create=True)
    assert open_seal(tmp_path / "keys" / "pool-seal.key", create=False) == made
