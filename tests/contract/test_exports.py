"""Every export folder: its sample becomes exactly what is expected, and nobody else claims it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxaudit.errors import ModelError
from cxaudit.intake import load_forms, read_file
from cxaudit.intake.gate.upload import open_upload
from cxaudit.intake.known.form import load_form
from cxaudit.intake.known.recognise import find_matches
from cxaudit.intake.read import to_grids
from cxaudit.intake.source.grid import fold_header
from cxaudit.modelfile import MODEL_ROOT, list_folders
from tests.contract.export_folders import KEY, find_differences, read_sample, sample_pairs

FOLDERS = list_folders("exports")
FORMS = load_forms()
TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "export"
SAMPLES = [(folder, *pair) for folder in FOLDERS for pair in sample_pairs(folder)]
EVERY_SAMPLE = pytest.mark.parametrize(
    ("folder", "sample", "expected"), SAMPLES, ids=[f"{s[0].name}-{s[1].stem}" for s in SAMPLES]
)


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_folder_is_named_vendor_and_object_and_holds_a_sample(folder):
    vendor, _, item = folder.name.partition("__")
    assert vendor and item
    assert list(sample_pairs(folder))


VERIFIED = """
adobe__marketing_channels adobe__pages adobe__referring_domains apple_podcasts__episodes
apple_podcasts__trends buzzsprout__episodes eventbrite__attendees ga4__events ga4__landing_pages
ga4__pages ga4__pages_by_title ga4__traffic ga4__user_acquisition ga4__user_types
linkedin__all_posts linkedin__metrics linkedin__new_followers linkedin__visitors
linkedin_api__share_statistics linkedin_profile__analytics linkedin_suite__posts
mailchimp__campaigns on24__attendees op3__downloads pardot__list_emails sfmc__sends
spotify__episodes spotify__performance spotify_creators__episodes spotify_creators__daily_streams
spotify_creators__retention teams__attendance_2021 teams__attendance_list_2020
teams__attendance_report teams__live_event youtube__chart_data youtube__table_data
youtube_api__video_views zoom__attendee_report zoom__registration_report
ga4__bigquery_events ga4__flat_events hubspot__email_events mailchimp__recipient_activity
sfmc__tracking_extract spotify_creators__daily_audience spotify_creators__geography
spotify_creators__funnel spotify__audience spotify__daily_streams spotify__daily_listeners
spotify__show crm__pipeline dynamics365__opportunities hubspot__deals hubspot__deal_stages
jira__onboarding_issues jira__issue_history salesforce__account_object salesforce__case_report
salesforce__event_object salesforce__login_history salesforce__opportunity_object
salesforce__opportunity_report salesforce__task_object servicenow__tasks webserver__access_log
"""
OWN = """
generic__aum generic__client_register generic__complaints generic__consultant_ratings
generic__event_guests generic__mandate_register generic__meetings generic__portal_users
generic__portal_visits generic__report_log generic__rfp_log generic__strategy_list
salesforce__case_report_untyped
"""


@pytest.mark.parametrize("name", VERIFIED.split())
def test_every_verified_export_has_its_folder(name):
    assert FORMS[name].seen != "own template"


def test_every_folder_is_a_verified_export_or_a_log_of_our_own():
    assert {folder.name for folder in FOLDERS} == {*VERIFIED.split(), *OWN.split()}
    logs = [name for name in OWN.split() if name.startswith("generic__")]
    assert {FORMS[name].seen for name in logs} == {"own template"}


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_folder_says_when_its_headers_were_last_seen(folder):
    form = FORMS[folder.name]
    assert form.last_seen or form.seen == "own template"


@EVERY_SAMPLE
def test_the_sample_becomes_exactly_what_is_expected(folder, sample, expected):
    form = FORMS[folder.name]
    reading = read_sample(form, sample)
    if form.refuse:
        assert reading.verdict == "refused" and form.refuse in reading.message and reading.next
        assert not expected.exists()
        return
    assert reading.verdict == "imported", reading.message
    assert find_differences(form, reading, expected) == []


@EVERY_SAMPLE
def test_the_rows_of_the_sample_add_up(folder, sample, expected):
    rows = read_sample(FORMS[folder.name], sample).rows.to_json()
    assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]


@EVERY_SAMPLE
def test_no_other_export_claims_the_sample(folder, sample, expected):
    name = FORMS[folder.name].sample.file_name or sample.name
    grids, _ = to_grids(open_upload(sample, name))
    claims = {match.form.format for grid in grids for match in find_matches(grid)}
    assert claims == {folder.name}


@EVERY_SAMPLE
def test_the_public_reader_recognises_the_sample_unaided(folder, sample, expected):
    form = FORMS[folder.name]
    reading = read_file(
        sample,
        answers=form.sample.answers,
        settings=form.sample.settings,
        key=KEY,
        name=form.sample.file_name,
    )
    assert reading.format == folder.name


def test_no_two_exports_require_the_same_headers():
    required = {}
    for form in FORMS.values():
        grid = next(iter(form.parts.values())).grid
        headers = frozenset(fold_header(spellings[0]) for spellings in form.required_headers)
        required.setdefault((grid, headers), []).append(form.format)
    assert [names for names in required.values() if len(names) > 1] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_every_sql_file_is_short_and_selects_named_columns(folder):
    for path in folder.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 30, path.name
        assert "select *" not in text and text == text.rstrip() + "\n", path.name


def test_every_canonical_table_has_a_template():
    tables = {path.stem for path in (MODEL_ROOT / "tables").glob("*.toml")} - {"config"}
    assert {name.removeprefix("template__") for name in FORMS if "template__" in name} == tables


def test_the_template_folder_copied_as_it_stands_passes(tmp_path):
    folder = tmp_path / "vendor__object"
    shutil.copytree(TEMPLATE, folder)
    form = load_form(folder)
    for sample, expected in sample_pairs(folder):
        reading = read_sample(form, sample)
        assert reading.verdict == "imported", reading.message
        assert find_differences(form, reading, expected) == []


def test_an_export_that_names_an_unknown_column_is_a_fault_of_the_model(tmp_path):
    shutil.copytree(MODEL_ROOT / "tables", tmp_path / "tables")
    shutil.copytree(TEMPLATE, tmp_path / "exports" / "vendor__object")
    path = tmp_path / "exports" / "vendor__object" / "export.toml"
    path.write_text(path.read_text().replace("[columns]", '[columns]\nnonsense = "Nonsense"', 1))
    with pytest.raises(ModelError, match="vendor__object"):
        load_forms(tmp_path)
