"""An HTML table that calls itself a workbook (some CRM systems write such files)."""

from __future__ import annotations

from html.parser import HTMLParser

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.source.text import MAX_ROWS, decode


class _Tables(HTMLParser):
    """Collects the rows of all tables; markup inside cells is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close_cell()
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _close_cell(self) -> None:
        if self.cell is not None:
            self.rows = self.rows or [[]]
            self.rows[-1].append("".join(self.cell).strip())
            self.cell = None


def read_html(upload: Upload) -> Grid:
    """Return all rows of the tables in the file; raises ClientDataError where there is none."""
    text, encoding = decode(upload.content, upload.name)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if not parser.rows or len(parser.rows) > MAX_ROWS:
        raise ClientDataError(
            "the file is a web page without a table that can be read",
            file=upload.name,
            next="export the table as CSV or XLSX",
        )
    return Grid(parser.rows, range(1, len(parser.rows) + 1), encoding=encoding)
