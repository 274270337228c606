"""Reads a file that no layout fits, to propose what its columns may be; stores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxaudit.intake.bulk.large import open_large
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.gate.upload import open_upload, to_shown_name
from cxaudit.intake.mapping import Proposal, TableMapping, propose
from cxaudit.intake.mapping.header import count_names
from cxaudit.intake.read import to_grids
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.source.unfit import IsWindowsText, Unfit


def propose_mapping(
    path: Path | str, *, like: str | None = None, name: str | None = None,
    earlier: Sequence[TableMapping] = (),
) -> Proposal:  # fmt: skip
    """Return a guess at what the columns of a file are; raises ClientDataError.

    ``like`` names the layout to guess by, ``name`` the file name to show, ``earlier`` mappings
    that were confirmed for other files of the firm. Of a large file only the head is looked at.
    """
    shown = to_shown_name(name or Path(path).name)
    return propose(_read_grids(Path(path), shown), shown, like, earlier)


def _read_grids(path: Path, shown: str) -> Sequence[Grid]:
    large = open_large(path, shown, Limits())
    if large is not None:
        try:
            return large.to_grids(count_names)
        except (Unfit, IsWindowsText):
            pass
        finally:
            large.keeper.cleanup()
    return to_grids(open_upload(path, shown), count_names)[0]
