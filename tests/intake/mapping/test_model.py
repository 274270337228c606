"""A mapping is checked against the layout it names, and reads as a layout of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake import TableMapping, parse_mapping, to_form
from tests.intake.files import column_of, read, reasons_of

HEAD = "No,Kind of thing,In,Out,How it ended,Size (k)\n"
ROWS = "a,RFP,25.03.2025,26.03.2025,Gewonnen,1250\nb,RFI,26.03.2025,27.03.2025,Lost,10\n"
PLAIN = {
    "as": "generic__rfp_log",
    "headers": HEAD.strip().split(","),
    "columns": {
        "pursuit_id": "No", "kind": "Kind of thing", "received": "In", "submitted": "Out",
        "outcome": "How it ended", "exp_aum": {"header": "Size (k)", "unit": "thousand"},
    },
    "words": {"outcome": {"Gewonnen": "won"}},
}  # fmt: skip


def mapped(plain=PLAIN):
    mapping = parse_mapping(plain, "test")
    return {"mapped": {mapping.key: to_form(mapping)}}


def test_a_confirmed_mapping_reads_the_table_it_was_made_for(tmp_path):
    reading = read(tmp_path, HEAD + ROWS, **mapped())
    assert column_of(reading, "outcome") == ["won", "lost"]
    assert column_of(reading, "received") == [date(2025, 3, 25), date(2025, 3, 26)]
    assert column_of(reading, "exp_aum") == [Decimal("1250000.00"), Decimal("10000.00")]
    assert reading.mapping == parse_mapping(PLAIN, "").key
    assert reading.rows.to_json() == {"in": 2, "imported": 2, "set_aside": 0, "blank": 0,
                                      "totals": 0}  # fmt: skip


def test_the_order_of_the_columns_and_their_case_do_not_matter(tmp_path):
    head = "SIZE (K),how it ended,Out,In,kind of thing,NO\n"
    reading = read(tmp_path, head + "5,Gewonnen,26.03.2025,25.03.2025,RFP,a\n", **mapped())
    assert column_of(reading, "pursuit_id") == ["a"]


def test_another_header_more_and_the_mapping_is_not_used(tmp_path):
    text = HEAD.strip() + ",Note\n" + "a,RFP,25.03.2025,26.03.2025,Gewonnen,1250,x\n"
    reading = read(tmp_path, text, **mapped())
    assert reading.verdict == "refused" and reading.is_unknown


def test_a_word_that_was_not_mapped_is_asked_about(tmp_path):
    reading = read(tmp_path, HEAD + ROWS + "c,RFP,25.03.2025,,offen,1\n", **mapped())
    assert [q.id for q in reading.questions if not q.optional] == ["outcome:offen"]
    told = read(tmp_path, HEAD + ROWS + "c,RFP,25.03.2025,,offen,1\n",
                answers={"outcome:offen": "set_aside"}, **mapped())  # fmt: skip
    assert [row for row, _ in reasons_of(told)] == [4]


def test_constants_stand_in_every_row_and_a_number_is_made_where_none_is(tmp_path):
    plain = {
        "as": "template__content_stat", "lifetime": True, "source": "mailer",
        "headers": ["Letter", "Day", "Sent", "Opened"],
        "columns": {"title": "Letter", "published": "Day", "delivered": "Sent",
                    "unique_opens": "Opened", "item_id": {"digest": ["Letter", "Day"]}},
        "constants": {"channel": "email"},
    }  # fmt: skip
    text = "Letter,Day,Sent,Opened\nMay,2025-05-02,100,40\nJune,2025-06-02,100,50\n"
    reading = read(tmp_path, text, **mapped(plain))
    assert column_of(reading, "channel") == ["email", "email"]
    assert column_of(reading, "src_system") == ["mailer", "mailer"]
    assert column_of(reading, "basis") == ["lifetime", "lifetime"]
    first = column_of(reading, "item_id")
    later = read(tmp_path, text.replace(",40", ",45"), **mapped(plain))
    assert len(set(first)) == 2 and column_of(later, "item_id") == first


def test_counts_of_a_period_ask_for_its_days(tmp_path):
    plain = {
        "as": "template__web_stat", "headers": ["Kanal", "Besuche"],
        "columns": {"value": "Kanal", "sessions": "Besuche"}, "constants": {"scope": "channel"},
    }  # fmt: skip
    text = "Kanal,Besuche\nDirect,60\n"
    reading = read(tmp_path, text, **mapped(plain))
    assert [q.id for q in reading.questions] == ["period_start", "period_end"]
    days = {"period_start": "2025-01-01", "period_end": "2025-01-31"}
    told = read(tmp_path, text, answers=days, **mapped(plain))
    assert column_of(told, "period_end") == [date(2025, 1, 31)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"as": "zoom__attendee_report"}, "zoom__attendee_report"),
        ({"as": "no_such"}, "no_such"),
        ({"columns": {"pursuit_id": "No"}, "words": {}}, "nothing fills kind"),
        ({"columns": PLAIN["columns"] | {"dateofbirth": "In"}}, "no column dateofbirth"),
        ({"columns": PLAIN["columns"] | {"due": "Gone"}}, "no header 'Gone'"),
        ({"columns": PLAIN["columns"] | {"due": {"header": "In", "unit": "weeks"}}}, "unit weeks"),
        ({"words": {"outcome": {"Gewonnen": "victory"}}}, "'victory' is not one of"),
        ({"words": {"due": {"x": "y"}}}, "words of due"),
        ({"constants": {"kind": "poem"}}, "'poem' is not one of"),
        ({"columns": {"pursuit_id": {}}, "words": {}}, "names no header"),
        ({"colunms": {}}, "Extra inputs"),
    ],
)
def test_a_mapping_that_cannot_be_read_by_is_refused_with_the_fault(change, fault):
    with pytest.raises(ClientDataError) as told:
        parse_mapping(PLAIN | change, "bids.toml")
    assert fault in told.value.in_words()


def test_two_tables_with_the_same_headers_have_one_key():
    one = TableMapping.model_validate({"as": "template__client", "headers": ["A b", "C", ""]})
    other = TableMapping.model_validate({"as": "template__client", "headers": ["c", "A-B"]})
    assert one.key == other.key and len(one.key) == 16
