"""A vendor's file says the same in any order of its rows and columns."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cxaudit.demo import STRONG, ExportFile, profile, write_exports
from cxaudit.intake import Reading, read_file
from cxaudit.store.settings import apply_settings, to_settings
from tests.metamorphic.firm import Lines, to_csv

KEY = b"only for tests, 32 bytes long..."
FIRM = replace(STRONG, sessions=120, campaigns=24, posts=24, portal_users=20, active_clients=24)
Original = tuple[ExportFile, Lines, Reading]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Original]:
    """Return a firm's plain CSV files, one header and every line as wide, and how they read."""
    found = {}
    for file in write_exports(FIRM, tmp_path_factory.mktemp("exports")):
        lines = lines_of(file.path)
        if lines and len(lines) > 3:
            found[file.path.name] = (file, lines, read(file.path, file))
    return found


def lines_of(path: Path) -> Lines | None:
    """Return a file's cells, if it is a CSV with one header and lines as wide."""
    if path.suffix != ".csv":
        return None
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except UnicodeDecodeError:
        return None
    widths = {len(line) for line in lines}
    return lines if len(widths) == 1 and len(set(lines[0])) == len(lines[0]) > 2 else None


@cache
def settings() -> dict:
    return to_settings(apply_settings({}, profile(FIRM).items()))


def read(path: Path, file: ExportFile) -> Reading:
    reading = read_file(
        path, form=file.as_format, answers=file.answers, settings=settings(), key=KEY
    )
    assert reading.verdict == "imported", (path.name, reading.message)
    return reading


def rows_of(reading: Reading) -> dict[str, Counter]:
    """Return table -> canonical rows, wherever they stood in the file."""
    return {
        name: Counter(
            tuple((k, str(v)) for k, v in row.items() if k not in ("src_row", "src_file"))
            for row in table.to_pylist()
        )
        for name, table in reading.tables.items()
    }


def test_plain_files_are_most_of_the_firms_files(exports) -> None:
    assert len(exports) >= 10


def test_rows_and_columns_in_any_order_are_read_as_the_same_rows(exports, tmp_path: Path) -> None:
    chance = random.Random("any order will do")
    for name, (file, (header, *rows), before) in exports.items():
        chance.shuffle(rows)
        order = chance.sample(range(len(header)), len(header))
        changed = [[line[place] for place in order] for line in (header, *rows)]
        path = tmp_path / name
        path.write_text(to_csv(changed), encoding="utf-8")
        after = read(path, file)
        assert after.format == before.format, name
        assert rows_of(after) == rows_of(before), name


def test_columns_that_nobody_knows_are_left_unread(exports, tmp_path: Path) -> None:
    for name, (file, (header, *rows), before) in exports.items():
        path = tmp_path / name
        wider = [["Weather", *header, "Remark"], *(["rain", *row, "=1+1"] for row in rows)]
        path.write_text(to_csv(wider), encoding="utf-8")
        after = read(path, file)
        assert (after.format, after.supplied) == (before.format, before.supplied), name
        assert rows_of(after) == rows_of(before), name
