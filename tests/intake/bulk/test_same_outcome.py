"""A file read in pieces has the outcome of the same file read whole: rows, record, every word."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxaudit.intake import load_forms
from cxaudit.modelfile import list_folders
from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import write

SAMPLES = [
    (folder.name, path)
    for folder in list_folders("exports")
    for path in sorted(folder.glob("sample*"))
    if path.suffix in (".csv", ".tsv", ".txt") and not load_forms()[folder.name].refuse
]
PIECEWISE = {
    "crm__pipeline", "ga4__events", "generic__aum", "generic__complaints", "generic__meetings",
    "generic__portal_visits", "generic__report_log", "generic__rfp_log", "op3__downloads",
}  # fmt: skip
SETTINGS = {"timezone": "Europe/Berlin", "internal_domains": ["invented.example"]}


@pytest.mark.parametrize(("name", "path"), SAMPLES, ids=[f"{n}-{p.stem}" for n, p in SAMPLES])
def test_every_sample_has_the_same_outcome(name, path):
    form = load_forms()[name]
    wishes = {"answers": form.sample.answers, "settings": SETTINGS | form.sample.settings}
    whole, pieces = read_both(path, 256, name=form.sample.file_name, **wishes)
    assert find_differences(whole, pieces) == []
    assert is_in_pieces(pieces) or name not in PIECEWISE


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("crm/sales_pipeline.csv", {"rows_are": "pitch"}),
        ("crm/sales_pipeline.csv", {}),
        ("web/ga4_pages_and_screens_path.csv", {}),
        ("web/ga4_events_report.csv", {}),
    ],
)
def test_files_of_real_tools_have_the_same_outcome(realdata, name, answers):
    whole, pieces = read_both(realdata / name, 20_000, answers=answers, settings=SETTINGS)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name",
    ["email/mailchimp_campaigns.csv", "tenure/lung.csv", "events/zoom_webinar_attendee_report.csv"],
)
def test_what_needs_to_be_read_whole_is(realdata, name):
    whole, pieces = read_both(realdata / name)
    assert not is_in_pieces(pieces) and find_differences(whole, pieces) == []


NUMBERS = st.sampled_from(
    ["1", "12.5", "1234", "0.125", "1,5", "1.234", "1,234", "1.234,56", "-7", "(7)", "50%", "€ 5",
     "--", "n/a", "<5", "", "x", "1:27:51", "2.6755", "12345678901234567890", ".5", "5."]
)  # fmt: skip
DAYS = st.sampled_from(
    ["2025-01-31", "2025-02-30", "2025-03-04T10:00:00Z", "2025-03-30 02:30", "31/12/2025",
     "12/31/2025", "03/04/2025", "05/05/2025 10:15", "1 Feb 2025", "45000", "", "soon",
     "2025-10-26T02:30:00.5", "1899-01-01", "2025-01-31T10:00:60", "2025-01-01T00:00:00+01:00"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["Client One", " two ", "", "NA", "ann@invented.example", "ANN@invented.example ", "Größe",
     "+44 20 7946 0958", 'say "hi"', "a, b", "two\nlines", "/a?b=c", "\u00a0x", "#1", "Total"]
)  # fmt: skip
KINDS = st.sampled_from(["meeting", "Portal", "complaint", "poem", "", "-"])
TRUTHS = st.sampled_from(["true", "No", "1", "ja", "", "n/a", "maybe"])
IDS = st.one_of(st.integers(1, 40).map("V{}".format), st.sampled_from(["", "Total", " V3 "]))
ORDINARY = {
    "redress": ["1", "12.5", "1234"], "ts": ["2025-01-31", "2025-03-04T10:00:00Z"],
    "client_id": ["C1", "C2"], "kind": ["meeting"], "staff": ["true", "false"],
    "person_key": ["ann@invented.example", "ben@invented.example"],
}  # fmt: skip
ODD = {"redress": NUMBERS, "ts": DAYS, "client_id": WORDS, "kind": KINDS, "staff": TRUTHS,
       "person_key": WORDS}  # fmt: skip
LINES = st.sampled_from(
    [[], [""] * 7, ["Total", *[""] * 6], ["Copyright x"], ["V1"], [" "] * 7, ["#x"]]
)


@st.composite
def tables(draw):
    """Draw a table of interactions: some columns plain, some with odd cells among plain ones."""
    plain = {name: st.sampled_from(words) for name, words in ORDINARY.items()}
    cells = {
        name: plain[name] if draw(st.booleans()) else st.one_of(plain[name], ODD[name])
        for name in ORDINARY
    }
    whole = st.tuples(IDS, *cells.values()).map(list)
    rows = draw(st.lists(st.one_of(whole, whole, whole, whole, LINES), max_size=30))
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream,
        delimiter=draw(st.sampled_from([",", ";", "\t"])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows([["interaction_id", *cells], *rows])
    return stream.getvalue()


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(
    text=tables(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    size=st.sampled_from([100, 700, 1 << 20]),
    answers=st.sampled_from([{}, {"date_order": "dmy", "decimal": "comma", "currency": "EUR"}]),
)
def test_odd_cells_among_plain_ones_have_the_same_outcome(text, encoding, size, answers):
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), text, "file.csv", encoding)
        whole, pieces = read_both(path, size, answers=answers, settings=SETTINGS)
        assert find_differences(whole, pieces) == []
