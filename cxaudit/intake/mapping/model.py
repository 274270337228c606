"""A confirmed mapping: which header of a firm's own table fills which column, in which unit."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field as Option
from pydantic import field_validator

from cxaudit.canon import ColumnType, load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.known.form import Fact, Field, Form, load_forms
from cxaudit.intake.source.grid import fold_header, to_fingerprint
from cxaudit.intake.values.units import FACTORS
from cxaudit.modelfile import Frozen

SHARES: Mapping[str, str] = {"fraction": "1", "percent": "1/100"}
UNITS_OF: Mapping[ColumnType, Mapping[str, str]] = {
    "money": FACTORS,
    "count": FACTORS,
    "seconds": {"seconds": "1", "minutes": "60", "hours": "3600", "milliseconds": "1/1000"},
    "minutes": {"minutes": "1", "hours": "60", "seconds": "1/60"},
    "share": SHARES,
    "rate": SHARES,
    "bps": {"bps": "1", "percent": "100"},
    "date": {"dmy": "", "mdy": ""},
    "ts": {"dmy": "", "mdy": ""},
}
MILLISECONDS: Mapping[str, str] = {"milliseconds": "1", "seconds": "1000", "minutes": "60000"}
PERIOD = ("period_start", "period_end")
PERIOD_ASKS = {
    "period_start": "What is the first day that the counts of this file cover (YYYY-MM-DD)?",
    "period_end": "What is the last day that the counts of this file cover (YYYY-MM-DD)?",
}


class MappedColumn(Frozen):
    """What fills one column: a header, or a number made from the cells under several.

    ``unit``: what the numbers are in, or dmy or mdy for dates. ``values``: their word -> ours.
    """

    header: str | None = None
    digest: tuple[str, ...] = ()
    unit: str | None = None
    values: dict[str, str] = Option(default_factory=dict)


class Confirmed(Frozen):
    """Who said that a mapping is right, on which day, looking at which file."""

    who: str = ""
    on: str = ""
    file: str = ""

    @property
    def in_words(self) -> str:
        """Return it as "as confirmed on 2025-03-01 by Anna"."""
        when = f" on {self.on}" if self.on else ""
        return f"as confirmed{when}" + (f" by {self.who}" if self.who else "")


class TableMapping(Frozen):
    """A table of the firm's own: the layout it stands for, and what fills its columns.

    ``like``: a format of ours, as in template__pursuit or generic__rfp_log. ``headers``: all of
    the table's, by which it is known again. ``constants``: columns that are the same in every
    row. ``lifetime``: counts since publication. ``source``: the tool that wrote it.
    """

    like: str = Option(alias="as")
    headers: tuple[str, ...] = ()
    columns: dict[str, MappedColumn] = Option(default_factory=dict)
    constants: dict[str, str] = Option(default_factory=dict)
    lifetime: bool = False
    source: str | None = None
    confirmed: Confirmed | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _header_alone(cls, columns: object) -> object:
        if not isinstance(columns, dict):
            return columns
        return {n: {"header": c} if isinstance(c, str) else c for n, c in columns.items()}

    @property
    def key(self) -> str:
        """Return the fingerprint of the headers."""
        return to_fingerprint(self.headers)


def units_of(form: Form, name: str) -> Mapping[str, str]:
    """Return the units that the numbers of a column may come in, with their factors."""
    kind = form.type_of(name, form.columns.get(name, Field()))
    return MILLISECONDS if name.endswith("_ms") else UNITS_OF.get(kind, {})


def words_of(form: Form, name: str) -> tuple[str, ...]:
    """Return the words that a column may hold; none where it holds anything."""
    field = form.columns.get(name, Field())
    kind = form.type_of(name, field)
    if kind == "bool":
        return ("true", "false")
    if kind == "str":
        return tuple(field.values)
    column = load_tables()[form.table].columns.get(name) if form.table else None
    return column.values if column else ()


def needed_columns(form: Form) -> tuple[str, ...]:
    """Return the columns that every row must have, unless the layout itself gives them.

    A number that the layout makes of its own headers is not given: a mapping names others.
    """
    table = load_tables()[form.table or ""]
    must = (*table.key, *([table.discriminator] if table.discriminator else []))
    given = {n for n, f in form.columns.items() if f.is_ is not None} | {"src_system"}
    given |= {*PERIOD, *form.facts} if form.lifetime or PERIOD[0] in must else set()
    return tuple(dict.fromkeys(name for name in must if name not in given and name in form.columns))


def numbered_column(form: Form) -> str | None:
    """Return the column that a number made of cells may fill where no header numbers the rows."""
    table = load_tables()[form.table or ""]
    alone = len(table.key) == 1 or "item_id" in table.key
    return table.key[0] if alone and not table.columns[table.key[0]].personal else None


def to_digest(form: Form, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headers that a number is made of: what a later export of the row still says.

    ``headers``: column -> header. Texts and the date a row belongs to last; counts, amounts,
    outcomes and later dates change. Where nothing lasting is there, all of them are taken.
    """
    table = load_tables()[form.table or ""]
    lasting = [
        header for name, header in headers.items()
        if name in table.dated_by
        or (form.type_of(name, form.columns[name]) == "str" and not words_of(form, name))
    ]  # fmt: skip
    return tuple(lasting or headers.values())


