"""Writes the intake workbook: what a firm is asked, as one XLSX file that is read back."""

from __future__ import annotations

from pathlib import Path

from cxaudit.audit import Audit
from cxaudit.disk import write_bytes
from cxaudit.intake.workbook import layout
from cxaudit.reporting.book import Book
from cxaudit.reporting.workbook.asking import Asking, to_asking, to_blank, to_parts
from cxaudit.reporting.workbook.firm import write_counts, write_firm, write_systems, write_targets
from cxaudit.reporting.workbook.guide import write_guide
from cxaudit.reporting.workbook.logs import write_log
from cxaudit.reporting.workbook.questionnaire import (
    write_questionnaire,
    write_reported,
    write_use_cases,
)

ABOUT = {
    layout.FIRM: ("The firm, its period, and what its figures depend on", "Whoever leads it"),
    layout.SYSTEMS: ("Which tools hold which kind of data", "Whoever leads it, with IT"),
    layout.TARGETS: ("Targets and norms the firm has set itself", "Owners of the figures"),
    layout.COUNTS: ("How many the firm's own lists name", "Owners of the figures"),
    "Use cases": ("Who wants to do what with each figure, and why", "Owners of the figures"),
    "Questionnaire": ("How far the data behind each figure carry",
                      "Owners of the figures, and those who run the systems"),
    "Reported figures": ("Figures that the firm reported itself", "Owners of the figures"),
}  # fmt: skip
WRITERS = {
    layout.FIRM: write_firm, layout.SYSTEMS: write_systems, layout.TARGETS: write_targets,
    layout.COUNTS: write_counts,
    "Use cases": write_use_cases, "Questionnaire": write_questionnaire,
    "Reported figures": write_reported,
}  # fmt: skip


def write_workbook(audit: Audit, path: Path) -> None:
    """Write a firm's intake workbook with all answers that stand; raises ClientDataError.

    It asks about the use cases that apply and holds one sheet a plain log that they read. The
    same audit gives the same bytes.
    """
    write_bytes(path, to_bytes(to_asking(audit)))


def write_blank(path: Path) -> None:
    """Write a workbook for any firm: every use case and log, and no answer."""
    write_bytes(path, to_bytes(to_blank()))


def write_parts(audit: Audit, folder: Path) -> list[Path]:
    """Write a workbook a function that owns a figure which applies, and one for the firm itself.

    Each holds only what its function is asked. Read back, each changes only that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part, asking in to_parts(to_asking(audit)).items():
        path = folder / f"{audit.client}-{part.replace('_', '-')}.xlsx"
        write_bytes(path, to_bytes(asking))
        written.append(path)
    return written


def to_bytes(asking: Asking) -> bytes:
    """Return the workbook as an XLSX file."""
    book = Book()
    logs = asking.logs
    told = [(name, *about) for name, about in ABOUT.items() if name in _sheets(asking)]
    told += [(name, _tell_log(asking, name), asking.owners_of(f)) for name, f in logs.items()]
    write_guide(book, asking, told)
    for name, write in WRITERS.items():
        if name in _sheets(asking):
            write(book, asking)
    for name, form in logs.items():
        write_log(book, asking, name, form)
    return book.close()


def _sheets(asking: Asking) -> tuple[str, ...]:
    """Return the sheets of answers that a workbook holds: a part leaves the others' out."""
    unasked = () if asking.asks_firm else (layout.FIRM, layout.SYSTEMS)
    unasked += () if asking.asks_owners else (layout.TARGETS, "Use cases")
    unasked += () if asking.asks_owners and asking.lists else (layout.COUNTS,)
    return tuple(name for name in WRITERS if name not in unasked)


def _tell_log(asking: Asking, name: str) -> str:
    label, had = asking.logs[name].label, asking.had.get(name, ())
    more = f" and {len(had) - 1} more" if len(had) > 1 else ""
    return f"{label}; came in already from {had[0]}{more}" if had else label
