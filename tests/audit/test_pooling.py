"""The audit and the pool: what a firm gives, which pool it reads, and what is logged of it."""

from __future__ import annotations

import base64
import json
import re
import shutil

import pytest

import cxaudit as cx
from cxaudit.audit import Workspace
from cxaudit.audit.pooling import (
    SHOWN,
    draft,
    find_pool,
    log_shown,
    pool_home,
    to_reader,
    write_contribution,
)
from cxaudit.audit.standing import to_inputs, to_sources
from cxaudit.benchmark import benchmark_kpi, to_facts
from cxaudit.errors import ClientDataError
from cxaudit.peers import (
    PoolKey,
    add,
    freeze,
    load_limits,
    own_key,
    read_contribution,
    read_pool_key,
)
from cxaudit.store import apply_settings, read_client
from tests.small_firm import CLIENT, change, make_client, open_small

KEY = PoolKey("ab" * 32)
PEER = {"numerator": 450, "denominator": 1000, "value": None, "low": None, "high": None}
OPEN_RATE = "email_open_rate"
CANARY = 0.0123457
SHOWN_OF_PEERS = ("targets", "positions", "peers", "unknown", "chance", "published", "scorecard")


def set_profile(workspace, **settings):
    profile = read_client(workspace.client_folder(CLIENT)).profile
    change(workspace, profile=apply_settings(profile, settings.items()))
    return open_small(workspace)


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """Return a workspace whose pool holds the small firm, as if proved, and eight others."""
    from cxaudit.scorecard import Row

    home = tmp_path_factory.mktemp("joined")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(home / "keys"))
        patch.setattr(Row, "evidenced_level", property(lambda row: 4))
        workspace = make_client(home / "workbook", ["content_stat"])
        audit = set_profile(workspace, size_band="large", segment="Institutional",
                            entity="Small Ltd", consultant="Adviser LLP")  # fmt: skip
        join_peers(audit, home, 8)
    return home


@pytest.fixture
def pooled(joined, tmp_path, monkeypatch):
    """Return a copy of that workspace, which the test may change."""
    shutil.copytree(joined, tmp_path / "copy")
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "copy" / "keys"))
    return Workspace(tmp_path / "copy" / "workbook")


def read(workspace):
    """Return what the small firm is told of its open rate."""
    audit = open_small(workspace)
    kpi = audit.kpis[OPEN_RATE]
    return benchmark_kpi(to_facts(kpi), to_inputs(audit, kpi), to_sources(audit))


def test_only_figures_proved_to_level_three_are_given_and_the_rest_says_why(small):
    made = draft(small, KEY)
    assert made.contribution.rows == ()
    assert {one.rule for one in made.withheld} == {"E2"}
    levels = {one.kpi_id: one.wording for one in made.withheld}
    assert "not proved to level 3" in levels[OPEN_RATE]
    assert "no figure" in levels["linkedin_engagement_rate"]


def test_a_row_holds_the_counts_the_interval_and_no_name(joined):
    given = read_contribution(joined / "own.json", load_limits())
    (row,) = given.rows
    assert (row.numerator, row.denominator) == (400, 1200)
    assert row.value == 0.333333 and row.low < row.value < row.high
    assert (row.size_band, row.segment, row.region, row.assessor) == (
        "large", "institutional", None, "consultant",
    )  # fmt: skip
    text = (joined / "own.json").read_text()
    assert "Small" not in text and CLIENT not in text and "Adviser" not in text
    key = read_pool_key(joined / "workbook" / "data" / "pool" / "pool.key")
    assert given.register["entity"] == key.to_hash("small")
    assert given.register["consultant"] == key.to_hash("Adviser")


def test_a_size_outside_the_pools_list_is_refused_with_the_list(workspace):
    with pytest.raises(ClientDataError, match="very_large"):
        draft(set_profile(workspace, size_band="rather big"), KEY)


def test_nothing_is_written_where_nothing_is_eligible(small, tmp_path):
    with pytest.raises(ClientDataError, match="nothing to contribute"):
        write_contribution(small, draft(small, KEY).contribution, tmp_path / "c.json")


def join_peers(audit, folder, count):
    """Freeze a pool of this firm, through its file, and of others beside it."""
    home, path = pool_home(audit.workspace), folder / "own.json"
    made = draft(audit, own_key(home)).contribution
    assert made.vintage == "2026-Q1"
    rows = [
        row.to_json() | {"period": "2024-07-01_2025-06-30"}
        for row in made.rows if row.kpi_id == OPEN_RATE
    ]  # fmt: skip
    own = made.to_json() | {"rows": rows, "vintage": "2025-Q3"}
    path.write_text(json.dumps(own))
    given = read_contribution(path, load_limits())
    write_contribution(audit, given, path)
    add(home, given)
    for n in range(count):
        entity, other = f"{n:064x}", folder / "other.json"
        told = PEER | {"numerator": 300 + 10 * n, "low": CANARY + n / 1000, "high": 0.9}
        peer = own | {"register": {"entity": entity, "parent": entity, "consultant": None},
                      "rows": [rows[0] | told]}  # fmt: skip
        other.write_text(json.dumps(peer))
        add(home, read_contribution(other, load_limits()))
    freeze(home)


