"""Reporting: an executed report becomes a page; the scorecard becomes documents."""

from cxaudit.reporting.html import write_html

__all__ = ["write_html"]
