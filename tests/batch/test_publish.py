"""Publishing: whole reports only, and the older one stays until the new one stands."""

from __future__ import annotations

import pytest

from cxaudit.batch.publish import is_published, list_report, publish


def stage(folder, name: str, text: str):
    staged = folder / name
    staged.mkdir(parents=True)
    (staged / "report.html").write_text(text)
    return staged


@pytest.fixture
def final(tmp_path):
    return tmp_path / "reports" / "2025" / "firm"


def test_a_staged_folder_appears_whole_under_its_name(tmp_path, final):
    publish(stage(tmp_path, "new", "one"), final, client="firm", digest="d1")
    assert (final / "report.html").read_text() == "one"
    assert list_report(final) == (str(final / "report.html"),)
    assert is_published(final, "d1")
    assert not is_published(final, "d2")


def test_the_older_report_gives_way_and_leaves_nothing_behind(tmp_path, final):
    for text in ("one", "two"):
        publish(stage(tmp_path, text, text), final, client="firm", digest=text)
    assert (final / "report.html").read_text() == "two"
    assert [p.name for p in final.parent.iterdir() if not p.name.endswith(".lock")] == ["firm"]


def test_a_report_that_was_touched_or_torn_is_not_the_published_one(tmp_path, final):
    publish(stage(tmp_path, "new", "one"), final, client="firm", digest="d1")
    (final / "report.html").write_text("edited by hand")
    assert not is_published(final, "d1")
    (final / "report.html").unlink()
    assert not is_published(final, "d1")
    (final / "stamp.json").write_text("[]")
    assert not is_published(final, "d1")


def test_the_older_report_comes_back_where_the_new_one_cannot_take_its_name(tmp_path, final):
    publish(stage(tmp_path, "old", "one"), final, client="firm", digest="d1")
    staged = stage(tmp_path, "new", "two")

    class Torn(type(staged)):
        def rename(self, target):
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        publish(Torn(staged), final, client="firm", digest="d2")
    assert (final / "report.html").read_text() == "one"
    assert is_published(final, "d1")


def test_what_an_interrupted_publication_moved_aside_is_given_back(tmp_path, final):
    aside = stage(final.parent, f".{final.name}.old-00ff", "one")
    publish(stage(tmp_path, "new", "two"), final, client="firm", digest="d2")
    assert (final / "report.html").read_text() == "two"
    assert not aside.exists()
