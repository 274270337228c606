"""Data: files come in, what they leave open is asked, and the firm's own figures are noted."""

from __future__ import annotations

from typing import Any

from ipywidgets import VBox

from cxaudit.audit import Audit
from cxaudit.display.forms.desk import open_desk
from cxaudit.display.forms.form import Form
from cxaudit.display.forms.importing import ImportBox
from cxaudit.display.forms.reported import ReportedBox
from cxaudit.intake import list_imports


def edit_data(audit: Audit) -> DataForm:
    """Return the form that imports files and takes the firm's own reported figures."""
    return DataForm(audit)


class DataForm(Form):
    """Files above, reported figures below. Files are stored at once; nothing half."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(open_desk(audit.folder), "cx-edit-data")
        self.files = ImportBox(self, audit)
        self.reported = ReportedBox(self, audit)
        self.lay_out(VBox([self.files.box, self.reported.box]))

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Return what became of the files handed in last, one entry a file."""
        return self.files.entries

    def fill(self) -> None:
        """Show what was imported and reported so far."""
        self.files.fill()
        self.reported.fill()

    def progress(self) -> str:
        """Return how many files are in and how many figures are reported."""
        files, figures = len(list_imports(self.desk.folder)), len(self.desk.file.reported)
        words = (
            f"{files} file{'s' if files != 1 else ''} imported, "
            f"{figures} figure{'s' if figures != 1 else ''} reported by the firm"
        )
        waits = self.files.waits
        left = f", and {waits} to be answered above before you leave" if waits else ""
        return words + left
