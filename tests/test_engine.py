"""The engine reaches only the folders it is given, and stays locked."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.engine import Settled, connect, read_once, to_identifier, to_literal


@pytest.fixture
def folders(tmp_path):
    """Return a folder that may be read, one that may not, and an engine."""
    for name in ("inside", "outside"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rows.csv").write_text("a\n1\n")
    engine = connect(readable=[tmp_path / "inside"])
    yield tmp_path / "inside", tmp_path / "outside", engine
    engine.close()


def test_a_file_of_a_given_folder_is_read(folders):
    inside, _, engine = folders
    assert engine.execute(f"select a from '{inside}/rows.csv'").fetchall() == [(1,)]


@pytest.mark.parametrize("way", ["{outside}/rows.csv", "{inside}/../outside/rows.csv"])
def test_a_file_beside_it_is_not(folders, way):
    inside, outside, engine = folders
    with pytest.raises(duckdb.PermissionException):
        engine.execute(f"select a from read_csv('{way.format(inside=inside, outside=outside)}')")


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to '{outside}/stolen.csv'",
        "attach '{outside}/other.db'",
        "select content from read_text('{outside}/rows.csv')",
        "select * from glob('{outside}/*')",
        "install httpfs",
        "load httpfs",
        "select * from 'https://example.org/rows.csv'",
    ],
)
def test_no_statement_reaches_outside(folders, statement):
    _, outside, engine = folders
    with pytest.raises(duckdb.Error):
        engine.execute(statement.format(outside=outside)).fetchall()


@pytest.mark.parametrize(
    "change",
    [
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set threads = 64",
        "set lock_configuration = false",
        "reset allowed_directories",
        "pragma threads = 64",
    ],
)
def test_the_configuration_cannot_be_changed_later(folders, change):
    with pytest.raises(duckdb.Error):
        folders[2].execute(change)


def test_variables_of_python_are_no_tables():
    rows = duckdb.sql("select 1 as a")
    assert rows is not None
    with pytest.raises(duckdb.CatalogException):
        connect().execute("select a from rows")


def test_an_engine_without_folders_reads_none(folders):
    inside, _, _ = folders
    with pytest.raises(duckdb.PermissionException):
        connect().execute(f"select a from '{inside}/rows.csv'")


def test_threads_are_an_argument():
    for threads in (1, 2):
        found = connect(threads=threads).execute("select current_setting('threads')").fetchone()
        assert found == (threads,)


def test_moments_are_utc_whatever_the_machine_says(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    found = connect().execute("select epoch(timestamptz '2025-03-30 01:30:00')").fetchone()[0]
    assert found == dt.datetime(2025, 3, 30, 1, 30, tzinfo=dt.UTC).timestamp()


def test_two_engines_share_nothing():
    one, two = connect(), connect()
    one.execute("create table t (a int)")
    with pytest.raises(duckdb.CatalogException):
        two.execute("select a from t")


@given(st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_quoted_text_comes_back_as_it_was(text):
    assert duckdb.execute(f"select {to_literal(text)}").fetchone() == (text,)


@pytest.mark.parametrize("name", ['a"b', "select", "a b", "ü", "a;drop table t"])
def test_a_quoted_name_is_a_name(name):
    engine = connect()
    engine.execute(f"create table {to_identifier(name)} (a int)")
    assert engine.execute("show tables").fetchall() == [(name,)]


def test_tables_that_stand_are_read_once_and_others_again():
    engine = connect()
    engine.execute("create table t as select 1 as a")
    settled, sql = Settled(engine), "select a from t where a < ?"
    assert read_once(settled, sql, [9]) == read_once(engine, sql, [9]) == [(1,)]
    engine.execute("insert into t values (2)")
    assert read_once(settled, sql, [9]) == [(1,)]
    assert read_once(settled, sql, [8]) == read_once(engine, sql, [9]) == [(1,), (2,)]
    assert read_once(Settled(engine), sql, [9]) == [(1,), (2,)]
