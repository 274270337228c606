"""The last look at a report: no key, no folder or name of the machine, no traceback leaves."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from cxaudit.audit import keys_folder
from cxaudit.errors import ClientDataError
from cxaudit.reporting.machine import LINUX, MAC
from cxaudit.reporting.personal import find_traces, refuse_traces
from tests.intake.files import archive
from tests.small_firm import make_client, open_small

PATH, TRACE = "a path or name of this machine", "an error report"
AWS = "AKIA" + "IOSFODNN7EXAMPLE"
SECRETS = {
    "an AWS access key": AWS,
    "a GitHub token": "ghp" + "_" + "a1B2" * 9,
    "a Mailchimp key": "0123456789abcdef" * 2 + "-us12",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEowIB",
    "a password or token": "password: " + "Sesame0123456789abc",
}


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Return a firm whose note names a folder, which somebody chose to."""
    home = tmp_path_factory.mktemp("machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(home / "keys"))
        note = {"as_of": "2025-12-31", "note": f"kept in {MAC}shared/Audits"}
        yield open_small(make_client(home / "book", [], note))


@pytest.mark.parametrize(("what", "secret"), SECRETS.items())
@pytest.mark.parametrize("markup", ["<h2>Mails</h2><p>{}</p>", "<script>x = '{}'</script>",
                                    "<p data-x='{}'>A</p>", "<!-- {} -->"])  # fmt: skip
def test_a_secret_is_found_wherever_a_page_holds_it_and_never_repeated(look, what, secret, markup):
    traces = look(markup.format(secret))
    assert what in {trace.what for trace in traces}
    assert not any(secret[-8:] in trace.in_words() for trace in traces)


def test_a_secret_in_text_is_placed_by_the_heading_above(look):
    (trace,) = look(f"<h2>Mails</h2><p>opened with {AWS}</p>")
    assert (trace.what, trace.place) == ("an AWS access key", "under the heading “Mails”")


def test_a_secret_cut_by_markup_is_found(look):
    assert [t.what for t in look(f"<p>{AWS[:6]}<wbr>{AWS[6:]}</p>")] == ["an AWS access key"]


def test_folders_of_this_machine_are_found(look, audit):
    root = audit.workspace.root
    for place in (root, root / "data" / "clients", keys_folder(), Path.home() / "x", sys.prefix):
        (trace,) = look(f"<h2>Data</h2><p>read from {place}, twice</p>")
        assert trace.what == PATH and "Data" in trace.place


@pytest.mark.parametrize(
    "path",
    ["C:\\Users\\ann\\Audit", "file:///srv/audit/x.png", f"{MAC}ann/Documents/audit",
     f"{LINUX}ann/Documents/a.csv", f"{LINUX}ann/.config/cxaudit"],
)  # fmt: skip
def test_folders_of_any_persons_machine_are_found(look, path):
    assert [trace.what for trace in look(f"<p>see {path}</p>")] == [PATH]
    held = json.dumps({"cells": [], "metadata": {"path": path}})
    assert PATH in {trace.what for trace in look(held, "report.ipynb")}


def test_the_name_of_this_machine_is_found(look, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "laptop-of-ann7")
    assert [trace.what for trace in look("<p>made on laptop-of-ann7</p>")] == [PATH]
    monkeypatch.setattr(socket, "gethostname", lambda: "report")
    assert look("<p>this report</p>") == [], "a plain word is no evidence"


def test_a_traceback_is_found(look):
    text = 'Traceback (most recent call last):\n  File "x.py", line 3, in f\nKeyError: 1'
    cell = {"cells": [{"source": [], "outputs": [{"text": text}]}]}
    assert TRACE in {trace.what for trace in look(json.dumps(cell), "report.ipynb")}


def test_every_part_of_a_workbook_is_read_and_its_pictures_are_not(look, audit):
    link = f'<Relationship Target="{audit.workspace.root}/x.xlsx"/>'.encode()
    parts = {"xl/_rels/workbook.xml.rels": link, "xl/media/a.png": AWS.encode()}
    (trace,) = look(archive(parts), "report.xlsx")
    assert (trace.what, trace.place) == (PATH, "xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize(
    "text",
    [f"{LINUX}contact and {MAC}me", "/tmp", f"https://audit.example{LINUX}ann/page",
     f"kept in {MAC}shared/Audits", "password: reset yearly, 3 of 4", "the secret of 2025",
     "<img src='data:image/png;base64," + "AKIA" + "A" * 80 + "'>", "ratio 1/2/3/4"],
)  # fmt: skip
def test_pages_of_web_sites_figures_and_what_somebody_typed_are_let_pass(look, text):
    assert look(f"<p>{text}</p>") == []


def test_the_refusal_repeats_no_secret(audit, tmp_path):
    (tmp_path / "report.html").write_text(f"<h2>Mails</h2><p>{AWS}</p>", encoding="utf-8")
    with pytest.raises(ClientDataError, match="not published") as refused:
        refuse_traces(find_traces(tmp_path, audit), audit)
    assert "an AWS access key in report.html, under the heading" in refused.value.found
    assert "IOSFODNN7" not in str(refused.value) + refused.value.in_words()
