"""The published values and what the public does not offer."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cxaudit.errors import ModelError
from cxaudit.peers import read_coverage, read_published
from cxaudit.peers.published import to_data_end

FOLDER = Path(__file__).resolve().parents[2] / "data" / "benchmarks"


def test_all_132_values_are_read_with_their_origin():
    values = read_published(FOLDER)
    assert Counter(v.grade for v in values) == {"D": 76, "C": 38, "B": 18}
    assert all(v.publisher and v.title and v.url.startswith("http") for v in values)
    assert len({v.kpi_id for v in values}) == 21


def test_titles_only_identify_the_page():
    assert max(len(v.title) for v in read_published(FOLDER)) <= 45


def test_for_thirteen_kpis_nothing_public_can_be_trusted_and_three_are_too_weak():
    coverage = read_coverage(FOLDER).kpi
    by_status = {
        status: sorted(entry.code for entry in coverage.values() if entry.status == status)
        for status in ("none", "weak")
    }
    assert by_status["none"] == [
        "K11", "K12", "K13", "K14", "K16", "K19", "K20", "K21", "K22", "K23", "K24", "K27", "K28",
    ]  # fmt: skip
    assert by_status["weak"] == ["K02", "K05", "K06"]
    assert sorted(entry.code for entry in coverage.values()) == [f"K{n:02}" for n in range(1, 29)]


def test_every_kpi_without_a_public_figure_says_so_in_words():
    for entry in read_coverage(FOLDER).kpi.values():
        if entry.status == "none":
            assert entry.words.startswith("no trustworthy public figure") and entry.instead


def test_digital_values_live_24_months_and_others_36():
    (opened, *_) = [v for v in read_published(FOLDER) if v.kpi_id == "podcast_listen_through_rate"]
    assert (opened.data_end, opened.expires_on) == (date(2023, 12, 31), date(2025, 12, 31))
    assert not opened.is_expired(date(2025, 12, 31)) and opened.is_expired(date(2026, 1, 1))
    (won, *_) = [v for v in read_published(FOLDER) if v.kpi_id == "rfp_sales_conversion_rate"]
    assert (won.data_end, won.expires_on) == (date(2023, 12, 31), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("period", "end"),
    [("2022-Q1", date(2022, 3, 31)), ("2024-H2", date(2024, 12, 31)),
     ("2024-02", date(2024, 2, 29)),
     ("2010-2013", date(2013, 12, 31)), ("2019-04 to 2019-09", date(2019, 9, 30)),
     ("2025-26", date(2026, 12, 31)), ("2022 report", date(2022, 12, 31)),
     ("undated (paper 2023)", date(2023, 12, 31)), ("undated help article", None),
     ("October, year not stated", None)],
)  # fmt: skip
def test_a_printed_period_ends_on_its_last_possible_day(period, end):
    assert to_data_end(period) == end


def test_a_broken_file_is_our_fault_and_every_line_is_named(tmp_path):
    (tmp_path / "coverage.toml").write_bytes((FOLDER / "coverage.toml").read_bytes())
    with (FOLDER / "published.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[:3]
    rows[0]["grade"], rows[1]["unit"], rows[2]["value"] = "E", "furlongs", "many"
    with (tmp_path / "published.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ModelError) as refused:
        read_published(tmp_path)
    assert all(f"line {n}" in str(refused.value) for n in (2, 3, 4))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"coverage\.toml"):
        read_published(tmp_path)
