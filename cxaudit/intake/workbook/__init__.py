"""The intake workbook read back: answers, settings and logs that a person filled into XLSX.

Its layout is written once, here; the writer of the workbook follows it. KPI ids are carried as
opaque keys: the audit knows them and checks them.
"""

from cxaudit.intake.workbook.cells import CellFault, refuse
from cxaudit.intake.workbook.entries import Entry, Setting
from cxaudit.intake.workbook.logs import FILLED, Log, read_log, to_cells, to_fault, to_faults
from cxaudit.intake.workbook.read import Workbook, is_workbook, read_workbook

__all__ = [
    "FILLED",
    "CellFault",
    "Entry",
    "Log",
    "Setting",
    "Workbook",
    "is_workbook",
    "read_log",
    "read_workbook",
    "refuse",
    "to_cells",
    "to_fault",
    "to_faults",
]
