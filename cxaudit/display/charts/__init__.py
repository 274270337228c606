"""Charts: each draws one finding, and says it in its alternative text."""

from cxaudit.display.charts.funnel import show_funnel
from cxaudit.display.charts.impact import show_impact
from cxaudit.display.charts.levels import show_levels
from cxaudit.display.charts.links import show_links
from cxaudit.display.charts.positions import show_positions
from cxaudit.display.charts.prizes import show_prizes
from cxaudit.display.charts.series import show_series
from cxaudit.display.charts.strip import show_strip
from cxaudit.display.charts.uneven import show_uneven

__all__ = [
    "show_funnel",
    "show_impact",
    "show_levels",
    "show_links",
    "show_positions",
    "show_prizes",
    "show_series",
    "show_strip",
    "show_uneven",
]
