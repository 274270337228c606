"""The look of every chart: one palette, one font, no mathematics in client text."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from cxaudit.display.panel import Panel

INK, BLUE, AMBER, GREY, RULE = "#1b2733", "#0b4f8a", "#b8500c", "#6b7280", "#d5dae0"
PALE_BLUE, PALE_GREY = "#cfe0f0", "#eef1f4"
LEVEL_SHADES = ("#f3f5f7", "#dbe7f2", "#b5cfe6", "#7fabd1", "#3f7fb5", "#0b4f8a")

SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "xtick.color": GREY,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8.5,
    "figure.facecolor": "white",
    "svg.hashsalt": "cxaudit",
    "svg.fonttype": "path",
}


def find_font() -> str | None:
    """Return the file of the charts' font on this machine, None where it is missing."""
    from matplotlib import font_manager

    try:
        return font_manager.findfont(SETTINGS["font.family"][0], fallback_to_default=False)
    except ValueError:
        return None


@contextmanager
def drawing(width: float, height: float, **subplots: Any) -> Iterator[tuple[Any, Any]]:
    """Give a figure and its axes (inches) in the house style, outside pyplot's state."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.subplots(**subplots)


def to_panel(figure: Any, alt: str, caption: str = "", *, invented: bool = False) -> Panel:
    """Return a drawn figure as a panel: the finding above it, SVG, caption and watermark.

    ``alt``: one sentence with the finding; it heads the figure and is its alternative text.
    ``invented``: the data are made up, and the chart says so on itself.
    """
    if invented:
        figure.axes[0].set_title(
            "invented data", loc="right", fontsize=7, color=AMBER, weight="normal"
        )
    stream = io.BytesIO()
    import matplotlib as mpl

    with mpl.rc_context(SETTINGS):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    under = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    image = f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'
    head = f'<p class="cx-figure-head">{escape(alt)}</p>'
    return Panel(f'<figure class="cx-figure">{head}{image}{under}</figure>', f"[figure] {alt}")
