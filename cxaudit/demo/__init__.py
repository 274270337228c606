"""Three invented asset managers, seeded, written as the exports their vendors would give."""

from cxaudit.demo.answers import answers
from cxaudit.demo.exports import write_exports
from cxaudit.demo.firms import AS_OF, FIRMS, MIDDLING, STRONG, WEAK, Firm
from cxaudit.demo.profile import profile
from cxaudit.demo.sheet import ExportFile

__all__ = [
    "AS_OF",
    "FIRMS",
    "MIDDLING",
    "STRONG",
    "WEAK",
    "ExportFile",
    "Firm",
    "answers",
    "profile",
    "write_exports",
]
