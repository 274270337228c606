"""Every row of the list of hostile inputs that concerns intake has its test in this folder."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LIST = HERE.parents[2] / "shared" / "reference" / "hostile-inputs.csv"
AREAS = "ZCDVJNG"
NAMED = re.compile(r"^def test_([a-z]\d\d)_", re.MULTILINE)


def test_each_row_of_the_intake_areas_is_tried():
    if not LIST.is_file():
        pytest.skip("the list of hostile inputs lies beside the repository, and is absent")
    with LIST.open(encoding="utf-8", newline="") as lines:
        wanted = {row["id"] for row in csv.DictReader(lines) if row["id"][0] in AREAS}
    tried = {
        name.upper() for path in HERE.glob("test_*.py") for name in NAMED.findall(path.read_text())
    }
    assert wanted - tried == set()
    assert len(wanted) > 80
