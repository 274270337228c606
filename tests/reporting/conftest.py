"""What the tests of the last look at a report share."""

from __future__ import annotations

import pytest

from cxaudit.reporting.personal import find_traces


@pytest.fixture
def look(audit, tmp_path):
    """Return what is found in one file of a report."""

    def find(content: str | bytes, name: str = "report.html"):
        plain = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(plain)
        return list(find_traces(tmp_path, audit))

    return find