def test_a_frozen_vintage_takes_the_place_of_the_demo_pool(pooled, workspace):
    assert find_pool(workspace).invented and not find_pool(pooled).invented
    found = read(pooled)
    assert (found.peers.source, found.peers.n_band) == ("peer pool 2025-Q3", "6-10")
    assert found.position.frozen and found.position.rank is None
    assert found.peers.median == 0.34  # 300 to 370 of 1,000: the mean of 32, 33, 34 and 35 %


def test_what_the_profile_says_today_changes_no_position(pooled):
    before = read(pooled)
    set_profile(pooled, segment="wealth", size_band="small")
    after = read(pooled)
    assert (after.peers, after.position) == (before.peers, before.position)


def test_who_only_bears_the_name_of_a_contributor_reads_as_a_stranger(pooled):
    audit = open_small(pooled)
    assert len(to_reader(audit).own) == 1
    (audit.folder / "contributions.jsonl").unlink()
    assert to_reader(audit).own == frozenset()
    assert "rule D9" in read(pooled).position.wording


def test_a_sister_that_gave_nothing_reads_the_pool_without_its_group_once_that_is_proved(pooled):
    whole = read(pooled)
    audit = set_profile(pooled, entity="Sister Ltd", parent="Small Limited")
    sister = audit.folder.parent / "small"
    sister.mkdir()
    (audit.folder / "contributions.jsonl").rename(sister / "contributions.jsonl")
    reader = to_reader(open_small(pooled))
    assert (reader.own, len(reader.kin), reader.names_group) == (frozenset(), 1, True)
    assert read(pooled).peers.median == whole.peers.median  # the small firm is out of both
    assert "rule D9" in read(pooled).position.wording
    (sister / "contributions.jsonl").unlink()
    reader = to_reader(open_small(pooled))
    assert (reader.kin, reader.names_group) == (frozenset(), True)
    alone = set_profile(pooled, parent="SISTER limited")
    assert not to_reader(alone).names_group  # a firm that is its own parent has no sisters


def test_every_cell_read_from_a_real_pool_is_logged_with_its_rule(pooled):
    audit = open_small(pooled)
    assert log_shown(audit, to_reader(audit), [read(pooled)])
    (line,) = [json.loads(line) for line in (pooled.pool / SHOWN).read_text().splitlines()]
    assert {cell["cell"]: (cell["shown"], cell["rule"]) for cell in line["cells"]} == {
        "n_band": (True, "D8"), "median": (True, "D1"), "position": (True, "D9"),
        "quartiles": (False, "D2"), "deciles": (False, "D2"),
    }  # fmt: skip
    assert (line["kpi_id"], line["vintage"], line["rung"]) == (OPEN_RATE, "2025-Q3", "all")
    assert CLIENT not in json.dumps(line) and "Small" not in json.dumps(line)


def test_where_the_log_cannot_be_written_nothing_of_the_pool_is_shown(pooled):
    (pooled.pool / SHOWN).mkdir()
    found = open_small(pooled).benchmarks
    assert len(found) == 28
    assert {one.peers.suppressed for one in found.values()} == {"log"}
    assert "could not be logged" in found[OPEN_RATE].position.wording


def test_a_consultant_without_the_register_is_shown_nothing(pooled):
    assert read(pooled).peers.suppressed is None
    pool_home(pooled).register.unlink()
    assert read(pooled).peers.suppressed == "D15"


def test_with_eight_peers_the_firm_is_told_what_it_cannot_know_and_no_peer_leaves_the_pool(pooled):
    """D14: neither a peer's number nor an id stands in any page, picture or JSON."""
    audit = open_small(pooled)
    panels = [getattr(cx.show, name)(audit) for name in SHOWN_OF_PEERS]
    panels += [cx.show.strip(audit, OPEN_RATE), cx.show.uneven(audit, OPEN_RATE)]
    text = "\n".join(panel.text for panel in panels)
    assert "For 1 figure the median is all that is known: with 6 to 10 other firms" in text
    assert "did not contribute" not in text  # it did, and is placed
    assert "and a rank among real peers" in text
    pictures = re.findall(r"base64,([^\"]+)", "".join(panel.html for panel in panels))
    told = [
        text,
        *(panel.html for panel in panels),
        json.dumps(audit.scorecard.to_json(), default=str),
    ]
    told += [base64.b64decode(picture).decode() for picture in pictures]
    told += [json.dumps(one.to_json()) for one in audit.benchmarks.values()]
    rows = find_pool(pooled).rows_of(OPEN_RATE)
    secrets = [row.contributor for row in rows] + [row.parent for row in rows]
    secrets += [f"{CANARY + n / 1000:.6g}" for n in range(8)]
    assert len(rows) == 9 and not [s for s in secrets if any(s in page for page in told)]
