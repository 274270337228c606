"""A newcomer with a folder of mixed exports gets to figures by doing what is printed, no more."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from cxaudit.cli.entry import run
from tests.mixed_exports import write_mixed_exports

SAID = {"date_order": "dmy", "rows_are": "rfp", "outcome:offen": "pending", "owed_list": "yes"}
"""What the newcomer knows about the firm; everything else is taken from the messages."""
COMMAND = re.compile(r"^\s*(?:next:|to answer it:|\d\.)\s+(cxaudit .*)$", re.MULTILINE)


class Desk:
    """The folder of files, and what the command printed last."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys
        self.files = write_mixed_exports(home / "inbox")
        self.told = ""

    def type(self, line: str) -> int:
        """Type one line as a shell reads it, with a file to write to; return the exit code."""
        words = shlex.split(line)
        target = Path(words[words.index(">") + 1]) if ">" in words else None
        words = words[: words.index(">")] if target else words
        code = run([*words[1:], "--root", str(self.home)])
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        if target:
            target.write_text(out, encoding="utf-8")
        self.told = f"{out}\n{err}"
        return code

    def printed(self, about: str) -> list[str]:
        """Return the commands that were printed and name a file, the ... filled in."""
        lines = [line for line in COMMAND.findall(self.told) if about in line]
        return [re.sub(r"'?([\w.:]+)'?=\.\.\.", _fill, line) for line in lines]


def _fill(match: re.Match[str]) -> str:
    return f"{match[1]}={SAID[match[1]]}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    home = tmp_path_factory.mktemp("desk")
    (home / "data" / "clients").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        patch.setenv("CXAUDIT_WHO", "Newcomer")
        patch.delenv("CXAUDIT_ROOT", raising=False)
        patch.chdir(home)
        yield home


def test_from_a_folder_of_mixed_exports_to_figures(desk, capsys):
    at = Desk(desk, capsys)
    assert at.type("cxaudit new acme") == 0
    assert "next: cxaudit set acme as_of=" in at.told
    assert at.type("cxaudit import acme inbox") == 2
    first = at.told
    assert "15 files: 10 imported, 2 to be answered, 1 to be mapped, 2 refused" in first
    waiting = re.search("first: do what stands after “next:” above for (.*)", first)[1]
    assert waiting == "Angebote 2025.csv, RFPs.csv, report1734012345678.csv"
    assert "company page" in first and "the file is damaged" in first
    assert "set aside: duplicate key (row 5)" in first
    assert "1 key that no row of client has" in first

    (bids,), (deals,), (owed,) = (at.printed(name) for name in ("RFPs", "report17", "reports.txt"))
    propose, mapped = (line for line in at.printed("Angebote") if "cxaudit import" in line)
    finish = re.search(r"next: (cxaudit set acme as_of)=YYYY-MM-DD, then (cxaudit measure acme)",
                       first)  # fmt: skip
    assert [at.type(line) for line in (bids, deals, owed)] == [0, 0, 0]
    assert at.type(propose) == 0
    assert at.type(mapped) == 2
    (answered,) = at.printed("Angebote")
    assert at.type(answered) == 0, at.told

    assert at.type(f"{finish[1]}=2025-12-31 currency=EUR") == 0
    assert "next: cxaudit measure acme" in at.told
    assert at.type(finish[2]) == 0
    assert "cxaudit set acme thought_leadership_patterns=... top_tier=..." in at.told
    assert "cxaudit request acme" in at.told and "next: cxaudit report acme" in at.told
    assert at.type(f"{finish[2]} --json") == 0
    kpis = {kpi["code"]: kpi for kpi in json.loads(at.told)["kpis"]}
    assert len(kpis) == 30
    assert (kpis["K03"]["value"], kpis["K03"]["n"]) == (
        pytest.approx(sum(300 + n for n in range(30)) / (30 * 990)), 30,
    )  # fmt: skip
    assert kpis["K02"]["value"] == pytest.approx(1000 / 10_000)
    assert kpis["K17"]["n"] == 24 + 2
    assert kpis["K01"]["outcome"] == "measured" and kpis["K01"]["n"] == 40


def test_the_next_file_of_a_layout_is_not_asked_about_again(desk, capsys):
    at = Desk(desk, capsys)
    later = desk / "next year.csv"
    text = at.files["own"].read_bytes().replace(b"B-1", b"B-7").replace(b"B-2", b"B-8")
    later.write_bytes(text.replace(b"03/04", b"04/04"))
    assert at.type("cxaudit import acme 'next year.csv'") == 0, at.told
    assert "columns mapped as confirmed" in at.told


def test_the_folder_again_stores_nothing(desk, capsys):
    at = Desk(desk, capsys)
    assert at.type("cxaudit import acme inbox") == 2
    assert "15 files: 13 there before, 2 refused" in at.told
    assert "Beschwerden.csv: there before, and nothing is stored twice\n" in at.told
    assert "note:" not in at.told.partition("15 files")[0].partition("Beschwerden")[2][:90]


@pytest.mark.parametrize(("made", "said"), [("", "no file in the folder"), (".hidden", "no file")])
def test_a_folder_without_files_is_refused(desk, capsys, made, said):
    at = Desk(desk, capsys)
    folder = desk / f"empty{made}"
    folder.mkdir()
    if made:
        (folder / made).write_text("x", encoding="utf-8")
    assert at.type(f"cxaudit import acme {folder.name}") == 2
    assert said in at.told
