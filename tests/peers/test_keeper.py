"""The keeper's work: one vote an entity, vintages frozen for good, the register sealed."""

from __future__ import annotations

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.peers import (
    Claim,
    PoolHome,
    freeze,
    look_up,
    own_key,
    read_contribution,
    read_frozen,
    survey,
)
from cxaudit.peers.vintages import list_cards
from tests.peers.contributions import KPI, LIMITS, ROW, give, make, to_name, write


@pytest.fixture
def home(tmp_path):
    return PoolHome(tmp_path / "pool", tmp_path / "keys")


def fill(home, tmp_path, count, vintage="2025-Q3", first=0, **cells):
    for n in range(first, first + count):
        give(home, tmp_path, make(n, vintage=vintage, numerator=n + 1, **cells))


def test_a_contribution_is_answered_with_a_random_id_of_the_vintage(home, tmp_path):
    done = give(home, tmp_path, make())
    assert (done.status, done.vintage, done.rows) == ("added", "2025-Q3", 1)
    assert len(done.contributor) == 16 and done.contributor not in to_name(1)


def test_the_same_again_counts_once_and_a_newer_word_replaces_the_older(home, tmp_path):
    first = give(home, tmp_path, make())
    assert give(home, tmp_path, make()).status == "duplicate"
    again = give(home, tmp_path, make(numerator=13))
    assert (again.status, again.contributor) == ("replaced", first.contributor)
    freeze(home)
    (row,) = read_frozen(home.folder).rows
    assert row.numerator == 13


def test_register_and_store_can_be_read_by_the_keeper_only(home, tmp_path):
    give(home, tmp_path, make())
    for path in (home.register, home.folder / "waiting.sqlite", home.key, home.seal):
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert home.seal.parent != home.folder  # the register alone cannot be opened


def test_the_register_holds_no_hash_as_it_arrived(home, tmp_path):
    give(home, tmp_path, make(1, parent=2, consultant=3))
    content = home.register.read_bytes() + (home.folder / "waiting.sqlite").read_bytes()
    assert not any(to_name(n).encode() in content for n in (1, 2, 3))


def test_a_vintage_holds_rows_of_random_ids_and_subsidiaries_share_a_parent(home, tmp_path):
    give(home, tmp_path, make(1, parent=9))
    give(home, tmp_path, make(2, parent=9))
    give(home, tmp_path, make(3))
    freeze(home)
    rows = read_frozen(home.folder).rows_of(KPI)
    assert len({row.contributor for row in rows}) == 3
    assert len({row.parent for row in rows}) == 2


def test_ids_are_new_in_every_vintage(home, tmp_path):
    fill(home, tmp_path, 7)
    freeze(home)
    later = "2024-10-01_2025-09-30"
    fill(home, tmp_path, 7, "2025-Q4", period=later)
    freeze(home)
    pool = read_frozen(home.folder)
    assert pool.vintages == ("2025-Q3", "2025-Q4")
    ids = [{r.contributor for r in pool.rows if r.vintage == v} for v in pool.vintages]
    parents = [{r.parent for r in pool.rows if r.vintage == v} for v in pool.vintages]
    assert not ids[0] & ids[1] and not parents[0] & parents[1]


def test_a_frozen_vintage_takes_nothing_more_and_its_bytes_are_sealed(home, tmp_path):
    fill(home, tmp_path, 7)
    card = freeze(home)
    with pytest.raises(ClientDataError, match="2025-Q3 is closed"):
        give(home, tmp_path, make(99))
    with pytest.raises(ClientDataError, match="nothing waits"):
        freeze(home)
    path = home.folder / "vintages" / "2025-Q3.parquet"
    assert path.stat().st_mode & 0o222 == 0
    assert survey(home)["vintages"][0]["intact"]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2"))
    assert not survey(home)["vintages"][0]["intact"]
    with pytest.raises(ClientDataError, match="not the one that was frozen"):
        read_frozen(home.folder)
    assert card.sha256 == list_cards(home.folder)[0].sha256


def test_the_order_of_rows_says_nothing_about_the_order_of_arrival(home, tmp_path):
    fill(home, tmp_path, 9)
    freeze(home)
    ids = [row.contributor for row in read_frozen(home.folder).rows]
    assert ids == sorted(ids)


