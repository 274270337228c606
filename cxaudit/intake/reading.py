"""What reading one file brought: the verdict, the rows, and every line accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cxaudit.intake.ask.answers import Used
from cxaudit.intake.ask.question import Question
from cxaudit.intake.columns.account import RowAccount, SetAside
from cxaudit.intake.rows.tally import Span

if TYPE_CHECKING:
    import pyarrow as pa

    from cxaudit.intake.columns.totals import Check

Verdict = Literal["imported", "refused", "needs_answer", "duplicate"]
LISTED = 1_000
USUAL = ("utf-8", "utf-8-sig", "ascii", "comma")


def tell_source(parts: Iterable[Mapping[str, Any]]) -> str:
    """Return in what encoding a text was read, and what parts its cells, where it is not usual."""
    said = []
    for part in parts:
        encoding, delimiter = part.get("encoding"), part.get("delimiter")
        said += [f"encoding {encoding}"] if encoding and encoding not in USUAL else []
        said += [f"{delimiter} between cells"] if delimiter and delimiter not in USUAL else []
    return ", ".join(dict.fromkeys(said))


@dataclass(frozen=True)
class TableCount:
    """How many canonical rows one section of the file became."""

    table: str
    section: str | None
    canonical_rows: int

    def to_json(self) -> dict[str, Any]:
        """Return table, section, canonical_rows."""
        return {
            "table": self.table,
            "section": self.section,
            "canonical_rows": self.canonical_rows,
        }


@dataclass(frozen=True)
class Reading:
    """One file, read. ``tables`` holds rows only where the verdict is imported.

    ``format`` and ``table`` name the first of several with a plus between. ``found``,
    ``wanted``, ``next`` and ``place`` stand beside ``message`` when the file is refused.
    ``source`` tells how the file was read: kind, encoding, delimiter, sheet, header row.
    ``content`` holds its bytes, or ``original`` stands for those of a large one.
    ``answers`` are those given for the import, ``used`` those that the file needed, given or
    remembered, by layout. ``checks``: the file's own totals and rates beside its rows.
    ``mapping``: the fingerprint of the confirmed mapping it was read by. ``is_unknown``: no
    known layout fits.
    """

    file: str
    verdict: Verdict
    format: str | None = None
    table: str | None = None
    rows: RowAccount = field(default_factory=RowAccount)
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    counts: tuple[TableCount, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    message: str = ""
    place: str | None = None
    found: str | None = None
    wanted: str | None = None
    next: str | None = None
    supplied: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    period: Mapping[str, str | None] = field(default_factory=lambda: {"start": None, "end": None})
    spans: tuple[Span, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    used: tuple[Used, ...] = ()
    checks: tuple[Check, ...] = ()
    mapping: str | None = None
    is_unknown: bool = False
    source: tuple[Mapping[str, Any], ...] = ()
    kind: str | None = None
    content: bytes = field(default=b"", repr=False)
    original: Any = field(default=None, repr=False)
    content_hash: str | None = None

    @property
    def used_answers(self) -> dict[str, str]:
        """Return every answer that the file needed, by question id."""
        return {name: value for used in self.used for name, value in used.all.items()}

    def in_words(self) -> str:
        """Return the message; of a refusal with place, what was found and wanted, next move."""
        if self.verdict != "refused":
            return self.message
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        parts += [f"found: {self.found}"] if self.found else []
        parts += [f"wanted: {self.wanted}"] if self.wanted else []
        parts += [f"next: {self.next}"] if self.next else []
        return "; ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Return the import entry of the command line."""
        entry: dict[str, Any] = {
            "file": self.file,
            "format": self.format,
            "table": self.table,
            "verdict": self.verdict,
            "rows": self.rows.to_json(),
            "tables": [count.to_json() for count in self.counts],
            "set_aside": [row.to_json() for row in self.set_aside[:LISTED]],
            "questions": [question.to_json() for question in self.questions],
            "warnings": list(self.warnings),
            "message": self.in_words(),
            "source": [dict(part) for part in self.source],
            "answers": self.used_answers,
            "remembered": [told for used in self.used for told in used.to_json()],
            "checks": [check.to_json() for check in self.checks],
        }
        entry |= {"mapping": self.mapping} if self.mapping else {}
        entry |= {"unknown_layout": True} if self.is_unknown else {}
        if self.verdict == "refused":
            entry |= {
                "place": self.place,
                "found": self.found,
                "wanted": self.wanted,
                "next": self.next,
            }
        return entry
