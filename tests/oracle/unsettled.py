"""Where the two calculations are known to differ and the package is still to be mended.

A test that begins to pass fails until its line here is taken out.
"""

from __future__ import annotations

UNSETTLED: dict[tuple[str, str], str] = {}
