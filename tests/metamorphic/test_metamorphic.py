"""Figures stay what they are however the same rows are handed over, through the real import."""

from __future__ import annotations

import json
import math
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cxaudit.canon import load_tables
from cxaudit.measure import Measurement
from tests.metamorphic.firm import SETTINGS, Lines, Tables, measured, tables, to_csv, to_lines

YEARS = 28
MONEY = {"aum", "net_flow"}
Told = dict[str, dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measurement]:
    return measured(tmp_path_factory.mktemp("base"), files_of(tables())).figures


@pytest.fixture
def shuffled() -> random.Random:
    return random.Random("any order will do")


def lines_of(rows: Tables) -> dict[str, Lines]:
    return {name: to_lines(name, found) for name, found in rows.items()}


def files_of(rows: Tables) -> dict[str, str]:
    return {f"{name}.csv": to_csv(lines) for name, lines in lines_of(rows).items()}


def told(found: dict[str, Measurement]) -> Told:
    """Return what is displayed of every measurement, but for its period."""
    shown = {kpi_id: measurement.to_json() for kpi_id, measurement in found.items()}
    return {
        kpi_id: {k: v for k, v in one.items() if k != "period"} for kpi_id, one in shown.items()
    }


def differing(found: dict[str, Measurement], base: dict[str, Measurement]) -> dict[str, list[str]]:
    """Return kpi_id -> what is displayed differently."""
    before, after = told(base), told(found)
    assert set(before) == set(after)
    return {
        kpi_id: [f"{k}: {json.dumps(before[kpi_id][k])} became {json.dumps(after[kpi_id][k])}"
                 for k in before[kpi_id] if before[kpi_id][k] != after[kpi_id][k]]
        for kpi_id in before if before[kpi_id] != after[kpi_id]
    }  # fmt: skip


def test_the_firm_has_a_figure_for_every_entry_of_the_catalogue(base) -> None:
    assert {kpi_id for kpi_id, one in base.items() if one.value is None} == set()
    assert len(base) == 30


def test_the_order_of_rows_changes_nothing(tmp_path: Path, base, shuffled) -> None:
    files = {}
    for name, (header, *rows) in lines_of(tables()).items():
        shuffled.shuffle(rows)
        files[f"{name}.csv"] = to_csv([header, *rows])
    assert differing(measured(tmp_path, files).figures, base) == {}


def test_the_order_of_columns_changes_nothing(tmp_path: Path, base, shuffled) -> None:
    files = {}
    for name, lines in lines_of(tables()).items():
        order = shuffled.sample(range(len(lines[0])), len(lines[0]))
        files[f"{name}.csv"] = to_csv([[line[place] for place in order] for line in lines])
    assert differing(measured(tmp_path, files).figures, base) == {}


def test_a_file_in_three_parts_is_the_same_file(tmp_path: Path, base) -> None:
    files = {}
    for name, (header, *rows) in lines_of(tables()).items():
        parts = [rows[part::3] for part in range(3)]
        files |= {
            f"{name}-{n}.csv": to_csv([header, *part]) for n, part in enumerate(parts) if part
        }
    assert differing(measured(tmp_path, files).figures, base) == {}


def test_files_that_come_twice_count_once(tmp_path: Path, base) -> None:
    files = files_of(tables())
    copies = {f"copy of {name}": text for name, text in files.items()}
    saved_again = {f"saved {name}": text.replace("\n", "\r\n") for name, text in files.items()}
    found = measured(tmp_path, files | copies | saved_again)
    assert {found.verdicts[name] for name in copies} == {"duplicate"}
    assert differing(found.figures, base) == {}


def test_columns_that_nobody_knows_change_nothing(tmp_path: Path, base, shuffled) -> None:
    files = {}
    for name, (header, *rows) in lines_of(tables()).items():
        wider = [["Weather", *header, "Remark"]]
        wider += [[shuffled.choice(("rain", "7", "")), *row, "=1+1"] for row in rows]
        files[f"{name}.csv"] = to_csv(wider)
    assert differing(measured(tmp_path, files).figures, base) == {}


def test_ten_times_the_money_moves_the_figures_of_money_alone(tmp_path: Path, base) -> None:
    found = measured(tmp_path, files_of(tenfold(tables()))).figures
    assert set(differing(found, base)) <= MONEY
    for kpi_id in MONEY:
        assert math.isclose(found[kpi_id].value, 10 * base[kpi_id].value, rel_tol=1e-9)
    growth = [one["net_flow"].parts["organic_growth"].value for one in (found, base)]
    assert math.isclose(growth[0], growth[1], rel_tol=1e-9)


def tenfold(rows: Tables) -> Tables:
    """Return the rows with every amount of money ten times as large."""
    found: Tables = {}
    for name, table in load_tables().items():
        money = [c for c, column in table.columns.items() if column.type == "money"]
        found[name] = [
            row | {c: str(Decimal(str(row[c])) * 10) for c in money if row.get(c) is not None}
            for row in rows.get(name, [])
        ]
    return {name: mine for name, mine in found.items() if mine}


def test_the_same_firm_in_another_generation_has_the_same_figures(tmp_path: Path, base) -> None:
    """28 years are whole weeks and whole leap years, so every day keeps its weekday."""
    then = {
        name: [{k: earlier(v) for k, v in row.items()} for row in mine]
        for name, mine in tables().items()
    }
    as_of = earlier(date.fromisoformat(SETTINGS["as_of"])).isoformat()
    found = measured(tmp_path, files_of(then), SETTINGS | {"as_of": as_of}).figures
    assert differing(found, base) == {}


def earlier(cell: Any) -> Any:
    """Return a day or moment 28 years before; anything else as it is."""
    return cell.replace(year=cell.year - YEARS) if isinstance(cell, date | datetime) else cell
