"""Client text is never code: hostile names and cells come out as they were typed."""

from __future__ import annotations

import pytest

from tests.reporting.pages import render
from tests.small_firm import CLIENT, answer, change, make_client, open_small, take_in

NAME = '<script>alert("n")</script> $x^2$ =1+1 {{ 7*7 }} & Söhne'
STATUS = "<img src=x onerror=alert(2)> $y$ =2+2"
WHO = "</td></table><script>alert(3)</script> $who$"
FILE = "=1+1 $f$ <b>&amp;.csv"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the report of a firm whose name, answers, file name and cells are hostile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = make_client(
            tmp_path_factory.mktemp("hostile") / "w", ("content_stat", "client")
        )
        change(workspace, profile=open_small(workspace).file.profile | {"name": NAME})
        file = workspace.root / FILE
        file.write_text(
            "pursuit_id,kind,client_id,received,due,submitted,advanced,decided,outcome\n"
            "r1,RFP,c1,2025-03-01,2025-03-22,2025-03-20,,2025-06-30,won\n"
            f'r2,RFP,c1,2025-03-02,2025-03-22,2025-03-20,,2025-06-30,"{STATUS}"\n'
        )
        take_in(workspace, [file], form="template__pursuit")
        answer(workspace, {"use_cases": [
            {"kpi_id": "email_open_rate", "state": "applies", "who": WHO, "does": "$does$",
             "why": "so <i>that</i>", "respondent": "lead"},
        ], "criteria": [], "reported": []})  # fmt: skip
    audit = open_small(workspace)
    assert audit.client == CLIENT
    return render(audit, tmp_path_factory.mktemp("page"))


def test_nothing_of_it_runs_or_loads(page):
    assert page.find_all(["script", "i", "b"]) == []
    assert [image["src"][:11] for image in page.find_all("img")] == ["data:image/"] * 5


def test_the_firm_is_called_as_it_calls_itself(page):
    title = f"CX Data Maturity Audit: {NAME}"
    assert [heading.get_text() for heading in page.find_all("h1")] == [title]
    assert page.title.get_text() == title


@pytest.mark.parametrize("text", [STATUS, f"{WHO} $does$, so <i>that</i>.", FILE])
def test_what_was_typed_or_imported_stands_there_literally(page, text):
    assert text in page.get_text()
