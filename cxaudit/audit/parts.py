"""The part of a client's answers that one owner function is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxaudit.intake.workbook.layout import FIRM_PART, WHOLE
from cxaudit.store import ClientFile


def is_of(kpi_id: str | None, part: str, owners: Mapping[str, str]) -> bool:
    """Tell whether an answer belongs to a part: by its figure's owner, else to the firm."""
    if part == WHOLE:
        return True
    return owners.get(kpi_id or "", FIRM_PART) == part


def to_part_of(file: ClientFile, part: str, owners: Mapping[str, str]) -> ClientFile:
    """Return the file with the answers of one part alone; settings stay.

    ``owners``: kpi_id -> owner function; what is not in it belongs to the firm.
    """
    return replace(
        file,
        use_cases=tuple(a for a in file.use_cases if is_of(a.kpi_id, part, owners)),
        criteria=tuple(a for a in file.criteria if is_of(a.kpi_id, part, owners)),
        reported=tuple(a for a in file.reported if is_of(a.kpi_id, part, owners)),
    )
