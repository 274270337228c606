"""The state of a notebook's widgets, as a notebook file keeps it."""

from __future__ import annotations

import sys
from typing import Any

STATE = "application/vnd.jupyter.widget-state+json"


def read_widgets() -> dict[str, Any] | None:
    """Return what the notebook's metadata say of the widgets of this process; None without any.

    The library is never loaded for that: only a notebook that did so has widgets.
    """
    library = sys.modules.get("ipywidgets")
    if library is None:
        return None
    state = library.Widget.get_manager_state()
    return {STATE: state} if state["state"] else None
