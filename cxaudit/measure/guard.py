"""The guard before measuring: which needed columns and settings did nobody supply?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.canon import LINEAGE, Table, load_tables
from cxaudit.catalogue import Kpi, Needs
from cxaudit.engine import Engine, read_once, to_identifier, to_literal
from cxaudit.measure.supply import Supply

Settings = Mapping[str, object]


def lacking_columns(
    needs: Needs, rows: Mapping[str, Sequence[str]], supply: Supply
) -> tuple[str, ...]:
    """Return the needed ``table.column`` names that no import of the right rows supplied.

    ``rows``: table -> discriminator values that the KPI reads. Lineage is always there.
    """
    missing = []
    for table, columns in needs.items():
        kinds = supply.get(table, {})
        wanted = rows.get(table)
        found: set[str] = set(LINEAGE) if kinds else set()
        for kind, supplied in kinds.items():
            if wanted is None or kind in wanted or kind == "":
                found |= supplied
        missing += [f"{table}.{column}" for column in columns if column not in found]
    return tuple(missing)


def lacking_settings(names: Sequence[str], settings: Mapping[str, object]) -> tuple[str, ...]:
    """Return those of the named settings that are unset."""
    return tuple(name for name in names if settings.get(name) in (None, "", [], {}, ()))


def lacking_asks(kpi: Kpi, settings: Mapping[str, object], supply: Supply) -> tuple[str, ...]:
    """Return what the use case turns on and nobody gave: settings, and columns as table.column."""
    unset = lacking_settings([name for name in kpi.asks if "." not in name], settings)
    columns = [name.split(".") for name in kpi.asks if "." in name]
    wanted = [lacking_columns({table: (column,)}, kpi.rows, supply) for table, column in columns]
    return unset + tuple(name for names in wanted for name in names)


def blank_columns(engine: Engine, needs: Needs, rows: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the needed ``table.column`` that came and that no row of the right kind fills.

    A date that may be blank is passed over: it says that something has not happened.
    """
    return _blank(engine, needs, rows, ("date", "ts"))


def hollow_columns(
    engine: Engine, needs: Needs, rows: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return those of the blank columns that never may be blank: as good as not supplied."""
    return tuple(_blank(engine, needs, rows, None))


def _blank(
    engine: Engine, needs: Needs, rows: Mapping[str, Sequence[str]], passed: Sequence[str] | None
) -> list[str]:
    """Of what may be blank, columns of the types ``passed`` are passed over; None: all are."""
    found = []
    for name, columns in needs.items():
        kinds, table = rows.get(name), load_tables()[name]
        within = ", ".join(to_literal(kind) for kind in kinds or ())
        kept = f"{table.discriminator} in ({within}) and " if within else ""
        asked = [column for column in columns if not _may_be_blank(table, column, passed)]
        for column in asked:
            query = f"from {to_identifier(name)} where {kept}{to_identifier(column)} is not null"
            if not read_once(engine, f"select 1 {query} limit 1"):
                found.append(f"{name}.{column}")
    return found


def _may_be_blank(table: Table, column: str, passed: Sequence[str] | None) -> bool:
    known = table.columns.get(column)
    if known is None or not known.may_be_blank:
        return False
    return passed is None or known.type in passed
