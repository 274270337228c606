"""By which clock moments were read is said, and the same however large the file is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import read, write

LOCAL = "times without a zone were read as Europe/Berlin: start"
PLACED = "times with offsets of their own became one, their days counted in Europe/Berlin: start"
CELLS = {
    "plain local times": (["2025-03-04 10:00", "2025-03-04T10:00:00"], [LOCAL]),
    "an odd local time": (["2025-03-04T10:00:00Z", "4 March 2025 10:00"], [LOCAL]),
    "a local time by its order": (["25/03/2025 10:00", "2025-03-04"], [LOCAL]),
    "offsets": (["2025-03-04T10:00:00+02:00", "2025-03-04T10:00:00-04:00"], [PLACED]),
    "an odd offset": (["2025-03-04T10:00:00Z", "2025-03-04 10:00 +0200"], [PLACED]),
    "both": (["2025-03-04T10:00:00+02:00", "2025-03-04T10:00:00"], [LOCAL, PLACED]),
    "UTC in every way": (
        ["2025-03-04T10:00:00Z", "2025-03-04T10:00:00+00:00", "2025-03-04T10:00:00+0000"], [],
    ),
    "days alone": (["2025-03-04", "5 March 2025"], []),
    "no moment at all": (["", "n/a", "2025-13-40 10:00"], []),
}  # fmt: skip
ZONE = {"settings": {"timezone": "Europe/Berlin"}}


def told(reading):
    """Return the notes about clocks."""
    return [line for line in reading.warnings if line.startswith("times with")]


def as_text(folder, cells):
    rows = "".join(f"S{n},a,{cell}\n" for n, cell in enumerate(cells))
    return write(folder, "session_id,user_key,start\n" + rows)


def as_parquet(folder, cells):
    path = folder / "file.parquet"
    ids = [f"S{n}" for n in range(len(cells))]
    parquet.write_table(pa.table({"session_id": ids, "user_key": ids, "start": cells}), path)
    return path


@pytest.mark.parametrize("make", [as_text, as_parquet])
@pytest.mark.parametrize(("cells", "expected"), CELLS.values(), ids=CELLS)
def test_every_way_of_reading_says_the_same_of_clocks(tmp_path, make, cells, expected):
    whole, pieces = read_both(make(tmp_path, cells), 64, **ZONE)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []
    assert told(whole) == told(pieces) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [([datetime(2025, 3, 4, 10), None], [LOCAL]), ([date(2025, 3, 4), None], []),
     ([datetime(2025, 3, 4, 10, tzinfo=UTC), None], [])],
)  # fmt: skip
def test_typed_moments_say_so_too(tmp_path, cells, expected):
    whole, pieces = read_both(as_parquet(tmp_path, cells), **ZONE)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []
    assert told(whole) == expected


def test_an_audit_without_a_zone_is_told_which_was_taken(tmp_path):
    reading = read(tmp_path, "session_id,user_key,start\nS1,a,2025-03-04 10:00\n")
    (line,) = told(reading)
    assert "read as UTC, as the audit names no time zone" in line


def test_a_column_of_days_says_where_moments_became_days(tmp_path):
    text = "mandate_id,won\nM1,2025-03-04T23:30:00+00:00\nM2,2025-03-04T23:30:00-04:00\n"
    (line,) = told(read(tmp_path, text, **ZONE))
    assert line == PLACED.replace("start", "won")
    assert told(read(tmp_path, "mandate_id,won\nM1,2025-03-04 23:30\n", **ZONE)) == []
