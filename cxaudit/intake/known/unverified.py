"""Exports whose header names are not verified: what to bring their rows in by instead."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from cxaudit.errors import ModelError
from cxaudit.intake.known.form import load_forms
from cxaudit.modelfile import MODEL_ROOT, Frozen, load_model

FILE = Path("exports") / "unverified.toml"
NEXT = "fill the template, or map its columns once: notebook 03, or cxaudit import --propose"


class Unverified(Frozen):
    """One export that is not recognised: the template that takes its rows, and what to mind."""

    vendor: str
    export: str
    template: str
    remark: str

    @property
    def format(self) -> str:
        """Return a name of its own, which no import accepts."""
        words = re.sub(r"[^a-z0-9]+", "_", f"{self.vendor} {self.export}".casefold())
        return f"unverified__{words.strip('_')}"

    def to_json(self) -> dict[str, Any]:
        """Return it as an entry of the list of formats, with verdict template."""
        return {
            "format": self.format,
            "label": f"{self.vendor}: {self.export}",
            "table": load_forms()[self.template].table,
            "verdict": "template",
            "why": self.remark,
            "seen": "not verified",
            "last_seen": None,
            "required_headers": [],
            "template": self.template,
            "next": NEXT,
        }


class _Listed(Frozen):
    exports: tuple[Unverified, ...]


@cache
def load_unverified(root: Path = MODEL_ROOT) -> tuple[Unverified, ...]:
    """Read model/exports/unverified.toml; raises ModelError, also for an unknown template."""
    found = load_model(root / FILE, _Listed).exports
    unknown = sorted({entry.template for entry in found} - set(load_forms(root)))
    if unknown:
        raise ModelError(
            "an unverified export names a template that is not there",
            file=f"model/{FILE.as_posix()}",
            found=", ".join(unknown),
        )
    return found
