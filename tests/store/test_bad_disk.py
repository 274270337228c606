"""A disk that is really full or really read-only: said at once, and the last good state kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxaudit.cli.entry import run
from cxaudit.errors import ClientDataError
from cxaudit.store import (
    create_client,
    edit_client,
    keep_measured,
    list_milestones,
    read_client,
    read_history,
    save_milestone,
    undo,
)

SIZE = "256k"
AT = "2026-01-05T09:00:00+00:00"


def mount(*words: str) -> bool:
    """Run mount or umount; tell whether it worked."""
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not sys.platform.startswith("linux") or shutil.which("mount") is None:
        pytest.skip("a small disk is mounted on Linux only")
    if not mount("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)):
        pytest.skip("a small disk cannot be mounted here: it needs root, outside most containers")
    try:
        yield place
    finally:
        assert mount("umount", "-l", str(place))


@pytest.fixture
def folder(disk: Path) -> Path:
    """Return a client on that disk, at revision 2."""
    folder = disk / "data" / "clients" / "acme"
    create_client(folder, "acme", "Acme (invented)")
    set_note(folder, "before")
    return folder


def set_note(folder: Path, note: str) -> Any:
    return edit_client(
        folder, lambda f: replace(f, profile=f.profile | {"note": note}), who="ann", at=AT
    )


def fill(disk: Path) -> Path:
    """Fill the disk to its last byte; return the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        size = 65_536
        while size:
            try:
                stream.write(b"x" * size)
            except OSError:
                size //= 2
    return filler


def test_on_a_full_disk_each_change_is_refused_and_the_last_one_stands(
    disk: Path, folder: Path
) -> None:
    before = (folder / "audit.json").read_bytes()
    filler = fill(disk)
    long = "y" * 20_000
    for change in (lambda: set_note(folder, long), lambda: undo(folder, who="ann", at=AT)):
        with pytest.raises(ClientDataError, match="last saved revision stands") as refused:
            change()
        assert refused.value.found == "No space left on device"
        assert "free some space" in str(refused.value.next)
        assert (folder / "audit.json").read_bytes() == before
        assert [line.new for line in read_history(folder)] == ["Acme (invented)", "before"]
    filler.unlink()
    assert set_note(folder, "after").revision == 3
    assert [line.new for line in read_history(folder)][-1] == "after"


def test_on_a_full_disk_a_milestone_is_made_whole_or_not_at_all(disk: Path, folder: Path) -> None:
    filler = fill(disk)
    with pytest.raises(ClientDataError, match="nothing of it is kept"):
        save_milestone(folder, read_client(folder), {"kpis": []}, name="one", who="ann", at=AT)
    filler.unlink()
    assert list_milestones(folder) == ()
    assert not list(folder.glob("milestones/*")) and not list(folder.glob("milestones/.*"))


def test_a_read_only_disk_is_read_and_every_change_refused(
    disk: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mount("mount", "-o", "remount,ro", str(disk))
    try:
        assert read_client(folder).profile["note"] == "before"
        with pytest.raises(ClientDataError) as refused:
            set_note(folder, "after")
        assert refused.value.next and "permission" in refused.value.next
        assert run(["set", "acme", "note=after", "--root", str(disk)]) == 2
        told = capsys.readouterr().err
        assert "Read-only file system" in told and "Traceback" not in told
    finally:
        assert mount("mount", "-o", "remount,rw", str(disk))
    assert read_client(folder).revision == 2
    assert set_note(folder, "after").revision == 3


def test_on_a_full_disk_nothing_is_kept_of_what_was_measured_and_the_audit_goes_on(
    disk: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_client(
        folder, lambda f: replace(f, profile=f.profile | {"as_of": "2025-12-31"}), who="ann", at=AT
    )
    filler = fill(disk)
    assert not keep_measured(folder, "acme", "joins", "ab" * 32, "1" * 20_000)
    assert run(["measure", "acme", "--json", "--root", str(disk)]) == 0
    told = capsys.readouterr().out
    assert not [path for path in folder.glob("measured/*") if path.stat().st_size]
    filler.unlink()
    assert run(["measure", "acme", "--json", "--root", str(disk)]) == 0
    assert capsys.readouterr().out == told
    assert list(folder.glob("measured/measurements-*.json"))


def test_on_a_read_only_disk_everything_is_measured_and_nothing_kept(
    disk: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_client(
        folder, lambda f: replace(f, profile=f.profile | {"as_of": "2025-12-31"}), who="ann", at=AT
    )
    assert mount("mount", "-o", "remount,ro", str(disk))
    try:
        assert not keep_measured(folder, "acme", "joins", "ab" * 32, "1")
        assert run(["measure", "acme", "--json", "--root", str(disk)]) == 0
    finally:
        assert mount("mount", "-o", "remount,rw", str(disk))
    assert capsys.readouterr().out
    assert not (folder / "measured").exists()
