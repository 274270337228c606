"""Files by the command: import, its questions and refusals, formats, rows."""

from __future__ import annotations

from tests.small_firm import CLIENT, TABLES, write_files


def put(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def started(cx):
    cx("new", CLIENT)
    cx("set", CLIENT, "as_of=2025-12-31")
    return cx


def test_each_file_is_told_with_its_accounting(cx, tmp_path):
    started(cx)
    entries = cx.json("import", CLIENT, *write_files(tmp_path / "in"))
    assert [e["file"] for e in entries] == [f"{name}.csv" for name in TABLES]
    for entry in entries:
        rows = entry["rows"]
        assert entry["verdict"] == "imported"
        assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]
        assert entry["tables"][0]["canonical_rows"] == rows["imported"]


def test_people_read_one_line_a_file(cx, tmp_path):
    started(cx)
    told = cx("import", CLIENT, *write_files(tmp_path / "in", ["client"])).out
    assert told.startswith(
        "client.csv: imported as template__client: "
        "6 rows in = 6 imported + 0 set aside + 0 blank + 0 totals"
    )


def test_the_same_content_again_is_a_duplicate_and_no_fault(firm, tmp_path):
    twin = put(tmp_path / "in", "other name.csv", TABLES["client"].lstrip("\n"))
    (entry,) = firm.json("import", CLIENT, twin)
    assert (entry["verdict"], firm.json("show", CLIENT)["imports"][3]["file"]) == (
        "duplicate", "client.csv",
    )  # fmt: skip
    assert len(firm.json("show", CLIENT)["imports"]) == 5


def test_good_files_are_stored_and_the_exit_code_tells_of_the_bad_one(cx, tmp_path):
    started(cx)
    bad = put(tmp_path / "in", "notes.csv", "what,ever\n1,2\n")
    ended = cx("import", CLIENT, bad, *write_files(tmp_path / "in", ["client"]), "--json")
    assert ended.code == 2
    assert [e["verdict"] for e in ended.json] == ["refused", "imported"]
    assert ended.json[0]["message"] in ended.err
    assert "Traceback" not in ended.err
    assert [e["file"] for e in cx.json("show", CLIENT)["imports"]] == ["client.csv"]


def test_a_file_that_is_not_there_is_refused(cx, tmp_path):
    started(cx)
    ended = cx("import", CLIENT, tmp_path / "gone.csv", "--json")
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert "gone.csv" in ended.err


def test_rows_without_their_key_are_set_aside_with_a_reason(cx, tmp_path):
    started(cx)
    text = TABLES["client"].lstrip("\n").replace("c3,City", ",City")
    (entry,) = cx.json("import", CLIENT, put(tmp_path / "in", "client.csv", text))
    assert (entry["rows"]["imported"], entry["rows"]["set_aside"]) == (5, 1)
    (aside,) = entry["set_aside"]
    assert aside["row"] == 4
    assert "client_id" in aside["reason"]


HEAD = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
PIPELINE = f"""{HEAD}d1,Ann,Bonds,North,Won,2025-02-03,2025-04-01,10
d2,Ann,Bonds,South,Lost,2025-02-04,2025-04-02,0
d3,Bob,Bonds,East,Engaging,2025-02-05,,
"""


def test_a_question_is_asked_and_its_answer_taken(cx, tmp_path):
    started(cx)
    pipeline = put(tmp_path / "in", "pipeline.csv", PIPELINE)
    ended = cx("import", CLIENT, pipeline, "--json")
    assert ended.code == 2
    (entry,) = ended.json
    assert entry["verdict"] == "needs_answer"
    question = entry["questions"][0]
    assert question["id"] == "rows_are"
    assert {"pitch", "rfp"} <= {choice["value"] for choice in question["choices"]}
    assert "--answer rows_are=pitch" in ended.err
    assert cx.json("show", CLIENT)["imports"] == []
    (entry,) = cx.json("import", CLIENT, pipeline, "--answer", "rows_are=pitch")
    assert (entry["verdict"], entry["rows"]["imported"]) == ("imported", 3)


def test_an_answer_names_its_question(cx, tmp_path):
    started(cx)
    pipeline = put(tmp_path / "in", "pipeline.csv", PIPELINE)
    refused = cx.refuse("import", CLIENT, pipeline, "--answer", "pitch")
    assert refused["wanted"] == "--answer QUESTION=VALUE"


def test_a_format_that_nobody_knows_is_refused(cx, tmp_path):
    started(cx)
    ended = cx("import", CLIENT, *write_files(tmp_path / "in", ["client"]), "--as", "lotus__123")
    assert ended.code == 2
    assert "lotus__123" in ended.err
    assert "Traceback" not in ended.err


def test_formats_are_listed_with_the_day_their_headers_were_seen(made):
    known = {form["format"]: form for form in made.json("formats")}
    assert {f"template__{name}" for name in TABLES} <= set(known)
    assert {"mailchimp__campaigns", "ga4__traffic", "crm__pipeline"} <= set(known)
    assert known["mailchimp__campaigns"]["last_seen"]
    assert "mailchimp__campaigns" in made("formats").out


def test_exports_whose_headers_nobody_has_seen_are_listed_with_their_template(made):
    unseen = [form for form in made.json("formats") if form["verdict"] == "template"]
    assert {"Vimeo", "HubSpot", "Libsyn"} <= {form["label"].split(":")[0] for form in unseen}
    assert all(form["template"] and form["why"] and not form["last_seen"] for form in unseen)
    assert "headers not verified" in made("formats").out


def test_rows_behind_a_figure_name_their_file_and_line(made):
    found = made.json("rows", CLIENT, "--kpi", "K03")
    assert (found["kpi_id"], found["total"]) == ("email_open_rate", 6)
    place = {name: i for i, name in enumerate(found["columns"])}
    first = found["rows"][0]
    assert first[place["src_file"]] == "content_stat.csv"
    assert first[place["observed_on"]] == "2025-02-03"
    assert isinstance(first[place["unique_opens"]], int)


def test_more_rows_than_shown_are_told(made):
    ended = made("rows", CLIENT, "--kpi", "K03", "--limit", "2")
    assert "…" not in ended.out and "content_stat.csv:" in ended.out
    assert ended.code == 0
    assert "6 observations" in ended.out
    assert "the first 2 are shown" in ended.err


def test_rows_of_a_kpi_without_data_or_without_name_are_refused(made):
    assert made.refuse("rows", CLIENT, "--kpi", "K09")["message"].startswith("there are no rows")
    assert made.refuse("rows", CLIENT, "--kpi", "nps")["message"] == "there is no such KPI"
