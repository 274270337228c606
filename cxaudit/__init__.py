"""cxaudit: the CX Data Maturity Audit of asset managers.

In a notebook: ``import cxaudit as cx``, then ``audit = cx.choose(client)`` or
``cx.open_audit("demo-strong")``; ``cx.show`` draws what the audit found and ``cx.edit`` gives
the forms that change a client's file. Names load what they need when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Audit": "cxaudit.audit",
    "ClientDataError": "cxaudit.errors",
    "ModelError": "cxaudit.errors",
    "Outcome": "cxaudit.outcome",
    "Period": "cxaudit.period",
    "choose": "cxaudit.display.choose",
    "edit": "cxaudit.display.edit",
    "import_files": "cxaudit.audit",
    "load_catalogue": "cxaudit.catalogue",
    "open_audit": "cxaudit.audit",
    "open_request": "cxaudit.audit",
    "show": "cxaudit.display.show",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"cxaudit has no name {name}")
    module = import_module(_HOMES[name])
    return module if name in ("edit", "show") else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
