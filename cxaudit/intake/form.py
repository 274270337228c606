"""The exports we know: reads model/exports, and makes a template form of every table."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field as Option
from pydantic import field_validator, model_validator

from cxaudit.canon import ColumnType, Table, load_tables
from cxaudit.errors import ModelError
from cxaudit.intake.dates import Order
from cxaudit.intake.numerals import DecimalSign
from cxaudit.modelfile import MODEL_ROOT, Frozen, list_folders, load_model

TEMPLATE = "template"
DERIVED_BY_LIFETIME = ("basis", "period_start", "period_end", "observed_on")


class Field(Frozen):
    """How one column is had from the headers of an export.

    ``header``: accepted spellings, the first that stands in the file is taken. ``also``:
    headers whose text is appended (a time beside a date). ``is``: a constant. ``digest``:
    headers that an identifier is made from, where ``header`` lacks. ``values``: what is
    printed, by meaning; ``values_for`` the same for some values of the column ``values_by``.
    ``blank``: the meaning of a blank cell. ``scale`` multiplies a number. ``own_domain``:
    whether the e-mail address is of the audited firm. ``may_be_negative``: a count that the
    vendor nets of withdrawals; kept and flagged.
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

    @field_validator("header", mode="before")
    @classmethod
    def _one_or_many(cls, header: object) -> object:
        return (header,) if isinstance(header, str) else header


class Section(Frozen):
    """One table inside a file. ``title`` stands on the line above its header, where it has one.

    ``grid`` is the sheet or JSON list it must stand in. A section that is not ``counted``
    holds facts, not rows.
    """

    columns: dict[str, Field]
    title: str | None = None
    grid: str | None = None
    optional: bool = False
    counted: bool = True


class Fact(Frozen):
    """Something said once for the whole file: on a preamble line, or in the file's name.

    ``ask`` is the question put where it lacks, unless the column ``unless`` is in the file.
    """

    line: str | None = None
    file_name: str | None = None
    type: Literal["date", "str"] = "date"
    ask: str | None = None
    unless: str | None = None


class Choice(Frozen):
    """One answer to a question."""

    value: str
    label: str


