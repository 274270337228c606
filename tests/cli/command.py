"""Running the real command in a workspace of the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).parent / "cxaudit"


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """Return the refusal; the message in words must stand on standard error."""
        assert set(self.json) == {"error"}
        error = self.json["error"]
        assert error["message"] in self.err
        return error


@dataclass(frozen=True)
class Command:
    """The command, its workspace and its keys."""

    root: Path
    keys: Path

    def __call__(self, *words: str | Path, root: bool = True, stdin: str = "") -> Ended:
        """Run the command with these words; --root is added unless told not to."""
        more = ("--root", self.root) if root else ()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CXAUDIT_")}
        done = subprocess.run(
            [COMMAND, *map(str, (*words, *more))], capture_output=True, text=True, input=stdin,
            encoding="utf-8", cwd=self.root,
            env=kept | {"CXAUDIT_KEYS": str(self.keys), "CXAUDIT_WHO": "tester"},
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    def json(self, *words: str | Path) -> Any:
        """Run with --json; it must end well. Return the document."""
        ended = self(*words, "--json")
        assert ended.code == 0, ended.err
        return ended.json

    def refuse(self, *words: str | Path, code: int = 2) -> dict[str, Any]:
        """Run with --json; it must be refused, without a traceback. Return the refusal."""
        ended = self(*words, "--json")
        assert ended.code == code, (ended.code, ended.err)
        assert "Traceback" not in ended.err
        return ended.error
