"""A firm leaves the pool: what stays published, what it is out of, and what nobody learns."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.benchmark.disclosure import pick_peers, to_statistics
from cxaudit.errors import ClientDataError
from cxaudit.peers import PoolHome, freeze, own_key, read_frozen, readmit, survey, withdraw
from tests.peers.contributions import KPI, give, make

PERIODS = {"2025-Q3": "2024-07-01_2025-06-30", "2025-Q4": "2024-10-01_2025-09-30"}
LEAVER = 4


@pytest.fixture
def home(tmp_path):
    return PoolHome(tmp_path / "pool", tmp_path / "keys")


def fill(home, tmp_path, vintage, firms, moved=0):
    """Let firms contribute; the first ``moved`` of them say something else than before."""
    return {
        n: give(home, tmp_path, make(n, vintage=vintage, numerator=100 + 37 * n + (n < moved),
                                     denominator=1000, period=PERIODS[vintage])).contributor
        for n in firms
    }  # fmt: skip


def see(home, as_of=date(2025, 12, 31)):
    peers = pick_peers(read_frozen(home.folder), KPI, "headline", as_of=as_of)
    return to_statistics(peers, "fraction")


def test_a_frozen_vintage_stays_as_published_to_the_byte(home, tmp_path):
    ids = fill(home, tmp_path, "2025-Q3", range(8))
    card, before = freeze(home), see(home)
    done = withdraw(home, ids[LEAVER])
    assert (done.status, done.stays_in, done.taken_out_of) == ("withdrawn", ("2025-Q3",), ())
    assert see(home) == before and survey(home)["vintages"][0]["intact"]
    assert survey(home)["vintages"][0]["sha256"] == card.sha256
    assert withdraw(home, ids[LEAVER]).status == "already_withdrawn"


def test_the_firm_is_out_of_what_waits_and_of_every_later_vintage(home, tmp_path):
    fill(home, tmp_path, "2025-Q3", range(8))
    freeze(home)
    ids = fill(home, tmp_path, "2025-Q4", range(8))
    done = withdraw(home, ids[LEAVER])
    assert (done.stays_in, done.taken_out_of) == (("2025-Q3",), ("2025-Q4",))
    freeze(home)
    rows = [row for row in read_frozen(home.folder).rows if row.vintage == "2025-Q4"]
    assert len(rows) == 7 and 100 + 37 * LEAVER not in {row.numerator for row in rows}
    with pytest.raises(ClientDataError, match="withdrew"):
        give(home, tmp_path, make(LEAVER, vintage="2026-Q1", period=PERIODS["2025-Q4"]))


def test_the_register_records_it_and_the_keeper_is_told_how_many_and_not_who(home, tmp_path):
    ids = fill(home, tmp_path, "2025-Q3", range(8))
    freeze(home)
    withdraw(home, ids[LEAVER])
    told = survey(home)
    assert told["withdrawn"] == [{"after": "2025-Q3", "contributors": 1}]
    assert told["vintages"][0]["withdrawn_since"] == 1
    assert ids[LEAVER] not in str(told)


@pytest.mark.parametrize("moved", [0, 3, 8])
def test_nobody_learns_a_leaver_from_two_vintages_however_many_others_moved(home, tmp_path, moved):
    ids = fill(home, tmp_path, "2025-Q3", range(8))
    freeze(home)
    before = see(home)
    withdraw(home, ids[LEAVER])
    fill(home, tmp_path, "2025-Q4", [n for n in range(8) if n != LEAVER], moved)
    assert freeze(home).held == ((KPI, "headline", "self"),)
    after = see(home)
    assert (after.vintage, after.median, after.n_band) == ("2025-Q3", before.median, "6-10")
    assert ("vintage 2025-Q4", "D5") in after.withheld


def test_a_leaver_and_four_joiners_open_the_next_vintage(home, tmp_path):
    ids = fill(home, tmp_path, "2025-Q3", range(8))
    freeze(home)
    withdraw(home, ids[LEAVER])
    fill(home, tmp_path, "2025-Q4", [n for n in range(12) if n != LEAVER])
    assert freeze(home).held == () and see(home).vintage == "2025-Q4"


def test_a_firm_is_found_by_the_name_it_contributed_under_and_may_return(home, tmp_path):
    content = make(1)
    content["register"]["entity"] = own_key(home).to_hash("Example Ltd")
    give(home, tmp_path, content)
    assert withdraw(home, "EXAMPLE Limited").taken_out_of == ("2025-Q3",)
    with pytest.raises(ClientDataError, match="withdrew"):
        give(home, tmp_path, content)
    assert readmit(home, "Example").status == "readmitted"
    assert give(home, tmp_path, content).status == "added"
    assert readmit(home, "Example").status == "not_withdrawn"


def test_a_firm_that_the_register_does_not_know_is_refused(home, tmp_path):
    for ask in (withdraw, readmit):
        with pytest.raises(ClientDataError, match="knows no such firm"):
            ask(home, "Nobody Ltd")
    give(home, tmp_path, make(1))
    for who in ("Nobody Ltd", "0" * 16):
        with pytest.raises(ClientDataError, match="knows no such firm"):
            withdraw(home, who)
