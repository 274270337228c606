"""The verb lab: root is refused with what to do, and told to, the server comes up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cxaudit.cli import walk
from cxaudit.cli.context import Context, Where
from cxaudit.errors import ClientDataError
from tests.browser.lab import end_server

UP = b"is running at:"


def test_root_is_refused_with_the_command_that_allows_it(cx, monkeypatch):
    monkeypatch.setattr(walk.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(walk.subprocess, "call", lambda *_, **__: pytest.fail("it was started"))
    with pytest.raises(ClientDataError) as refused:
        walk.lab(Context(Where(str(cx.root)), as_json=False), "03")
    assert "as root" in refused.value.message
    assert refused.value.next.endswith("cxaudit lab 03 --allow-root")


def test_anybody_else_needs_no_leave(cx, monkeypatch):
    started = []
    monkeypatch.setattr(walk.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(walk.subprocess, "call", lambda command, **_: started.append(command) or 0)
    with pytest.raises(walk.typer.Exit):
        walk.lab(Context(Where(str(cx.root)), as_json=False), "03")
    assert "--allow-root" not in started[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no root")
def test_it_starts_when_root_is_allowed(cx, tmp_path):
    command = [str(Path(sys.executable).parent / "cxaudit"), "lab", "03", "--root", str(cx.root),
               "--allow-root"]  # fmt: skip
    places = {"CXAUDIT_KEYS": str(cx.keys), "BROWSER": "true",
              "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
              "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}  # fmt: skip
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, **places},
    )  # fmt: skip
    watch = signal.signal(signal.SIGALRM, lambda *_: end_server(server))
    signal.alarm(120)
    try:
        told = []
        for line in server.stdout or ():
            told.append(line)
            if UP in line:
                break
        assert told and UP in told[-1], b"".join(told[-5:])
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, watch)
        if server.poll() is None:
            end_server(server)
