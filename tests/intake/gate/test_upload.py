"""What may not be read is refused before it is parsed, in one message that says what to do."""

from __future__ import annotations

import io
import pickle
import zipfile

import pytest

from cxaudit.intake import read_file
from cxaudit.intake.gate.archive import MAX_CELLS
from tests.intake.files import KEY, archive, column_of, workbook

SHEET = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>client_id</t></is></c></row>{more}
</sheetData></worksheet>"""


def read_bytes(tmp_path, content, name="file.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    return read_file(path, key=KEY)


def remade(sheet):
    """Return a valid workbook whose only sheet is replaced."""
    plain = workbook({"Sheet1": [["client_id"], ["C1"]]})
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        members = {n: packed.read(n) for n in packed.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet.encode()
    return archive(members)


def test_a_sheet_with_cells_at_both_ends_of_the_grid_is_refused_before_parsing(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    reading = read_bytes(tmp_path, remade(SHEET.format(doctype="", more=far)))
    assert (reading.verdict, reading.message) == (
        "refused",
        "a sheet spans too much of the grid",
    )
    assert f"{MAX_CELLS:,}" in reading.wanted and "stray cell" in reading.next


def test_an_address_in_other_quotes_is_seen_as_well(tmp_path):
    far = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    reading = read_bytes(tmp_path, remade(SHEET.format(doctype="", more=far)))
    assert reading.message == "a sheet spans too much of the grid"


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
     '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'],
)  # fmt: skip
def test_document_types_and_entities_are_refused(tmp_path, doctype):
    reading = read_bytes(tmp_path, remade(SHEET.format(doctype=doctype, more="")))
    assert reading.verdict == "refused" and "entity" in reading.found


def test_a_member_that_grows_two_hundred_times_is_refused(tmp_path):
    text = "<c><t>" + "a" * 30_000_000 + "</t></c>"
    reading = read_bytes(tmp_path, remade(SHEET.format(doctype="", more=text)))
    assert reading.verdict == "refused" and "grows" in reading.found


@pytest.mark.parametrize("cut", [200, 2_000])
def test_a_truncated_workbook_is_refused_as_damaged(tmp_path, cut):
    whole = workbook({"Sheet1": [["client_id"], ["C1"]]})
    reading = read_bytes(tmp_path, whole[:-cut])
    assert reading.verdict == "refused" and "damaged" in reading.message


def test_an_archive_with_broken_bytes_inside_is_refused_as_damaged(tmp_path):
    whole = bytearray(
        archive({"a.csv": b"client_id\n" + b"".join(b"C%d\n" % n for n in range(99))})
    )
    whole[60:90] = bytes(30)
    reading = read_bytes(tmp_path, bytes(whole), "f.zip")
    assert reading.verdict == "refused"


def test_an_archive_packed_in_an_unusual_way_is_refused(tmp_path):
    content = archive({"a.csv": b"client_id\nC1\n"}, zipfile.ZIP_LZMA)
    assert "unusual" in read_bytes(tmp_path, content, "f.zip").found


@pytest.mark.parametrize("name", ["file.xlsx", "file.csv", "file.parquet"])
def test_an_empty_file_is_refused_as_empty(tmp_path, name):
    assert read_bytes(tmp_path, b"", name).message == "the file is empty"


def test_text_that_calls_itself_a_workbook_is_read_as_text(tmp_path):
    assert column_of(read_bytes(tmp_path, b"client_id\nC1\n"), "client_id") == ["C1"]


def test_a_web_table_that_calls_itself_a_workbook_is_read_as_a_table(tmp_path):
    table = b"<html><table><tr><th>client_id</th><th>client_name</th></tr>"
    table += b"<tr><td>C1</td><td>One &amp; &lt;b&gt;</td></tr></table></html>"
    reading = read_bytes(tmp_path, table, "report.xls")
    assert column_of(reading, "client_name") == ["One & <b>"]
    assert reading.to_json()["source"][0]["kind"] == "html"


def test_a_workbook_behind_a_password_asks_for_a_copy_without(tmp_path):
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    reading = read_bytes(tmp_path, ole)
    assert "password" in reading.message and "unprotected copy" in reading.next


def test_a_damaged_legacy_workbook_does_not_take_the_reader_down(tmp_path):
    reading = read_bytes(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 5_000, "a.xls")
    assert reading.verdict == "refused"


def test_a_pickle_is_never_opened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "pwned"), "w"))

    for name in ("data.pkl", "data.csv", "data.parquet"):
        reading = read_bytes(tmp_path, pickle.dumps(Trap()), name)
        assert reading.verdict == "refused" and "pickle" in reading.found
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8b\x08" + b"x" * 50, b"%PDF-1.7 x", b"\x89HDF\r\n", b"<?xml version='1.0'?><a/>"],
)
def test_other_kinds_of_files_are_refused_by_their_bytes(tmp_path, content):
    reading = read_bytes(tmp_path, content, "file.csv")
    assert (reading.verdict, reading.message) == ("refused", "this kind of file is not read")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\x00" * 40 + b"PAR1"])
def test_a_truncated_parquet_file_is_refused(tmp_path, content):
    assert read_bytes(tmp_path, content, "f.parquet").verdict == "refused"


@pytest.mark.parametrize("name", ["../evil.csv", "/abs.csv", "a/../../b.csv"])
def test_an_archive_that_leads_out_of_itself_is_refused(tmp_path, name):
    reading = read_bytes(tmp_path, archive({name: b"client_id\nC1\n"}), "f.zip")
    assert reading.verdict == "refused" and "leads out" in reading.found


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        assert read_file(path).message == "there is no such file"


def test_an_address_on_the_net_is_no_file():
    assert read_file("https://invented.example/data.csv").message == "there is no such file"


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(60 * 1024 * 1024)
    reading = read_file(path)
    assert reading.message == "the file is too large" and reading.content_hash is None
