"""How large a test is: what is quick, or with CXAUDIT_FULL_SIZE=1 what its rule names.

CXAUDIT_FULL_SIZE=1 python -m pytest tests/hostile tests/intake/columns/test_account.py -s
"""

from __future__ import annotations

import os

FULL_SIZE = "CXAUDIT_FULL_SIZE"


def size(*, whole: int, usual: int) -> int:
    """Return how much to make: the whole where it is asked for, else what is quick."""
    return whole if os.environ.get(FULL_SIZE) == "1" else usual


def processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    import resource

    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (own, children)))


def peak_megabytes() -> float:
    """Return the most memory that this process and its children have had at once."""
    import resource

    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return max(resource.getrusage(who).ru_maxrss for who in (own, children)) / 1024
