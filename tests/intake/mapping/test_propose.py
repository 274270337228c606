"""The guess at an unknown table: by names in several languages, by cells, by place; never more."""

from __future__ import annotations

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake import TableMapping, propose_mapping, to_form
from tests.intake.files import column_of, read, workbook, write

BIDS = (
    "Bid no;Kunde;Type;Date in;Abgabe;Status;Size (EUR m);Lead\n"
    "B-001;Nordpension;RFP;03/04/2025;04/05/2025;Won;12,5;Anna Berg\n"
    "B-002;Südkasse;RFI;05/04/2025;07/05/2025;Lost;100,0;Jan Kern\n"
)
MAILS = (
    "Campaign name;Sent on;Recipients;Delivered;Unique opens;Unique clicks;Open %\n"
    "January letter;2025-01-14 09:00;1000;980;400;60;40,8\n"
    "March letter;2025-03-11 09:00;1100;1078;410;66;38,0\n"
)
LINKEDIN = (
    "Título,Link,Tipo,Campanha,Publicado por,Criado em,Início,Término,Público,Impressões,"
    "Visualizações,Externas,Cliques,CTR,Gostei,Comentários,Compartilhamentos,Seguidores,Taxa,"
    "Conteúdo\n"
    "Um,https://x.example/1,Orgânico,,Ana,01/15/2025,,,,1000,,0,40,0.04,30,2,3,1,0.075,Imagem\n"
    "Dois,https://x.example/2,Orgânico,,Ana,02/20/2025,,,,2000,,0,60,0.03,44,5,6,2,0.05,Imagem\n"
)


def guesses_of(folder, text, name="bids.csv", **more):
    proposal = propose_mapping(write(folder, text, name), **more)
    return proposal, {g.header: g.column for g in proposal.guesses if g.certainty != "weak"}


def test_headers_of_another_language_are_guessed_by_the_names_firms_use(tmp_path):
    proposal, columns = guesses_of(tmp_path, BIDS)
    assert proposal.like == "generic__rfp_log"
    assert columns == {
        "Bid no": "pursuit_id", "Kunde": "prospect", "Type": "kind", "Date in": "received",
        "Abgabe": "submitted", "Status": "outcome", "Size (EUR m)": "exp_aum", "Lead": "owner",
    }  # fmt: skip
    assert {g.header: g.unit for g in proposal.guesses if g.unit} == {"Size (EUR m)": "million"}
    assert proposal.lacking == ()


def test_what_the_layout_numbers_by_its_own_headers_is_numbered_by_those_of_the_file(tmp_path):
    text = "Strategy,Consultant,Rating,Rated on\n" + "".join(
        f"S{n},Invented {n % 2},Buy rated,{n + 13}/01/2025\n" for n in range(4)
    )
    proposal, columns = guesses_of(tmp_path, text)
    assert proposal.like == "generic__consultant_ratings" and "rating_id" not in columns.values()
    made = proposal.to_mapping().columns["rating_id"].digest
    assert set(made) == {"Strategy", "Consultant", "Rated on"}
    mapping = proposal.to_mapping()
    reading = read(tmp_path, text, mapped={mapping.key: to_form(mapping)})
    assert len(set(column_of(reading, "rating_id"))) == 4


def test_a_group_of_people_is_no_earlier_meeting(tmp_path):
    text = "organisation,group,date\nInvented A,S1,2025-01-14\nInvented B,S2,2025-02-14\n"
    _, columns = guesses_of(tmp_path, text, "meetings.csv", like="generic__meetings")
    assert "group" not in columns or columns["group"] != "parent_id"


def test_samples_of_persons_are_masked(tmp_path):
    proposal, _ = guesses_of(tmp_path, BIDS)
    samples = {guess.header: guess.samples for guess in proposal.guesses}
    assert samples["Lead"] == ("(a person)",)
    assert samples["Kunde"] == ("Nordpension", "Südkasse")


