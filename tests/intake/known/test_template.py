"""Every canonical table can be handed over under its own column names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cxaudit.canon import load_tables
from cxaudit.intake import to_pseudonym
from tests.intake.files import KEY, column_of, read, reasons_of, rows_of

VALUES = {
    "str": "x1", "int": "3", "count": "3", "money": "10.5", "seconds": "1.5", "minutes": "2.5",
    "rate": "0.5", "share": "0.5", "bps": "35", "date": "2025-01-31",
    "ts": "2025-01-31T10:00:00Z", "bool": "true", "shares": "0.25|0.5",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(load_tables()))
def test_every_column_of_every_table_is_read(tmp_path, name):
    table = load_tables()[name]
    cells = [c.values[0] if c.values else VALUES[c.type] for c in table.columns.values()]
    text = ",".join(table.columns) + "\n" + ",".join(cells) + "\n"
    reading = read(tmp_path, text)
    assert (reading.format, reading.verdict) == (f"template__{name}", "imported")
    (row,) = reading.tables[name].to_pylist()
    assert all(row[column] is not None for column in table.columns)
    (supplied,) = reading.supplied[name].values()
    assert set(supplied) == set(table.columns)
    assert reading.tables[name].column_names == list(table.schema)


def test_only_the_key_is_required_and_unknown_columns_are_ignored_with_a_warning(tmp_path):
    reading = read(tmp_path, "mandate_id,nonsense\nM1,x\n")
    assert rows_of(reading, "mandate_id", "client_id", "src_system") == [("M1", None, "template")]
    assert any("nonsense" in warning for warning in reading.warnings)
    assert reading.supplied == {"mandate": {"": ["mandate_id"]}}


def test_a_column_that_is_there_and_blank_counts_as_supplied(tmp_path):
    reading = read(tmp_path, "pursuit_id,kind,no_bid\nP1,RFP,\nP2,DDQ,\n")
    assert reading.supplied["pursuit"] == {
        kind: ["kind", "no_bid", "pursuit_id"] for kind in ("DDQ", "RFP")
    }


@pytest.mark.parametrize(
    ("name", "header"),
    [("content_stat", "item_id,period_start,period_end"), ("pursuit", "pursuit_id"),
     ("delivery", "delivery_id"), ("interaction", "interaction_id"), ("aum", "mandate_id")],
)  # fmt: skip
def test_a_lacking_key_or_kind_is_refused_and_named(tmp_path, name, header):
    reading = read(tmp_path, header + "\n" + header + "\n", form=f"template__{name}")
    assert reading.verdict == "refused" and name in reading.wanted


def test_headers_may_be_written_in_other_case_with_spaces_and_soft_hyphens(tmp_path):
    reading = read(tmp_path, "Mandate_ID ,\u00a0client\u00ad_id\nM1,C1\n")
    assert rows_of(reading, "mandate_id", "client_id") == [("M1", "C1")]


def test_headers_given_twice_are_refused_by_name(tmp_path):
    for header in ("client_id,client_id,Client_ID", "client_id,client_name,CLIENT_NAME"):
        reading = read(tmp_path, header + "\na,b,c\n")
        assert reading.verdict == "refused" and "more than once" in reading.message
        assert "lient" in reading.found


def test_unread_headers_may_stand_twice(tmp_path):
    assert column_of(read(tmp_path, "client_id,Labels,Labels\nC1,a,b\n"), "client_id") == ["C1"]


def test_values_outside_a_list_are_set_aside_with_the_list(tmp_path):
    reading = read(tmp_path, "pursuit_id,kind\nP1,RFP\nP2,poem\nP3,rfi\n")
    assert rows_of(reading, "pursuit_id", "kind") == [("P1", "RFP"), ("P3", "RFI")]
    assert reasons_of(reading) == [(3, "kind: 'poem' is not one of DDQ, RFI, RFP, direct")]


def test_bad_cells_set_the_row_aside_with_column_and_reason(tmp_path):
    head = "mandate_id,as_of,mv,fx_rate\n"
    text = head + "M1,2025-01-31,1,2\nM2,2025-02-30,1,2\nM3,2025-01-31,much,2\n,2025-01-31,1,2\n"
    reading = read(tmp_path, text)
    assert column_of(reading, "mandate_id") == ["M1"]
    assert dict(reasons_of(reading)) == {
        3: "as_of: '2025-02-30' is not a date that exists between 1900 and 2100",
        4: "mv: 'much' is not a number",
        5: "missing mandate_id",
    }


def test_negative_counts_and_shares_above_one_are_set_aside(tmp_path):
    stat = "item_id,channel,period_start,period_end,views\n"
    reading = read(
        tmp_path, stat + "a,video,2025-01-01,2025-01-31,-5\nb,video,2025-01-01,2025-01-31,5"
    )
    assert column_of(reading, "item_id") == ["b"]
    page = "session_id,viewed,page_path,depth_reached\nS,2025-01-01,/a,0.9\nS,2025-01-02,/a,-0.1\n"
    assert len(reasons_of(read(tmp_path, page))) == 1


def test_a_key_given_twice_is_set_aside_the_second_time(tmp_path):
    reading = read(tmp_path, "mandate_id,client_id\nM1,C1\nM1,C2\nM2,C1\n")
    assert column_of(reading, "client_id") == ["C1", "C1"]
    assert reasons_of(reading) == [(3, "duplicate key")]
    assert reading.quality["mandate"]["duplicate_keys"] == 1


def test_counts_without_a_period_are_set_aside_and_alone_refused(tmp_path):
    head = "item_id,channel,period_start,period_end,views\n"
    reading = read(tmp_path, head + "a,video,,,5\nb,video,2025-01-01,2025-01-31,5\n")
    assert reasons_of(reading) == [(2, "missing period_start, period_end")]
    alone = read(tmp_path, head + "a,video,,,5\n")
    assert (alone.verdict, alone.message) == ("refused", "every row had to be set aside")
    assert "missing period_start" in alone.found and not alone.tables


def test_a_header_without_rows_is_imported_as_no_rows(tmp_path):
    reading = read(tmp_path, "interaction_id,kind,client_id,ts\n")
    assert reading.verdict == "imported" and reading.tables["interaction"].num_rows == 0


def test_rows_that_go_backwards_are_imported_with_a_warning(tmp_path):
    reading = read(tmp_path, "mandate_id,won,funded\nM1,2025-03-10,2025-03-03\n")
    assert rows_of(reading, "won", "funded") == [(date(2025, 3, 10), date(2025, 3, 3))]
    assert any("funded before won" in warning for warning in reading.warnings)
    assert reading.quality["mandate"]["order_breaks"] == 1


def test_more_opens_than_messages_are_imported_with_a_warning(tmp_path):
    head = "item_id,channel,period_start,period_end,delivered,unique_opens,total_opens\n"
    reading = read(tmp_path, head + "a,email,2025-01-01,2025-01-31,100,120,110\n")
    assert column_of(reading, "unique_opens") == [120]
    assert [w for w in reading.warnings if "more unique_opens than delivered" in w]
    assert [w for w in reading.warnings if "more unique_opens than total_opens" in w]


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "Inf", "True", "007", "1e5", "#N/A"])
def test_a_firm_may_be_called_anything(tmp_path, name):
    reading = read(tmp_path, f"client_id,client_name\n{name},{name}\n")
    assert rows_of(reading, "client_id", "client_name") == [(name, name)]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=1+1", "' OR 1=1 --", "{{ 7*7 }}", "a\u202eb", "Fees $5"]
)
def test_text_is_kept_as_typed(tmp_path, text):
    assert column_of(read(tmp_path, f'client_id,client_name\nC1,"{text}"\n'), "client_name") == [
        text
    ]


def test_no_value_is_missing_and_counted_never_zero(tmp_path):
    head = "item_id,channel,period_start,period_end,clicks\n"
    cells = ["--", "n/a", "<5", "NaN", "inf", "-", "#DIV/0!", "(not set)", ""]
    rows = [f"i{n},linkedin,2025-01-01,2025-01-31,{cell}" for n, cell in enumerate(cells)]
    reading = read(tmp_path, head + "\n".join(rows))
    assert set(column_of(reading, "clicks")) == {None}
    assert any("clicks 8" in warning for warning in reading.warnings)


def test_numbers_too_large_to_be_meant_are_set_aside(tmp_path):
    text = "mandate_id,as_of,mv\nM1,2025-01-31,1e400\nM2,2025-01-31,1e30\nM3,2025-01-31,5\n"
    assert [row for row, _ in reasons_of(read(tmp_path, text))] == [2, 3]


def test_amounts_in_two_currencies_are_refused(tmp_path):
    reading = read(tmp_path, "mandate_id,as_of,mv\nM1,2025-01-31,€5\nM2,2025-01-31,£6\n")
    assert reading.verdict == "refused" and "currencies" in reading.message


def test_persons_become_pseudonyms_and_their_domain_is_judged_before(tmp_path):
    text = "event_id,person_key\nE1,Ann@client.example\nE1,bo@uk.firm.example\nE1,phone 1\n"
    reading = read(tmp_path, text, settings={"internal_domains": ["firm.example"]})
    assert rows_of(reading, "person_key", "internal") == [
        (to_pseudonym("ann@client.example", KEY), False),
        (to_pseudonym("bo@uk.firm.example", KEY), True),
        (to_pseudonym("phone 1", KEY), None),
    ]
    assert "client.example" not in str(reading.to_json())


def test_without_a_key_persons_are_refused_and_other_tables_are_not(tmp_path):
    reading = read(tmp_path, "event_id,person_key\nE1,ann@client.example\n", key=None)
    assert reading.verdict == "refused" and "no pseudonym key" in reading.message
    assert "ann@client.example" not in str(reading.to_json())
    assert read(tmp_path, "client_id\nC1\n", key=None).verdict == "imported"


def test_addresses_inside_titles_are_masked_and_bad_cells_do_not_show_them(tmp_path):
    head = "item_id,channel,period_start,period_end,title,clicks\n"
    text = head + "a,email,2025-01-01,2025-01-31,Ask ann@client.example,1\n"
    text += "b,email,2025-01-01,2025-01-31,x,ann@client.example\n"
    reading = read(tmp_path, text)
    assert column_of(reading, "title") == ["Ask [e-mail]"]
    assert "ann@client.example" not in str(reading.to_json())


def test_moments_are_utc_and_dates_are_days_of_the_audits_zone(tmp_path):
    text = "delivery_id,kind,period_end,due\n"
    text += "D1,factsheet,2025-06-30T23:30:00Z,2025-07-01\n"
    reading = read(tmp_path, text, settings={"timezone": "Europe/Berlin"})
    assert rows_of(reading, "period_end", "due") == [
        (date(2025, 7, 1), datetime(2025, 6, 30, 22, tzinfo=UTC))
    ]


def test_money_has_two_places_and_seconds_three(tmp_path):
    text = "mandate_id,as_of,mv,fx_rate\nM1,2025-01-31,1000.129,1.5\n"
    assert rows_of(read(tmp_path, text), "mv", "fx_rate") == [
        (Decimal("1000.13"), Decimal("1.500000000"))
    ]


def test_quality_counts_what_is_filled_and_what_was_invalid(tmp_path):
    text = "mandate_id,won,fee_bps\nM1,2025-01-01,\nM2,soon,5\nM3,,5\n"
    quality = read(tmp_path, text).quality["mandate"]
    assert quality["rows"] == 2
    assert quality["columns"]["won"] == {"filled": 1, "invalid": 1}
    assert quality["columns"]["fee_bps"] == {"filled": 1, "invalid": 0}


def test_a_file_that_fits_two_templates_equally_asks_which(tmp_path):
    text = "client_id,strategy_id\nC1,S1\n"
    (question,) = read(tmp_path, text).to_json()["questions"]
    names = [choice["value"] for choice in question["choices"]]
    assert (question["id"], names) == ("format", ["template__client", "template__strategy"])
    told = read(tmp_path, text, answers={"format": "template__strategy"})
    assert column_of(told, "strategy_id") == ["S1"]
