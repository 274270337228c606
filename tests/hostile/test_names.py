"""N: names, ids and paths that try to lead elsewhere, or that merely differ from Latin ones."""

from __future__ import annotations

import shutil

import pytest

from cxaudit.audit import Workspace
from cxaudit.errors import ClientDataError
from cxaudit.store import check_client_id, create_client, read_client, to_slug
from tests.cli.command import Command
from tests.small_firm import CLIENT, make_client, open_small


@pytest.mark.parametrize("name", ["../other", "..\\other", "/abs", "C:\\x", "a/../../b"])
def test_n01_an_id_that_leads_elsewhere(tmp_path, name):
    with pytest.raises(ClientDataError):
        check_client_id(name)
    with pytest.raises(ClientDataError):
        Workspace(tmp_path).client_folder(check_client_id(name))


@pytest.mark.parametrize("name", ["", ".", "..", " "])
def test_n02_an_id_of_nothing(name):
    with pytest.raises(ClientDataError):
        check_client_id(name)


def test_n03_one_id_however_it_is_written(tmp_path):
    create_client(tmp_path / check_client_id(to_slug("Acme")), "acme", "Acme")
    for written in ("ACME", "acme "):
        with pytest.raises(ClientDataError):
            check_client_id(written)
        assert to_slug(written) == "acme"
    with pytest.raises(ClientDataError):
        create_client(tmp_path / "acme", "acme", "ACME")


def test_n04_names_that_fold_to_one_id_cannot_share_a_folder(tmp_path):
    assert {to_slug(name) for name in ("A&B", "A B", "A-B")} == {"a-b"}
    create_client(tmp_path / "a-b", "a-b", "A&B")
    with pytest.raises(ClientDataError):
        create_client(tmp_path / "a-b", "a-b", "A B")
    create_client(tmp_path / "a-b-2", "a-b-2", "A B")
    assert read_client(tmp_path / "a-b").name == "A&B"


def test_n08_names_without_a_latin_letter_get_ids_of_their_own():
    names = ["宏利资产管理", "شركة الأصول", "北方資産運用"]
    ids = [to_slug(name) for name in names]
    assert len(set(ids)) == 3 and [check_client_id(one) for one in ids] == ids


def test_n10_a_name_of_five_thousand_letters(tmp_path):
    slug = to_slug("a" * 5_000)
    assert len(slug) <= 64 and check_client_id(slug) == slug
    with pytest.raises(ClientDataError):
        check_client_id("a" * 65)
    create_client(tmp_path / "long", "long", "A" * 5_000)
    assert read_client(tmp_path / "long").name == "A" * 5_000


def test_n11_a_name_that_turns_the_line_around(tmp_path):
    create_client(tmp_path / "acme", "acme", "Acme\u202e fdp.exe")
    assert read_client(tmp_path / "acme").name == "Acme fdp.exe"
    assert "\u202e" not in to_slug("Acme\u202e fdp")


def test_n11_a_file_whose_name_turns_the_line_around(firm, tmp_path):
    odd = tmp_path / "mails\u202evsc.csv"
    odd.write_text("client_id,client_name\nC1,One\n", encoding="utf-8")
    (entry,) = firm.take_files([odd])
    assert (entry["verdict"], entry["file"]) == ("imported", "mailsvsc.csv")
    kept = [path.name for path in firm.workspace.root.rglob("*")]
    assert not any("\u202e" in name for name in kept)


def test_n15_a_workspace_with_an_odd_path(tmp_path, monkeypatch):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    odd = tmp_path / "an odd 'place' \"here\" é" / ("x" * 100) / ("y" * 100)
    audit = open_small(make_client(odd, ("content_stat",)))
    assert len(str(odd)) > 240
    assert audit.measurements["email_open_rate"].value == pytest.approx(400 / 1200)
    command = Command(odd, tmp_path / "keys")
    file = odd / 'it\'s "mine".csv'
    file.write_text("client_id,client_name\nC1,One\n", encoding="utf-8")
    command.json("import", CLIENT, file)
    (measured,) = command.json("measure", CLIENT, "--kpi", "email_open_rate")["kpis"]
    assert measured["value"] == pytest.approx(400 / 1200)
    for verb in (
        ("show", CLIENT), ("rows", CLIENT, "--kpi", "email_open_rate"), ("scorecard", CLIENT),
        ("answers", CLIENT, "--write", odd / "asked.xlsx"), ("milestone", CLIENT, "first"),
        ("request", CLIENT), ("history", CLIENT), ("purge", CLIENT),
    ):  # fmt: skip
        ended = command(*verb)
        assert ended.code == 0 and "Traceback" not in ended.err, (verb, ended.err)
    assert not (odd / "data" / "clients" / CLIENT).exists()
    shutil.rmtree(odd)
