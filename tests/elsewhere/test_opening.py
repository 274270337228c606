"""What is missing for a place is said in words, with the command that mends it."""

from __future__ import annotations

import pytest

from cxaudit.elsewhere import opening
from cxaudit.errors import ClientDataError


def test_a_place_that_is_not_known_names_those_that_are():
    with pytest.raises(ClientDataError, match="duckdb or spark"):
        opening.check_installed("oracle")


@pytest.mark.parametrize(
    ("place", "lacks", "extra"), [("duckdb", "sqlglot", "dialects"), ("spark", "pyspark", "spark")]
)
def test_a_missing_package_names_the_extra(monkeypatch, place, lacks, extra):
    monkeypatch.setattr(opening, "is_there", lambda package: package != lacks)
    with pytest.raises(ClientDataError, match=rf"no {lacks}\n.*cxaudit\[{extra}\]"):
        opening.check_installed(place)


def test_missing_java_is_said(monkeypatch):
    monkeypatch.setattr(opening, "is_there", lambda package: True)
    monkeypatch.setattr(opening, "has_java", lambda: False)
    with pytest.raises(ClientDataError, match="openjdk-17"):
        opening.check_installed("spark")


def test_a_folder_without_canonical_tables_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="no canonical table lies here"):
        opening.open_place("duckdb", tmp_path)
