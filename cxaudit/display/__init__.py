"""Display: shows what the audit found, and computes nothing."""

from cxaudit.display.panel import Panel
from cxaudit.display.stylesheet import read_style

__all__ = ["Panel", "read_style"]
