"""The last look at a report happens in a process of its own, and a search that fails is told."""

from __future__ import annotations

import pytest

from cxaudit.audit import Audit
from cxaudit.batch import Limits, guard
from cxaudit.batch.execute import Failed
from cxaudit.batch.finish import PRELOAD
from cxaudit.batch.guard import refuse_personal
from cxaudit.batch.warm.host import can_fork, make_host
from cxaudit.errors import ClientDataError
from tests.batch.light import make_workspace

forked = pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warmed process")
TELLS = "<h2>Contacts</h2><p>Write to ann@bird.example.</p>"


@pytest.fixture(scope="module")
def host():
    made = make_host(PRELOAD)
    yield made
    made.stop()


@pytest.fixture
def report(tmp_path):
    """Return a client, and the folder of a report whose page this is."""
    workspace = make_workspace(tmp_path / "w", "acme")
    (tmp_path / "acme" / "out").mkdir(parents=True)

    def write(page: str):
        (tmp_path / "acme" / "out" / "report.html").write_text(page, encoding="utf-8")
        return tmp_path / "acme", Audit.open("acme", workspace.root)

    return write


@pytest.mark.parametrize("fork", [pytest.param(True, marks=forked), False])
def test_an_address_is_found_with_or_without_a_process_to_fork(report, host, fork):
    by = host if fork else make_host(fork=False)
    refuse_personal(*report("<p>0.5</p>"), by, Limits())
    with pytest.raises(ClientDataError, match="not published") as refused:
        refuse_personal(*report(TELLS), by, Limits())
    assert "under the heading “Contacts”" in refused.value.found
    assert "bird" not in refused.value.in_words()


@forked
def test_the_search_is_not_made_in_the_batchs_own_process(report, host, monkeypatch):
    monkeypatch.setattr(guard, "find_traces", None)
    with pytest.raises(ClientDataError, match="not published"):
        refuse_personal(*report(TELLS), host, Limits())


@forked
@pytest.mark.parametrize(
    ("instead", "seconds", "cause"),
    [("os:abort", 60.0, "TypeError"), (guard.LOOK, 0.0, "not done within 0 seconds")],
)
def test_a_report_whose_search_does_not_end_is_not_published(
    report, host, monkeypatch, instead, seconds, cause
):
    monkeypatch.setattr(guard, "LOOK", instead)
    with pytest.raises(Failed, match=f"the search for persons and secrets: .*{cause}"):
        refuse_personal(*report("<p>0.5</p>"), host, Limits(seconds=seconds))
