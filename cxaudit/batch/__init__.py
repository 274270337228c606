"""papermill over many firms: run requests, warm children, manifest, publish by rename.

Names load what they need when first used: papermill imports this package at its every start,
to find the engine in ``warm``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Ended": "cxaudit.batch.ended",
    "Limits": "cxaudit.batch.limits",
    "Run": "cxaudit.batch.ended",
    "check_parameters": "cxaudit.batch.gate",
    "iter_manifest": "cxaudit.batch.manifest",
    "list_remote_clients": "cxaudit.batch.files",
    "run_reports": "cxaudit.batch.run",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"cxaudit.batch has no name {name}")
    return getattr(import_module(_HOMES[name]), name)
