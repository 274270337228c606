"""A save that was acknowledged survives kill -9; two writers lose nothing silently."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace

import pytest

from cxaudit.errors import BusyError
from cxaudit.store import (
    create_client,
    edit_client,
    read_client,
    read_history,
    save_client,
)

KILLS = int(os.environ.get("CXAUDIT_TEST_KILLS", "500"))
KILLS_A_CLIENT = 20
"""A history of a few hundred lines is read back quickly; one of thousands would only cost time."""

if os.name == "nt":
    pytest.skip("kill -9 and fork belong to POSIX", allow_module_level=True)

FORK = multiprocessing.get_context("fork")


def write_for_ever(folder, acknowledged):
    """Save again and again, telling each revision only after the save has returned."""
    current = read_client(folder)
    while True:
        profile = current.profile | {"note": f"{current.revision + 1} " + "x" * 4000}
        current = save_client(
            folder, replace(current, profile=profile), who="w",
            expected_revision=current.revision, at=None,
        )  # fmt: skip
        os.write(acknowledged, b"%8d" % current.revision)


def kill_one_writer(folder, delay):
    """Kill a writer some time after its first save; return the newest revision it was told."""
    reading, writing = os.pipe()
    writer = FORK.Process(target=write_for_ever, args=(folder, writing), daemon=True)
    writer.start()
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as stream:
        told = stream.read(8)
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        told += stream.read()
    whole = len(told) // 8 * 8
    return int(told[whole - 8 : whole])


def test_no_acknowledged_save_is_lost_to_kill_minus_nine(tmp_path):
    chance = random.Random(20260101)
    for number in range(KILLS):
        folder = tmp_path / f"acme-{number // KILLS_A_CLIENT}"
        if number % KILLS_A_CLIENT == 0:
            create_client(folder, folder.name, "Acme")
        before = read_client(folder).revision
        told = kill_one_writer(folder, chance.random() * 0.02)
        found = read_client(folder)
        assert found.revision >= max(told, before)
        assert not list(folder.glob(".*.tmp"))
        lines = [line for line in read_history(folder) if line.field == "profile/note"]
        assert [line.revision for line in lines] == list(range(2, found.revision + 1))
        if lines:
            assert lines[-1].new == found.profile["note"]
            assert found.profile["note"].startswith(f"{found.revision} ")
    assert read_client(folder).revision > (KILLS - 1) % KILLS_A_CLIENT + 1


def edit_many(folder, who, count):
    """Add one's own entries to the list of channels, each under the lock."""
    for number in range(count):
        entry = f"{who}{number}"
        edit_client(
            folder,
            lambda f, e=entry: replace(
                f, profile=f.profile | {"channels": [*f.profile.get("channels", []), e]}
            ),
            who=who, at=None,
        )  # fmt: skip


def test_two_processes_that_edit_under_the_lock_keep_every_edit(tmp_path):
    folder = tmp_path / "acme"
    create_client(folder, "acme")
    writers = [FORK.Process(target=edit_many, args=(folder, who, 40)) for who in "ab"]
    run_all(writers)
    found = read_client(folder)
    assert sorted(found.profile["channels"]) == sorted(f"{w}{n}" for w in "ab" for n in range(40))
    assert found.revision == 81


def save_many(folder, who, count, told):
    """Save from what one has read, and tell how many saves were refused as stale."""
    refused = 0
    for number in range(count):
        seen = read_client(folder)
        changed = replace(seen, profile=seen.profile | {"note": f"{who}{number}"})
        try:
            save_client(folder, changed, who=who, expected_revision=seen.revision, at=None)
        except BusyError:
            refused += 1
    told.put(refused)


def test_two_processes_that_save_what_they_read_are_kept_or_told(tmp_path):
    folder = tmp_path / "acme"
    create_client(folder, "acme")
    told = FORK.Queue()
    run_all([FORK.Process(target=save_many, args=(folder, who, 40, told)) for who in "ab"])
    refused = told.get() + told.get()
    assert read_client(folder).revision - 1 + refused == 80
    assert len(read_history(folder)) + refused == 80


def run_all(processes):
    """Start the processes and wait for all to end well."""
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
