"""Tables printed for people."""

from __future__ import annotations

import pytest

from cxaudit.cli.printing import print_table


def test_a_column_of_numbers_stands_at_the_right_without_its_sign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table("figures", ["name", "#value"], [["opens", "7"], ["clicks", "1,234"]])
    printed = capsys.readouterr().out.splitlines()
    assert "#" not in "".join(printed)
    (first,) = (line for line in printed if "opens" in line)
    (second,) = (line for line in printed if "clicks" in line)
    assert first.rstrip().endswith("    7")
    assert len(first.rstrip()) == len(second.rstrip())


def test_nothing_of_a_long_word_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    word = "a" * 300
    print_table("words", ["name", "word"], [["long", word]])
    assert capsys.readouterr().out.count("a") >= 300
