"""Z: workbooks and archives built to hurt, or merely odd."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cxaudit.intake import read_file
from tests.full_size import processor_seconds, size
from tests.intake.files import KEY, archive, column_of, workbook

SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns='
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>client_id</t></is></c></row>{more}'
    "</sheetData></worksheet>"
)
HEAD = ["mandate_id", "client_id", "won", "fee_bps"]
MOST_MEGABYTES, MOST_SECONDS = 300, 2
MANY_ROWS_SECONDS = 30
"""Seconds of processor time: the clock on the wall of a shared machine proves nothing."""
ALONE = """
import json, resource, sys
from cxaudit.intake import read_file

def spent():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)

began = spent()
r = read_file(sys.argv[1], key=b"thirty-two bytes, for tests only")
status = open("/proc/self/status").read()
own = int(status.split("VmHWM:")[1].split()[0])
used = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
told = {n: getattr(r, n) for n in ("file", "verdict", "message", "found", "wanted", "next")}
print(json.dumps(told | {"megabytes": used / 1024, "seconds": spent() - began}))
"""


def with_sheet(doctype: str = "", more: str = "") -> bytes:
    """Return a workbook whose only sheet is this XML."""
    with zipfile.ZipFile(io.BytesIO(workbook({"S": [["client_id"], ["C1"]]}))) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["xl/worksheets/sheet1.xml"] = SHEET.format(doctype=doctype, more=more).encode()
    return archive(members)


def read_bytes(folder: Path, content: bytes, name: str = "file.xlsx", **wishes):
    path = folder / name
    path.write_bytes(content)
    return read_file(path, **{"key": KEY, **wishes})


def refused_in_one_line(folder: Path, content: bytes) -> tuple[str, str]:
    """Read alone in a process, which must live, and refuse in one line, quickly and small.

    The line names the file, what is wrong, and the limit or what to do; nothing is written.
    Returns message and found.
    """
    path = folder / "hostile.xlsx"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", ALONE, path], capture_output=True, text=True, timeout=60, check=True,
        env=os.environ,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["verdict"] == "refused" and told["file"] == "hostile.xlsx", told
    assert told["wanted"] or told["next"], "the limit or what to do"
    assert "\n" not in "".join(told[n] or "" for n in ("message", "found", "wanted", "next"))
    assert told["megabytes"] < MOST_MEGABYTES and told["seconds"] < MOST_SECONDS, told
    assert sorted(p.name for p in folder.iterdir()) == ["hostile.xlsx"], "nothing is written"
    return told["message"], told["found"]


def test_z01_two_cells_at_the_ends_of_the_grid(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    message, _ = refused_in_one_line(tmp_path, with_sheet(more=far))
    assert message == "a sheet spans too much of the grid"


def test_z03_a_member_that_grows_a_thousand_times(tmp_path):
    text = '<row r="2"><c t="inlineStr"><is><t>' + "a" * 400_000_000 + "</t></is></c></row>"
    _, found = refused_in_one_line(tmp_path, with_sheet(more=text))
    assert "grows" in found


def test_z05_entities_that_multiply(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'
    more = '<row r="2"><c t="inlineStr"><is><t>&l9;</t></is></c></row>'
    _, found = refused_in_one_line(tmp_path, with_sheet(bomb, more))
    assert "entity" in found


def test_z06_an_entity_that_names_a_file(tmp_path):
    (tmp_path / "kept.txt").write_text("never shown")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/kept.txt">]>'
    more = '<row r="2"><c t="inlineStr"><is><t>&e;</t></is></c></row>'
    book = with_sheet(outside, more)
    reading = read_bytes(tmp_path, book)
    assert reading.verdict == "refused" and "entity" in reading.found
    assert "never shown" not in json.dumps(reading.to_json())
    (tmp_path / "alone").mkdir()
    message, found = refused_in_one_line(tmp_path / "alone", book)
    assert "never shown" not in message + found


def test_z04_a_column_of_many_rows_is_read(tmp_path):
    count = size(whole=1_000_000, usual=100_000)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>C{n}</t></is></c></row>'
        for n in range(2, count + 2)
    )
    book, began = with_sheet(more=rows), processor_seconds()
    reading = read_bytes(tmp_path, book)
    assert reading.verdict == "imported" and reading.rows.to_json()["imported"] == count
    seconds = processor_seconds() - began
    print(f"{count:,} rows of a workbook: {seconds:.1f} s of processor time")
    assert seconds < MANY_ROWS_SECONDS


def test_z09_a_truncated_workbook(tmp_path):
    reading = read_bytes(tmp_path, workbook({"S": [["client_id"], ["C1"]]})[:-200])
    assert reading.verdict == "refused" and "damaged" in reading.message


def test_z10_an_empty_workbook(tmp_path):
    assert read_bytes(tmp_path, b"").message == "the file is empty"


def test_z11_text_named_as_a_workbook(tmp_path):
    reading = read_bytes(tmp_path, b"client_id\nC1\n")
    assert column_of(reading, "client_id") == ["C1"]
    assert reading.to_json()["source"][0]["kind"] == "text"
    assert "named .xlsx, and in truth text: read as that" in reading.warnings


def test_z12_a_web_table_named_as_a_workbook(tmp_path):
    table = b"<html><table><tr><th>client_id</th></tr><tr><td>C1</td></tr></table></html>"
    reading = read_bytes(tmp_path, table, "report.xls")
    assert column_of(reading, "client_id") == ["C1"]
    assert reading.to_json()["source"][0]["kind"] == "html"
    assert "named .xls, and in truth a web page: read as that" in reading.warnings


def test_z13_a_workbook_behind_a_password(tmp_path):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    reading = read_bytes(tmp_path, locked + "EncryptedPackage".encode("utf-16-le"))
    assert reading.verdict == "refused" and "unprotected copy" in reading.next
    assert "protected by a password" in reading.message


def test_z17_a_cover_page_before_the_data(tmp_path):
    book = workbook({"Cover": [["Prepared by nobody"]], "Data": [["client_id"], ["C1"]]})
    reading = read_bytes(tmp_path, book)
    assert column_of(reading, "client_id") == ["C1"] and "not read: Cover" in reading.warnings
    assert "Data" in str(reading.to_json()["source"])


def test_z18_a_group_row_above_the_header(tmp_path):
    book = workbook({"S": [["Group", "", "Dates", ""], HEAD, ["M1", "C1", None, 5]]})
    assert column_of(read_bytes(tmp_path, book), "mandate_id") == ["M1"]


def test_z20_cells_that_hold_errors(tmp_path):
    cells = ["#DIV/0!", "#N/A", "#REF!"]
    book = workbook({"S": [HEAD, *([f"M{n}", "C1", None, c] for n, c in enumerate(cells))]})
    reading = read_bytes(tmp_path, book)
    assert column_of(reading, "fee_bps") == [None] * 3
    assert any("fee_bps 3" in warning for warning in reading.warnings)


def test_z21_a_workbook_that_counts_days_from_1904(tmp_path):
    book = workbook({"S": [HEAD, ["M1", "C1", datetime(2024, 2, 29), 5]]}, date_1904=True)
    assert column_of(read_bytes(tmp_path, book), "won") == [date(2024, 2, 29)]
    serial = workbook({"S": [HEAD, ["M1", "C1", 43_889, 5]]}, date_1904=True)
    assert column_of(read_bytes(tmp_path, serial), "won") == [date(2024, 2, 29)], "a bare number"


def test_z25_a_percent_cell_beside_text(tmp_path):
    head = ["session_id", "viewed", "page_path", "depth_reached"]
    rows = [["S", "2025-01-01", "/a", 0.125], ["S", "2025-01-02", "/a", "12.5"]]
    asked = read_bytes(tmp_path, workbook({"S": [head, *rows]}))
    assert asked.verdict == "needs_answer" and not asked.tables
    assert [q["id"] for q in asked.to_json()["questions"]] == ["depth_reached.scale"]
    told = read_bytes(tmp_path, workbook({"S": [head, *rows]}), answers={"scale": "percent"})
    values = column_of(told, "depth_reached")
    assert not {Decimal("0.125"), Decimal("12.5")} <= set(values)


@pytest.mark.parametrize("label", ["Total", "Grand total"])
def test_z27_a_totals_row_at_the_bottom(tmp_path, label):
    book = workbook({"S": [
        ["Session default channel group", "Sessions", "Engaged sessions"], ["Direct", 60, 30],
        ["Referral", 40, 20], [label, 100, 50],
    ]})  # fmt: skip
    days = {"period_start": "2025-01-01", "period_end": "2025-01-31"}
    reading = read_bytes(tmp_path, book, answers=days)
    assert column_of(reading, "sessions") == [60, 40]
    assert reading.to_json()["rows"]["totals"] == 1
    assert "1 totals row left out of every sum" in reading.warnings
