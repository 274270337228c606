"""Measuring where the data lie: statements translated and run there, figures by the same code.

Needs the extra ``dialects`` (sqlglot), and ``spark`` for Spark. Names load what they need when
first used: importing this package loads neither.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Agreement": "cxaudit.elsewhere.agreement",
    "Backend": "cxaudit.elsewhere.backend",
    "DuckBackend": "cxaudit.elsewhere.backend",
    "EngineElsewhere": "cxaudit.elsewhere.engine",
    "NotTranslated": "cxaudit.elsewhere.refused",
    "SparkBackend": "cxaudit.elsewhere.sparked",
    "agree": "cxaudit.elsewhere.agreement",
    "measure_on": "cxaudit.elsewhere.measuring",
    "open_place": "cxaudit.elsewhere.opening",
    "supply_of": "cxaudit.elsewhere.measuring",
    "to_page": "cxaudit.elsewhere.page",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"cxaudit.elsewhere has no name {name}")
    return getattr(import_module(_HOMES[name]), name)
