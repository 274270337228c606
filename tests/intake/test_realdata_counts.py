"""Real files that are no vendor's export: each counted a second way, then read as a stand-in.

They stand for tables of a firm's own. The second count is plain csv or openpyxl.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from cxaudit.intake import read_file
from tests.intake.files import KEY, column_of, rows_of
from tests.intake.test_realdata_mapped import read_mapped, rows_in

pytestmark = pytest.mark.realdata
EVERY_CELL = object()


def lines_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def stand_in(path, table, columns, constants=None, **wishes):
    """Read a file by a mapping; EVERY_CELL makes a key of all its cells."""
    headers = list(lines_of(path)[0]) if path.suffix == ".csv" else wishes.pop("headers")
    filled = {name: {"digest": headers} if header is EVERY_CELL else header
              for name, header in columns.items()}  # fmt: skip
    plain = {"as": f"template__{table}", "columns": filled, "constants": constants or {}}
    return read_mapped(path, plain, **wishes)


@pytest.mark.parametrize(
    ("name", "count"),
    [("tenure/lung.csv", 228), ("tenure/waltons.csv", 163), ("tenure/aml.csv", 23),
     ("stats/known_values.csv", 42), ("tenure/telco_churn.csv", 7_043)],
)  # fmt: skip
def test_every_row_of_a_plain_table_is_taken_those_alike_too(realdata, name, count):
    rows = lines_of(realdata / name)
    last = list(rows[0])[-1]
    reading = stand_in(realdata / name, "client", {"client_id": EVERY_CELL, "tier": last})
    assert rows_in(reading) == (count, count, 0, 0, 0) and len(rows) == count
    tiers = Counter(row[last].strip() or None for row in rows)
    assert Counter(column_of(reading, "tier")) == tiers
    assert len(set(column_of(reading, "client_id"))) == count


def test_customers_of_a_phone_company_by_contract_and_those_who_left(realdata):
    path = realdata / "tenure/telco_churn.csv"
    rows = lines_of(path)
    told = {"segment:Month-to-month": "other", "segment:One year": "wealth",
            "segment:Two year": "institutional"}  # fmt: skip
    reading = stand_in(path, "client", {"client_id": EVERY_CELL, "segment": "contract"},
                       answers=told)  # fmt: skip
    wanted = Counter(told[f"segment:{row['contract']}"] for row in rows)
    assert Counter(column_of(reading, "segment")) == wanted
    left = stand_in(path, "client", {"client_id": EVERY_CELL, "end_reason": "churn"},
                    answers={"end_reason:Yes": "left", "end_reason:No": "set_aside"})  # fmt: skip
    assert rows_in(left) == (7_043, 1_869, 7_043 - 1_869, 0, 0)
    assert sum(row["churn"] == "Yes" for row in rows) == 1_869


def test_grants_by_discipline_give_the_pooled_share_that_was_published(realdata):
    path = realdata / "rfp/research_funding_rates.csv"
    columns = {"item_id": "discipline", "delivered": "applications_total",
               "unique_clicks": "awards_total"}  # fmt: skip
    days = {"period_start": "2010-01-01", "period_end": "2012-12-31"}
    reading = stand_in(path, "content_stat", columns, {"channel": "email"}, answers=days)
    assert rows_in(reading) == (9, 9, 0, 0, 0)
    asked, given = (sum(column_of(reading, name)) for name in ("delivered", "unique_clicks"))
    assert (asked, given) == (2_823, 467)
    assert float(Fraction(int(given), int(asked))) == pytest.approx(0.165427, abs=5e-7)
    stated = [Decimal(row["success_rates_total"]) for row in lines_of(path)]
    assert round(sum(stated) / len(stated), 1) == Decimal("18.9"), "the mean of rates misleads"


def test_purchases_without_a_header_are_refused_and_read_once_they_have_one(realdata, tmp_path):
    bare = realdata / "products/CDNOW_sample.txt"
    refused = read_file(bare, key=KEY)
    assert refused.verdict == "refused" and "blanks" in refused.found
    assert "names of the columns" in refused.next
    cells = [line.split() for line in bare.read_text(encoding="ascii").splitlines()]
    headers = ["master", "sample", "day", "discs", "dollars"]
    path = tmp_path / "purchases.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headers, *cells])
    columns = {"mandate_id": EVERY_CELL, "client_id": "master", "won": "day",
               "exp_aum": "dollars"}  # fmt: skip
    reading = stand_in(path, "mandate", columns, {"vehicle": "pooled", "ccy": "USD"})
    assert rows_in(reading) == (6_919, 6_919, 0, 0, 0)
    rows = rows_of(reading, "client_id", "won", "exp_aum")
    assert len({row[0] for row in rows}) == 2_357
    assert sum(row[2] for row in rows) == Decimal("244091.94")
    assert (str(min(r[1] for r in rows)), str(max(r[1] for r in rows))) == (
        "1997-01-01", "1998-06-30",
    )  # fmt: skip


def test_complaints_of_firms_on_sheets_alike_ask_which_and_give_its_known_sums(realdata):
    path = realdata / "complaints/fca_firm_level_2024_h1.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    header, *firms = book["Opened"].iter_rows(values_only=True)
    products = list(header[4:])
    columns = dict(zip(("sent", "delivered", "unique_opens", "unique_clicks", "total_clicks"),
                       products, strict=True))  # fmt: skip
    days = {"period_start": "2024-01-01", "period_end": "2024-06-30"}
    wish = {"headers": list(header), "constants": {"channel": "email"}}
    asked = stand_in(path, "content_stat", {"item_id": EVERY_CELL} | columns, answers=days, **wish)
    (question,) = asked.questions
    assert (asked.verdict, question.id, asked.tables) == ("needs_answer", "sheet", {})
    assert {"Opened", "Closed", "all"} < {choice.value for choice in question.choices}
    assert {"Consumer Credit", "Notes"}.isdisjoint(choice.value for choice in question.choices)
    told = stand_in(path, "content_stat", {"item_id": EVERY_CELL} | columns,
                    answers=days | {"sheet": "Opened"}, **wish)  # fmt: skip
    assert rows_in(told) == (229, 229, 0, 0, 0) and len(firms) == 229
    assert {"not read: Closed", "not read: Upheld"} <= set(told.warnings)
    known = (841_994, 85_269, 83_750, 714_244, 48_882)
    for place, (name, total) in enumerate(zip(columns, known, strict=True), start=4):
        got = column_of(told, name)
        assert sum(value or 0 for value in got) == total == sum(row[place] or 0 for row in firms)
        assert got.count(None) == sum(row[place] is None for row in firms), "blank is not none"
    assert sum(known) == 1_774_139


def test_a_sheet_that_is_not_there_is_refused_with_those_there_are(realdata):
    path = realdata / "complaints/fca_firm_level_2024_h1.xlsx"
    header = next(openpyxl.load_workbook(path, read_only=True)["Opened"].values)
    columns = {"item_id": EVERY_CELL, "sent": "Investments"}
    wrong = stand_in(path, "content_stat", columns, {"channel": "email"}, headers=list(header),
                     answers={"sheet": "Open"})  # fmt: skip
    assert wrong.verdict == "refused" and "Opened or Closed" in wrong.wanted
