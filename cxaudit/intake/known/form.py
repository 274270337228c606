"""The exports we know: reads model/exports, and makes a template form of every table."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field as Option
from pydantic import model_validator

from cxaudit.canon import ColumnType, Table, load_tables
from cxaudit.errors import ModelError
from cxaudit.intake.ask.question import Question
from cxaudit.intake.known.parts import Fact, Field, Rate, Sample, Section
from cxaudit.intake.values.numerals import DecimalSign
from cxaudit.modelfile import MODEL_ROOT, Frozen, list_folders, load_model

TEMPLATE = "template"


class Form(Frozen):
    """One known export: its headers, and how they become rows of one canonical table.

    ``last_seen``: the day of the newest real file with these headers, or on which what ``seen``
    names was last looked at. ``total_key``: the column whose cell says Total on a totals row, or
    with ``total_is_dimension`` repeats the header. ``layout``: the vendor's headers in their
    order, for files whose headers are translated. ``row_cap``: how many rows the vendor exports
    at most. ``yields_to``: formats that make this one needless in a file that holds both.
    ``above``: how a line above the table must begin; ``whole``: the table has no other
    header. ``across``: its table may stand in pieces in several parts of an archive or workbook.
    ``keep``: header -> the values that are ours. ``decimal``: the decimal sign where
    the vendor always writes the same.
    ``lifetime``: counts since publication, at an export date that the file does not print.
    ``refuse``: why a recognised export is not imported, ``next`` what to do instead.
    ``rates``: the file's own rate columns by header. ``mapping``: the fingerprint of a layout
    that the firm confirmed for a table of its own. ``sql_of``: the export whose SQL is used too,
    where the same rows come in another layout.
    """

    format: str
    label: str
    last_seen: date | None = None
    seen: Literal["real file", "fixture or parser", "documented", "own template"] = "real file"
    src_system: str = TEMPLATE
    table: str | None = None
    columns: dict[str, Field] = Option(default_factory=dict)
    sections: dict[str, Section] = Option(default_factory=dict)
    total_key: str | None = None
    total_is_dimension: bool = False
    layout: tuple[str, ...] = ()
    row_cap: int | None = None
    yields_to: tuple[str, ...] = ()
    above: str | None = None
    whole: bool = False
    across: bool = False
    keep: dict[str, tuple[str, ...]] = Option(default_factory=dict)
    decimal: DecimalSign | None = None
    lifetime: bool = False
    facts: dict[str, Fact] = Option(default_factory=dict)
    rates: dict[str, Rate] = Option(default_factory=dict)
    mapping: str | None = None
    questions: tuple[Question, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refuse: str | None = None
    next: str | None = None
    sample: Sample = Option(default_factory=Sample)
    sql: dict[str, str] = Option(default_factory=dict)
    sql_of: str | None = None

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
    def statements(self) -> dict[str, str]:
        """Return the SQL that makes rows, by table: transform.sql of the form's own table first.

        ``transform_<table>.sql`` makes rows of another table from the same file.
        """
        made = {self.table or "": self.sql["transform"]} if self.is_combined else {}
        others = sorted(name for name in self.sql if name.startswith("transform_"))
        return made | {name.removeprefix("transform_"): self.sql[name] for name in others}

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the tables that its rows become, its own first."""
        return tuple(self.statements) or (str(self.table),)

    @property
    def is_one_table(self) -> bool:
        """Tell whether its rows are one table, which the head of a file shows."""
        return len(self.parts) == 1 and not any(part.title for part in self.parts.values())

    @property
    def is_nested(self) -> bool:
        """Tell whether some column holds lists or records."""
        return any(field.nested for part in self.parts.values() for field in part.columns.values())

    @property
    def parts(self) -> dict[str, Section]:
        """Return the sections; a plain form has one, called rows."""
        return self.sections or {"rows": Section(columns=self.columns)}

    @property
    def required_headers(self) -> tuple[tuple[str, ...], ...]:
        """Return the accepted spellings of every header that must be there.

        Where every section is optional one of them suffices, and these are those of all.
        """
        parts = [part for part in self.parts.values() if not part.optional] or self.parts.values()
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
    form = load_model(folder / "export.toml", Form, format=folder.name, sql=sql)
    if form.sql_of is None:
        return form
    return form.model_copy(update={"sql": load_form(folder.parent / form.sql_of).sql | sql})


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
