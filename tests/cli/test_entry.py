"""Where the command starts and ends: options anywhere, exit codes, one message, no traceback."""

from __future__ import annotations

import errno

import pytest

from cxaudit.cli import entry
from cxaudit.errors import BusyError, ClientDataError, ModelError


@pytest.mark.parametrize(
    ("typed", "sorted_out"),
    [
        (["show", "acme", "--json"], ["--json", "show", "acme"]),
        (["show", "--root", "book", "acme"], ["--root", "book", "show", "acme"]),
        (["show", "acme", "--root=book"], ["--root=book", "show", "acme"]),
        (["show", "--json", "--root", "b"], ["--json", "--root", "b", "show"]),
        (["set", "a", "--", "--json"], ["set", "a", "--", "--json"]),
        (["show", "--root"], ["--root", "show"]),
        ([], []),
    ],
)
def test_options_of_every_verb_may_stand_anywhere(typed, sorted_out):
    assert entry.hoist(typed) == sorted_out


def fails_with(monkeypatch, error):
    from cxaudit.cli import verbs

    def app(*_, **__):
        raise error

    monkeypatch.setattr(verbs, "app", app)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ClientDataError("bad input"), 2),
        (BusyError("held"), 4),
        (ModelError("our own file"), 1),
        (KeyboardInterrupt(), 130),
        (PermissionError(errno.EACCES, "Permission denied", "audit.json"), 2),
        (OSError(errno.ENOSPC, "No space left on device", "audit.json"), 2),
        (FileNotFoundError(errno.ENOENT, "No such file", "audit.json"), 1),
        (ZeroDivisionError("division by zero"), 1),
    ],
)
def test_each_ending_has_its_exit_code(monkeypatch, capsys, error, code):
    fails_with(monkeypatch, error)
    assert entry.run(["show", "acme"]) == code
    assert ("Traceback" in capsys.readouterr().err) == (
        code == 1 and not isinstance(error, ModelError)
    )


def test_a_full_disk_is_told_in_one_message(monkeypatch, capsys):
    fails_with(monkeypatch, OSError(errno.ENOSPC, "No space left on device", "audit.json"))
    entry.run(["show", "acme"])
    assert "audit.json" in (told := capsys.readouterr().err)
    assert "No space left on device" in told


@pytest.mark.parametrize("words", [["shwo", "x"], ["show"], ["show", "a", "b"], ["rows", "a"],
                                   ["rows", "a", "--kpi", "K03", "--limit", "0"],
                                   ["report", "a", "--jobs", "many"], ["--nonsense"]])  # fmt: skip
def test_wrong_usage_is_refused_in_words_and_as_json(made, words):
    ended = made(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "cxaudit --help" in ended.err
    assert made.refuse(*words)["kind"] == "refused"


def test_without_a_verb_the_help_is_shown(made):
    ended = made(root=False)
    assert ended.code == 0
    assert "scorecard" in ended.out


VERBS = "demo new set import formats kpi measure rows answers maturity benchmark value scorecard"


@pytest.mark.parametrize("verb", [*VERBS.split(), "report", "lab", "doctor", "purge", "show"])
def test_every_verb_explains_itself(made, verb):
    ended = made(verb, "--help", root=False)
    assert ended.code == 0
    assert ended.out.startswith("Usage: cxaudit")


ON_A_CLIENT = """show
measure
maturity
benchmark
value
scorecard
history
undo
purge
rows --kpi K03
set currency=EUR
import x.csv
answers --write x"""


def test_an_unknown_client_is_refused_by_every_verb_with_those_there_are(made):
    for line in ON_A_CLIENT.splitlines():
        words = line.split()
        refused = made.refuse(words[0], "nobody", *words[1:])
        assert refused["message"] == "there is no such client", words
        assert refused["wanted"] == "one of: small-firm"


def test_a_root_that_does_not_exist_is_refused(made):
    ended = made("show", "small-firm", "--json", "--root", made.root / "gone", root=False)
    assert (ended.code, ended.error["message"]) == (2, "the workspace does not exist")


def test_outside_a_workspace_the_reader_is_told_where_it_was_looked_for(tmp_path):
    from tests.cli.command import Command

    ended = Command(tmp_path, tmp_path / "keys")("show", "acme", "--json", root=False)
    assert ended.code == 2
    assert ended.error["message"] == "no workspace was found"
    assert ended.error["file"] == str(tmp_path.resolve())
    named = Command(tmp_path, tmp_path / "keys")("new", "Acme Ltd", root=False)
    assert "cxaudit new 'Acme Ltd' --root ." in named.err


@pytest.mark.parametrize(
    ("words", "ends"),
    [(["--help"], "from its history or a milestone."),
     (["--help"], "from whom, which days and columns, what for."),
     (["kpi", "--help"], "Measure the worked cases in other dialects too, and say which KPI runs "
                         "where."),
     (["kpi", "--help"], "from the model: formula, interval, sample, variants, cases.")],
)  # fmt: skip
def test_help_tells_what_every_verb_does_and_cuts_nothing_off(capsys, words, ends):
    assert entry.run(words) == 0
    assert ends in " ".join(capsys.readouterr().out.split())