def test_what_every_row_needs_and_no_header_gives_is_told(tmp_path):
    proposal, columns = guesses_of(tmp_path, MAILS, "mails.csv")
    assert proposal.like == "template__content_stat"
    assert columns["Recipients"] == "sent" and columns.get("Open %") is None
    assert proposal.lacking == ("item_id", "channel")
    assert proposal.constant == {"channel": "email"}
    mapping = proposal.to_mapping()
    assert mapping.columns["item_id"].digest == ("Campaign name", "Sent on")


def test_a_layout_may_be_named_and_is_then_guessed_by(tmp_path):
    proposal, columns = guesses_of(tmp_path, BIDS, like="template__mandate")
    assert proposal.like == "template__mandate"
    assert columns["Size (EUR m)"] == "exp_aum" and "pursuit_id" in columns.values()


def test_a_vendors_columns_in_another_language_are_guessed_by_their_places(tmp_path):
    proposal, columns = guesses_of(tmp_path, LINKEDIN, "conteudo.csv")
    assert proposal.like == "linkedin__all_posts" and proposal.is_by_position
    assert columns["Gostei"] == "reactions" and columns["Criado em"] == "published"
    assert {g.certainty for g in proposal.guesses if g.column} == {"likely"}
    assert {g.header: g.samples for g in proposal.guesses}["Publicado por"] == ("(a person)",)


def test_a_mapping_confirmed_for_much_the_same_table_is_taken_over(tmp_path):
    before = TableMapping.model_validate(
        {"as": "generic__rfp_log", "headers": ["Bid no", "Kunde", "Type", "Date in", "Abgabe",
                                               "Status", "Lead", "Note"],
         "columns": {"pursuit_id": "Bid no", "consultant": "Kunde", "kind": "Type",
                     "due": {"header": "Abgabe", "unit": "dmy"}},
         "confirmed": {"who": "Anna", "on": "2025-03-01", "file": "old.csv"}}
    )  # fmt: skip
    proposal, columns = guesses_of(tmp_path, BIDS, earlier=[before])
    assert (columns["Kunde"], columns["Abgabe"]) == ("consultant", "due")
    (why,) = [g.why for g in proposal.guesses if g.header == "Kunde"]
    assert "as confirmed on 2025-03-01 by Anna" in why
    assert proposal.earlier == before.key


def test_the_table_is_found_below_a_cover_in_a_workbook(tmp_path):
    path = tmp_path / "bids.xlsx"
    path.write_bytes(workbook({
        "Cover": [["Report of the sales team"]],
        "Data": [["RFPs of 2025"], [], ["Bid no", "Kunde", "Type", "Date in"],
                 ["B-1", "Nordpension", "RFP", "2025-04-03"], ["B-2", "Südkasse", "RFI", "x"]],
    }))  # fmt: skip
    proposal = propose_mapping(path)
    assert (proposal.place, proposal.header_row) == ("Data", 3)


def test_a_large_table_is_guessed_by_its_first_rows(tmp_path):
    rows = "".join(f"B-{n};K{n};RFP;2025-04-03;;Won;1;x\n" for n in range(3_000))
    proposal, columns = guesses_of(tmp_path, BIDS.splitlines()[0] + "\n" + rows)
    assert columns["Bid no"] == "pursuit_id" and len(proposal.guesses) == 8


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "only one column\nx\n"])
def test_a_file_without_a_header_says_so(tmp_path, text):
    with pytest.raises(ClientDataError, match="no table with a header"):
        propose_mapping(write(tmp_path, text))


def test_a_layout_that_is_none_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="no layout"):
        propose_mapping(write(tmp_path, BIDS), like="zoom__attendee_report")


def test_a_header_that_stands_twice_is_never_guessed_to_be_a_column(tmp_path):
    text = "Bid no;Received;Received;Type\nB-1;2025-01-02;2025-01-03;RFP\n"
    proposal, columns = guesses_of(tmp_path, text)
    assert columns == {"Bid no": "pursuit_id", "Type": "kind"}
    assert [guess.header for guess in proposal.guesses] == ["Bid no", "Received", "Type"]


def test_a_table_too_wide_to_be_looked_over_is_refused(tmp_path):
    text = ";".join(f"column {n}" for n in range(401)) + "\n" + ";".join(["x"] * 401) + "\n"
    with pytest.raises(ClientDataError, match="too many columns"):
        propose_mapping(write(tmp_path, text))
