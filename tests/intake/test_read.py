"""Whatever the bytes are, the reader gives a verdict and a message; it never raises."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.intake import forms, read_file
from cxaudit.modelfile import list_folders
from tests.intake.files import KEY, read

SAMPLES = [path for folder in list_folders("exports") for path in sorted(folder.glob("sample*"))
           if path.suffix not in (".xls", ".xlsx", ".zip", ".parquet")]  # fmt: skip
CELLS = st.sampled_from(
    ["Total", "--", "9" * 30, "-5", "1e400", "\n", ",", ";", "\t", "31/02/2025", "NaN", "1.234",
     "2025-01-01T00:00:00+99:99", "\n\n# y\n", "Attendee Details,\n", '"', "{", "]", "null"]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), CELLS, st.integers(0, 12)), min_size=1, max_size=6)


def verdict_of(content, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        reading = read_file(path, key=KEY, answers={"rows_are": "pitch", "date_order": "dmy"})
    told = reading.to_json()
    rows = told["rows"]
    assert told["verdict"] in ("imported", "refused", "needs_answer") and told["message"]
    assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]
    assert (told["verdict"] == "imported") == bool(reading.tables)
    return told["verdict"]


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.json", "a.zip"]))
def test_any_bytes_get_a_verdict(content, name):
    verdict_of(content, name)


@settings(max_examples=300, deadline=None)
@given(sample=st.sampled_from(SAMPLES), edits=EDITS)
def test_any_damage_to_a_known_export_gets_a_verdict(sample, edits):
    content = sample.read_bytes()
    text = content.decode("utf-16" if b"\x00" in content else "utf-8")
    for where, cell, cut in edits:
        at = int(where * len(text))
        text = text[:at] + cell + text[at + cut :]
    verdict_of(text.encode(), sample.name)


def test_the_list_of_formats_says_what_each_is_and_when_its_headers_were_seen():
    known = {form["format"]: form for form in forms()}
    assert known["mailchimp__campaigns"]["last_seen"] == "2019-12-10"
    assert known["ga4__pages_by_title"]["verdict"] == "refused" and known["ga4__pages"]["table"]
    assert all(form["label"] and form["required_headers"] for form in known.values())


def test_an_unknown_layout_names_what_comes_nearest_and_what_it_lacks(tmp_path):
    text = "RFP ID,Type,Received,Strategy,Vehicle\nR1,RFP,2025-01-01,EQ1,pooled\n"
    reading = read(tmp_path, text)
    assert reading.verdict == "refused" and reading.message == "this layout is not known"
    assert "generic__rfp_log" in reading.wanted and "Submitted, Outcome" in reading.wanted


def test_an_unknown_time_zone_of_the_audit_is_refused(tmp_path):
    text = "interaction_id,kind,ts\nV1,meeting,2025-01-01 10:00\n"
    reading = read(tmp_path, text, settings={"timezone": "Mars/Olympus"})
    assert reading.verdict == "refused" and "Mars/Olympus" in reading.found