class Question(Frozen):
    """What only the firm can say. ``sets`` gives columns a constant, by answer.

    ``optional`` questions do not stop an import. ``refuses`` maps an answer to the reason
    why nothing can be imported then.
    """

    id: str
    column: str | None = None
    ask: str
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    sets: dict[str, dict[str, str | bool]] = Option(default_factory=dict)
    refuses: dict[str, str] = Option(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return id, column, ask, choices and whether it is optional."""
        choices = [choice.model_dump() for choice in self.choices]
        shown = {"id": self.id, "column": self.column, "ask": self.ask, "choices": choices}
        return shown | ({"optional": True} if self.optional else {})


class Sample(Frozen):
    """What a sample is read with: answers, settings and the file's name."""

    file_name: str | None = None
    answers: dict[str, str] = Option(default_factory=dict)
    settings: dict[str, Any] = Option(default_factory=dict)


class Form(Frozen):
    """One known export: its headers, and how they become rows of one canonical table.

    ``last_seen``: when a real file with these headers was last looked at. ``total_key``: the
    column whose cell says Total on a totals row. ``keep``: header -> the values that are
    ours. ``decimal``: the decimal sign where the vendor always writes the same.
    ``lifetime``: counts since publication, at an export date that the file does not print.
    ``refuse``: why a recognised export is not imported, ``next`` what to do instead.
    """

    format: str
    label: str
    last_seen: date | None = None
    seen: Literal["real file", "documented", "own template"] = "real file"
    src_system: str = TEMPLATE
    table: str | None = None
    columns: dict[str, Field] = Option(default_factory=dict)
    sections: dict[str, Section] = Option(default_factory=dict)
    total_key: str | None = None
    keep: dict[str, tuple[str, ...]] = Option(default_factory=dict)
    decimal: DecimalSign | None = None
    lifetime: bool = False
    facts: dict[str, Fact] = Option(default_factory=dict)
    questions: tuple[Question, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refuse: str | None = None
    next: str | None = None
    sample: Sample = Option(default_factory=Sample)
    sql: dict[str, str] = Option(default_factory=dict)

    @model_validator(mode="after")
    def _has_columns_or_sections(self) -> Form:
        if bool(self.columns) == bool(self.sections):
            raise ValueError("give either columns, or sections with their columns")
        if len(self.sections) > 1 and not self.is_combined and not self.refuse:
            raise ValueError("several sections need a transform.sql")
        return self

    @property
    def is_template(self) -> bool:
        """Tell whether this is our own layout of a table."""
        return self.format.startswith(f"{TEMPLATE}__")

    @property
    def is_combined(self) -> bool:
        """Tell whether transform.sql makes the canonical rows."""
        return "transform" in self.sql

    @property
    def parts(self) -> dict[str, Section]:
        """Return the sections; a plain form has one, called rows."""
        return self.sections or {"rows": Section(columns=self.columns)}

    @property
    def required_headers(self) -> tuple[tuple[str, ...], ...]:
        """Return the accepted spellings of every header that must be there."""
        parts = [part for part in self.parts.values() if not part.optional]
        return tuple(f.header for p in parts for f in p.columns.values() if f.required)

    @property
    def answered(self) -> tuple[str, ...]:
        """Return the columns that only an answer fills."""
        sets = [names for q in self.questions for names in q.sets.values()]
        return tuple(dict.fromkeys(name for names in sets for name in names))

    def type_of(self, name: str, field: Field) -> ColumnType:
        """Return the type of a column: its own, else the canonical one, else text."""
        if field.type:
            return field.type
        columns = load_tables()[self.table].columns if self.table else {}
        return columns[name].type if name in columns else "str"


@cache
def load_forms(root: Path = MODEL_ROOT) -> dict[str, Form]:
    """Read every known export, by format name, the templates last; raises ModelError."""
    tables = load_tables(root)
    known = {path.name: load_form(path) for path in list_folders("exports", root)}
    known |= {form.format: form for form in map(to_template, tables.values())}
    for form in known.values():
        _check_form(form, tables)
    return known


def load_form(folder: Path) -> Form:
    """Read one export folder: export.toml and the SQL beside it; raises ModelError."""
    sql = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    return load_model(folder / "export.toml", Form, format=folder.name, sql=sql)


def to_template(table: Table) -> Form:
    """Return the form whose headers are the canonical column names of a table."""
    must = {*table.key, table.discriminator} - {"src_system", None}
    columns = {name: Field(header=(name,), required=name in must) for name in table.columns}
    columns["src_system"] = Field(header=("src_system",), blank=TEMPLATE)
    return Form(
        format=f"{TEMPLATE}__{table.name}",
        label=f"Our template: {table.grain}",
        seen="own template",
        table=table.name,
        columns=columns,
        total_key=table.key[0] if len(table.key) == 1 else None,
    )


def _check_form(form: Form, tables: dict[str, Table]) -> None:
    faults = []
    if not form.refuse and form.table not in tables:
        faults.append(f"table {form.table} is not known")
    elif not form.refuse and not form.is_combined:
        known = {*tables[form.table or ""].columns, "src_system"}
        faults += [f"column {name} is not in {form.table}" for name in form.columns
                   if name not in known]  # fmt: skip
    if not form.required_headers:
        faults.append("no required header: nothing to recognise it by")
    if faults:
        raise ModelError(
            "an export does not fit the tables",
            file=f"model/exports/{form.format}/export.toml",
            found="; ".join(faults),
        )


class KnownExport(dict[str, Any]):
    """One line of the list of known exports; a plain mapping."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a plain dictionary."""
        return dict(self)


def forms() -> list[KnownExport]:
    """Return everything that is recognised.

    Each with format, label, table, verdict (imported or refused) and why, seen (real file,
    documented, own template), last_seen and required_headers.
    """
    return [
        KnownExport(
            format=form.format,
            label=form.label,
            table=form.table,
            verdict="refused" if form.refuse else "imported",
            why=form.refuse,
            seen=form.seen,
            last_seen=form.last_seen.isoformat() if form.last_seen else None,
            required_headers=[spellings[0] for spellings in form.required_headers],
        )
        for form in load_forms().values()
    ]