@pytest.mark.parametrize(("joiners", "held"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_vintage_in_which_one_to_four_firms_changed_is_held_back(home, tmp_path, joiners, held):
    fill(home, tmp_path, 8)
    freeze(home)
    fill(home, tmp_path, 8 + joiners, "2025-Q4")
    card = freeze(home)
    assert bool(card.held) is held
    (cell,) = survey(home)["vintages"][1]["cells"]
    assert (cell["shown"], cell["rule"]) == ((False, "D5") if held else (True, None))


def test_a_third_vintage_is_held_against_every_one_shown_before(home, tmp_path):
    fill(home, tmp_path, 8)
    freeze(home)
    fill(home, tmp_path, 14, "2025-Q4")
    assert freeze(home).held == ()
    fill(home, tmp_path, 9, "2026-Q1")  # five left since the second, one joined since the first
    assert freeze(home).held == ((KPI, "headline", "self"),)


def test_a_cell_of_five_firms_is_logged_as_closed(home, tmp_path):
    fill(home, tmp_path, 5)
    freeze(home)
    (cell,) = survey(home)["vintages"][0]["cells"]
    assert (cell["shown"], cell["rule"]) == (False, "D1")


def test_a_vintage_is_cut_by_one_dimension_for_good(home, tmp_path):
    fill(home, tmp_path, 8, segment="wealth")
    for n in range(20, 28):
        give(home, tmp_path, make(n))
    freeze(home, dimension="segment")
    assert read_frozen(home.folder).dimensions == {"2025-Q3": "segment"}
    rungs = {cell["rung"] for cell in survey(home)["vintages"][0]["cells"]}
    assert rungs == {"segment=wealth", "segment=institutional"}
    with pytest.raises(ClientDataError, match="cannot be cut"):
        freeze(home, dimension="assessor")


def test_invented_figures_never_stand_among_real_ones(home, tmp_path):
    give(home, tmp_path, make(1))
    with pytest.raises(ClientDataError, match="invented"):
        give(home, tmp_path, make(2) | {"invented": True})
    freeze(home)
    with pytest.raises(ClientDataError, match="invented"):
        give(home, tmp_path, make(2, vintage="2025-Q4") | {"invented": True})


def test_a_contribution_made_with_another_key_is_refused(home, tmp_path):
    own = own_key(home).key_id
    give(home, tmp_path, make(1) | {"key_id": own})
    with pytest.raises(ClientDataError, match="another pool's key"):
        give(home, tmp_path, make(2) | {"key_id": "00000000" if own != "00000000" else "1" * 8})


def test_the_earliest_vintage_is_frozen_first(home, tmp_path):
    give(home, tmp_path, make(1, vintage="2025-Q4"))
    give(home, tmp_path, make(1))
    for asked in (None, "2025-Q4"):
        with pytest.raises(ClientDataError, match="several vintages wait"):
            freeze(home, asked)
    assert freeze(home, "2025-Q3").vintage == "2025-Q3"
    assert freeze(home).vintage == "2025-Q4"


def claim(home, firm, *contents, consultant=""):
    return look_up(home, Claim(firm, consultant, frozenset(contents)))


def test_a_firm_is_found_again_by_its_name_and_the_proof_of_what_it_gave(home, tmp_path):
    key = own_key(home)
    content = make(1, rows=[ROW])
    content["register"] = {"entity": key.to_hash("Example Ltd"),
                           "parent": key.to_hash("Example Group"),
                           "consultant": key.to_hash("Adviser LLP")}  # fmt: skip
    digest = read_contribution(write(tmp_path / "c.json", content), LIMITS).content_hash
    own = give(home, tmp_path, content)
    other = make(2)
    other["register"]["consultant"] = key.to_hash("Adviser LLP")
    sister = give(home, tmp_path, other)
    found = claim(home, "EXAMPLE Limited", digest)
    assert found.own == {own.contributor} and found.has_register
    assert found.clients == {own.contributor, sister.contributor}
    assert claim(home, "Example Ltd").own == frozenset()  # a name alone proves nothing
    assert claim(home, "Another Ltd", digest).own == frozenset()
    assert claim(home, "X", consultant="Adviser").clients == found.clients


def test_a_sister_is_kin_only_where_its_contribution_lies_in_the_readers_workspace(home, tmp_path):
    key = own_key(home)
    content = make(2)
    content["register"] |= {"entity": key.to_hash("Sister Ltd"), "parent": key.to_hash("Group")}
    give(home, tmp_path, content)
    digest = read_contribution(write(tmp_path / "c.json", content), LIMITS).content_hash
    freeze(home)
    (row,) = read_frozen(home.folder).rows
    held = frozenset({digest})
    proved = look_up(home, Claim("Example", parent="group", held=held))
    assert (proved.own, proved.kin) == (frozenset(), {row.parent})
    assert look_up(home, Claim("Group", held=held)).kin == {row.parent}  # the group itself reads
    assert look_up(home, Claim("Example", parent="Group")).kin == frozenset()  # a name alone
    assert look_up(home, Claim("Example", parent="Other", held=held)).kin == frozenset()


def test_kin_is_known_in_every_vintage_though_proved_in_one(home, tmp_path):
    content = make(1, parent=9)
    content["register"] |= {"entity": own_key(home).to_hash("Example")}
    give(home, tmp_path, content)
    digest = read_contribution(write(tmp_path / "c.json", content), LIMITS).content_hash
    freeze(home)
    give(home, tmp_path, make(2, parent=9, vintage="2025-Q4"))
    freeze(home)
    found = claim(home, "Example", digest)
    assert found.kin == {row.parent for row in read_frozen(home.folder).rows}
    assert len(found.kin) == 2 and len(found.own) == 1


def test_without_key_or_register_nothing_is_known(home, tmp_path):
    assert not claim(home, "Example").has_register
    give(home, tmp_path, make(1))
    assert claim(home, "Example").has_register
    home.seal.unlink()
    assert not claim(home, "Example").has_register


def test_a_damaged_store_is_refused_in_one_message(home, tmp_path):
    give(home, tmp_path, make(1))
    (home.folder / "waiting.sqlite").write_bytes(b"not a database at all, but long enough" * 99)
    with pytest.raises(ClientDataError, match="cannot be read"):
        survey(home)


def test_an_empty_pool_is_said_to_be_empty(home):
    assert survey(home) == {"key_id": None, "waiting": [], "vintages": [], "withdrawn": []}
    with pytest.raises(ClientDataError, match="nothing waits"):
        freeze(home)
    assert not home.folder.exists() and read_frozen(home.folder) is None
