"""The pool's verbs: previewed before anything is written, refused in one message, exit codes."""

from __future__ import annotations

import json

import pytest

from cxaudit.cli.entry import run
from tests.peers.contributions import make, write


@pytest.fixture
def pool(tmp_path, monkeypatch, capsys):
    """Return the command, run inside this process in an empty workspace."""
    (tmp_path / "book" / "data" / "clients").mkdir(parents=True)
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))

    def command(*words, code=0):
        capsys.readouterr()
        ended = run([*map(str, words), "--root", str(tmp_path / "book")])
        out, err = capsys.readouterr()
        assert ended == code, (out, err)
        return json.loads(out) if "--json" in words else out + err

    return command


def contribution(tmp_path, firm=1, **cells):
    return write(tmp_path / f"{firm}.json", make(firm, **cells))


def test_an_empty_pool_says_what_to_do(pool, tmp_path):
    assert "cxaudit pool add FILE" in pool("pool", "show")
    assert "cxaudit pool add FILE" in pool("pool", "freeze", code=2)
    assert not (tmp_path / "book" / "data" / "pool").exists()


def test_add_answers_with_the_random_id_freeze_with_the_hash_and_show_with_both(pool, tmp_path):
    done = pool("pool", "add", contribution(tmp_path), "--json")
    assert done["status"] == "added" and len(done["contributor"]) == 16
    assert pool("pool", "add", contribution(tmp_path), "--json")["status"] == "duplicate"
    waiting = pool("pool", "show", "--json")["waiting"]
    assert waiting == [{"vintage": "2025-Q3", "contributors": 1, "rows": 1}]
    card = pool("pool", "freeze", "--json")
    (vintage,) = pool("pool", "show", "--json")["vintages"]
    assert vintage["sha256"] == card["sha256"] and vintage["intact"]
    assert "closed" in pool("pool", "show", "--cells")


def test_a_withdrawal_says_what_stays_published_and_show_tells_how_many_left(pool, tmp_path):
    given = pool("pool", "add", contribution(tmp_path), contribution(tmp_path, 2), "--json")
    who = given["added"][0]["contributor"]
    pool("pool", "freeze")
    told = pool("pool", "withdraw", who)
    assert "2025-Q3 was frozen with it and stays as published" in told and "rule D5" in told
    shown = pool("pool", "show")
    assert "withdrawn after 2025-Q3 was frozen: 1, out of every later vintage" in shown
    assert who not in shown
    assert pool("pool", "show", "--json")["vintages"][0]["withdrawn_since"] == 1
    late = contribution(tmp_path, 1, vintage="2025-Q4")
    assert "withdrew" in pool("pool", "add", late, code=2)
    assert pool("pool", "withdraw", who, "--undo", "--json")["status"] == "readmitted"
    assert pool("pool", "add", late, "--json")["status"] == "added"
    assert "knows no such firm" in pool("pool", "withdraw", "Nobody Ltd", code=2)


def test_a_file_with_a_name_is_refused_and_the_others_are_taken(pool, tmp_path):
    named = make(2)
    named["rows"][0]["firm"] = "Someone Asset Management"
    bad = write(tmp_path / "bad.json", named)
    refusal = pool("pool", "add", bad, "--json", code=2)["error"]
    assert refusal["kind"] == "refused" and "Someone" not in json.dumps(refusal)
    both = pool("pool", "add", contribution(tmp_path), bad, "--json", code=2)
    assert len(both["added"]) == len(both["refused"]) == 1


def test_a_closed_vintage_an_unknown_cut_and_a_wrong_vintage_are_refused(pool, tmp_path):
    pool("pool", "add", contribution(tmp_path))
    assert "size_band, segment, region" in pool("pool", "freeze", "--by", "name", code=2)
    assert "as 2026-Q1" in pool("pool", "freeze", "--vintage", "spring", code=2)
    pool("pool", "freeze", "--by", "segment")
    assert "is closed" in pool("pool", "add", contribution(tmp_path, 2), code=2)


def test_the_key_is_handed_out_in_a_private_file(pool, tmp_path):
    out = tmp_path / "handed.key"
    said = pool("pool", "key", "--out", out)
    assert out.stat().st_mode & 0o077 == 0
    assert json.loads(out.read_text())["key"] not in said
    nowhere = tmp_path / "none" / "handed.key"
    assert "cannot be written" in pool("pool", "key", "--out", nowhere, code=2)


def test_a_contribution_is_printed_whole_and_written_only_when_asked(pool, tmp_path, monkeypatch):
    from cxaudit.scorecard import Row
    from tests.small_firm import CLIENT, make_client

    make_client(tmp_path / "book", ["content_stat"])
    said = pool("contribute", CLIENT)
    assert "nothing is written" in said and "not proved to level 3" in said
    monkeypatch.setattr(Row, "evidenced_level", property(lambda row: 3))
    out = tmp_path / "out.json"
    said = pool("contribute", CLIENT, "--out", out, "--vintage", "2026-Q2")
    written = json.loads(out.read_text())
    assert written["vintage"] == "2026-Q2" and written["rows"]
    for row in written["rows"]:
        assert row["kpi_id"] in said and row["period"] in said
        for name in ("numerator", "denominator", "value", "low", "high"):
            number = row[name]
            shown = "" if number is None else f"{number:g}" if number % 1 else str(int(number))
            assert shown in said
    assert all(hashed in said for hashed in written["register"].values() if hashed)
    assert pool("pool", "add", out, "--json")["rows"] == len(written["rows"])
    assert (tmp_path / "book" / "data" / "clients" / CLIENT / "contributions.jsonl").is_file()
