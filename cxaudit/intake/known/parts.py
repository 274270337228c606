"""What an export.toml is made of: fields, sections, facts and the file's own rates."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field as Option
from pydantic import field_validator

from cxaudit.canon import ColumnType
from cxaudit.intake.values.dates import Order
from cxaudit.modelfile import Frozen


class Field(Frozen):
    """How one column is had from the headers of an export.

    ``header``: accepted spellings, the first that stands in the file is taken. ``also``:
    headers whose text is appended (a time beside a date). ``is``: a constant. ``digest``:
    headers that an identifier is made from, where ``header`` lacks. ``values``: what is
    printed, by meaning; ``values_for`` the same for some values of the column ``values_by``.
    ``blank``: the meaning of a blank cell. ``scale`` multiplies a number. ``own_domain``:
    whether the e-mail address is of the audited firm; ``phone``: whether the name is a phone
    number. ``zone``: the zone of its times, where the vendor always writes the same.
    ``may_be_negative``: a count that the vendor nets of withdrawals; kept and flagged.
    ``asks``: a word that no list knows is asked about.
    ``nested``: the engine's type of a column of lists or records, which only Parquet holds and
    only the form's SQL reads.
    """

    header: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    is_: str | None = Option(None, alias="is")
    digest: tuple[str, ...] = ()
    type: ColumnType | None = None
    required: bool = False
    personal: bool | None = None
    scale: str | None = None
    order: Order | None = None
    values: dict[str, tuple[str, ...]] = Option(default_factory=dict)
    values_by: str | None = None
    values_for: dict[str, dict[str, tuple[str, ...]]] = Option(default_factory=dict)
    blank: str | None = None
    first_line: bool = False
    may_be_negative: bool = False
    own_domain: bool = False
    phone: bool = False
    zone: str | None = None
    asks: bool = False
    nested: str | None = None

    @field_validator("header", mode="before")
    @classmethod
    def _one_or_many(cls, header: object) -> object:
        return (header,) if isinstance(header, str) else header


class Section(Frozen):
    """One table inside a file. ``title`` stands on the line above its header, where it has one.

    ``also_titled``: that title in other languages or older layouts. ``grid`` is the sheet or
    JSON list it must stand in. A section that is not ``counted`` holds facts, not rows.
    """

    columns: dict[str, Field]
    title: str | None = None
    also_titled: tuple[str, ...] = ()
    grid: str | None = None
    optional: bool = False
    counted: bool = True

    @property
    def titles(self) -> tuple[str, ...]:
        """Return every spelling of the title; none where the section has no title."""
        return (self.title, *self.also_titled) if self.title else ()


class Fact(Frozen):
    """Something said once for the whole file: on a preamble line, or in the file's name.

    ``line``: the label before a colon or in the first cell. ``pattern``: an expression whose
    first group is the fact, where a line has no label. ``ask`` is the question put where it
    lacks, unless the column ``unless`` is in the file.
    """

    line: tuple[str, ...] = ()
    pattern: str | None = None
    file_name: str | None = None
    type: Literal["date", "ts", "str"] = "date"
    ask: str | None = None
    unless: str | None = None

    @field_validator("line", mode="before")
    @classmethod
    def _one_or_many(cls, line: object) -> object:
        return (line,) if isinstance(line, str) else line


class Rate(Frozen):
    """A rate column of the file itself: what it should be, to compare; it is never imported.

    Columns ``of`` added up, by the column ``per``; ``also``: further spellings of its header;
    ``scale`` multiplies the quotient of numbers without a percent sign.
    """

    of: tuple[str, ...]
    per: str
    also: tuple[str, ...] = ()
    scale: str = "1"


class Sample(Frozen):
    """What a sample is read with: answers, settings and the file's name."""

    file_name: str | None = None
    answers: dict[str, str] = Option(default_factory=dict)
    settings: dict[str, Any] = Option(default_factory=dict)
