"""The look of every chart: one palette, one font, no mathematics in client text."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from cxaudit.display.letters import FONT
from cxaudit.display.panel import Panel

INK, BLUE, AMBER, GREY, RULE = "#1b2733", "#0b4f8a", "#b8500c", "#6b7280", "#d5dae0"
PALE_BLUE, PALE_GREY = "#cfe0f0", "#eef1f4"
LEVEL_SHADES = ("#f3f5f7", "#dbe7f2", "#b5cfe6", "#7fabd1", "#3f7fb5", "#0b4f8a")

SETTINGS: dict[str, Any] = {
    "font.family": [FONT],
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
        return font_manager.findfont(FONT, fallback_to_default=False)
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
    return frame_svg(_to_svg(figure), alt, caption)


def frame_svg(svg: bytes, alt: str, caption: str = "") -> Panel:
    """Return a picture as a panel: the finding above it, the picture, its caption."""
    data = base64.b64encode(svg).decode("ascii")
    under = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    image = f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'
    head = f'<p class="cx-figure-head">{escape(alt)}</p>'
    return Panel(f'<figure class="cx-figure">{head}{image}{under}</figure>', f"[figure] {alt}")


def _to_svg(figure: Any) -> bytes:
    """Return the figure as savefig writes it, laid out and drawn once.

    savefig would draw it a first time to lay it out, and look for the place of every axis label
    among the ticks, of labels without text too.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream, canvas = io.BytesIO(), FigureCanvasSVG(figure)
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)
    with mpl.rc_context(SETTINGS):
        figure.dpi = canvas.fixed_dpi
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")
        canvas.print_svg(stream, metadata={"Date": None, "Creator": None})
    return stream.getvalue()
