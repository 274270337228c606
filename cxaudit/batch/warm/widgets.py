"""The state of a notebook's widgets, as a notebook file keeps it."""

from __future__ import annotations

import sys
from typing import Any

STATE = "application/vnd.jupyter.widget-state+json"


def read_widgets() -> dict[str, Any] | None:
    """Return what the notebook's metadata say of the widgets of this process; None without any."""
    if "ipywidgets" not in sys.modules:
        return None
    from ipywidgets import Widget

    state = Widget.get_manager_state()
    return {STATE: state} if state["state"] else None