def check_mapping(mapping: TableMapping) -> TableMapping:
    """Return the mapping if it can be read by; raises ClientDataError with every fault."""
    form = load_forms().get(mapping.like)
    if form is None or form.refuse or form.sections:
        raise ClientDataError(
            "a mapping names a layout that no table can be read as", found=mapping.like[:80],
            wanted="a format of one table, as in template__pursuit",
            next="cxaudit formats shows them all",
        )  # fmt: skip
    faults = [*_find_strangers(mapping, form), *_find_lacking(mapping, form)]
    if not any(column.header for column in mapping.columns.values()):
        faults.append("no column is filled from a header")
    if faults:
        raise ClientDataError(
            "the mapping cannot be used", found="; ".join(faults[:8]),
            wanted=f"columns of {mapping.like}: {', '.join(form.columns)}"
            if any(fault.startswith("no column ") for fault in faults) else None,
            next="mend the mapping, then import with it again",
        )  # fmt: skip
    return mapping


def _find_strangers(mapping: TableMapping, form: Form) -> list[str]:
    faults = [f"no column {n}" for n in (*mapping.columns, *mapping.constants)
              if n not in form.columns]  # fmt: skip
    headers = set(map(fold_header, mapping.headers))
    for name, column in mapping.columns.items():
        if name not in form.columns:
            continue
        named = [*([column.header] if column.header else []), *column.digest]
        faults += [f"no header '{h[:60]}' in the file" for h in named
                   if headers and fold_header(h) not in headers]  # fmt: skip
        faults += [f"{name} names no header"] if not named else []
        units, words = units_of(form, name), {*words_of(form, name), "set_aside"}
        if column.unit and column.unit not in units:
            faults.append(f"{name}: unit {column.unit[:20]}, not one of {', '.join(units)}")
        faults += [f"{name}: '{w[:40]}' is not one of {', '.join(sorted(words))}"
                   for w in column.values.values() if w not in words]  # fmt: skip
    for name, value in mapping.constants.items():
        words = words_of(form, name) if name in form.columns else ()
        if words and value not in words:
            faults.append(f"{name}: '{value[:40]}' is not one of {', '.join(words)}")
    return faults


def _find_lacking(mapping: TableMapping, form: Form) -> list[str]:
    given = {*mapping.columns, *mapping.constants}
    lacking = [name for name in needed_columns(form) if name not in given]
    return [f"nothing fills {name}, which every row needs" for name in lacking]


def to_form(mapping: TableMapping) -> Form:
    """Return the layout that the mapping stands for, as recognition and conversion read it."""
    base = load_forms()[mapping.like]
    silent = {"header": (), "also": (), "digest": (), "required": False}
    columns = {n: f if f.is_ is not None else f.model_copy(update=silent)
               for n, f in base.columns.items()}  # fmt: skip
    columns |= {n: Field.model_validate({"is": value}) for n, value in mapping.constants.items()}
    columns |= {n: _to_field(base, n, column) for n, column in mapping.columns.items()}
    named = base.format if not base.is_template else f"mapped__{base.table}"
    source = mapping.source or (f"mapped-{mapping.key[:8]}" if base.is_template else None)
    read = {fold_header(h) for c in mapping.columns.values() for h in (c.header, *c.digest) if h}
    return base.model_copy(
        update={
            "format": named,
            "label": f"{base.label}, by a mapping of the firm's own headers",
            "src_system": source or base.src_system,
            "columns": columns,
            "total_key": base.total_key if base.total_key in mapping.columns else None,
            "unread": tuple(h for h in mapping.headers if fold_header(h) not in read),
            "keep": {}, "decimal": None, "rates": {}, "notes": (),
            "lifetime": mapping.lifetime or base.lifetime,
            "facts": base.facts | _ask_for_period(mapping, base, columns),
            "mapping": mapping.key,
        }
    )  # fmt: skip


def _to_field(base: Form, name: str, column: MappedColumn) -> Field:
    spec = base.columns.get(name, Field())
    factor = units_of(base, name).get(column.unit or "")
    words = {ours: tuple(w for w, o in column.values.items() if o == ours)
             for ours in column.values.values() if ours != "set_aside"}  # fmt: skip
    merged = {ours: (*spec.values.get(ours, ()), *words.get(ours, ()))
              for ours in (*spec.values, *words)}  # fmt: skip
    return spec.model_copy(
        update={
            "header": (column.header,) if column.header else (),
            "also": (),
            "digest": column.digest,
            "required": bool(column.header),
            "scale": factor or None,
            "order": column.unit if column.unit in ("dmy", "mdy") else None,
            "values": merged,
            "asks": True,
        }
    )


def _ask_for_period(
    mapping: TableMapping, base: Form, columns: Mapping[str, Field]
) -> dict[str, Fact]:
    """Return the days to be asked for where counts of a period come without it."""
    table = load_tables()[base.table or ""]
    if mapping.lifetime or base.lifetime or base.is_combined or PERIOD[0] not in table.key:
        return {}
    filled = {n for n, field in columns.items() if field.header or field.is_ is not None}
    return {n: Fact(ask=PERIOD_ASKS[n]) for n in PERIOD if n not in filled and n not in base.facts}
