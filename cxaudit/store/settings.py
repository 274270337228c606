"""The profile's keys: what may be set, how text becomes a value, what the engine reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any

from cxaudit.canon import FIRM_WORDS, Column, load_settings, load_tables
from cxaudit.errors import ClientDataError
from cxaudit.maturity import load_maturity
from cxaudit.period import Period, resolve_as_of
from cxaudit.store import values
from cxaudit.store.ids import to_printable
from cxaudit.store.values import Unfit, clean_text, near, to_decimal

FREE_TEXTS = (
    "entity", "parent", "consultant", "size_band", "segment", "region", "note", "name", "invented",
)  # fmt: skip
FREE_LISTS = ("segments", "channels")
KPI_MAPS = ("own_targets", "norms", "review_days")
FREE_MAPS = ("declared_counts", "review_days")
SYSTEM_FIELDS = ("name", "tables")
SYSTEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}")

Parse = Callable[[str], Any]

SPECIAL: dict[str, Parse] = {
    "currency": values.parse_currency,
    "timezone": values.parse_timezone,
    "fiscal_year_start": values.parse_year_start,
    "internal_domains": partial(values.parse_list, parse=values.parse_domain),
    "holiday_calendar": partial(values.parse_list, parse=values.parse_day),
    "review_days": values.parse_days,
}

BY_TYPE: dict[str, Parse] = {
    "date": values.parse_day,
    "str": clean_text,
    "list": values.parse_list,
    "int": values.parse_count,
    "rate": values.parse_rate,
    "share": values.parse_share,
}


@cache
def known_keys() -> tuple[str, ...]:
    """Return every key of the profile; those of maps and systems take a dot and a name."""
    free = (*FREE_TEXTS, *FREE_LISTS, *FREE_MAPS, "systems")
    return tuple(sorted({*load_settings().columns, *free}))


def parse_setting(
    key: str, text: str, known_kpi_ids: Collection[str] | None = None
) -> tuple[str, Any]:
    """Return (key, value as stored) for one ``key=text``; blank text is None, which unsets it.

    Keys of maps are dotted: ``own_targets.<kpi_id>``, ``norms.<kpi_id>``,
    ``review_days.<kpi_id>`` (days between two reviews), ``declared_counts.<list>`` (how many the
    firm's own list names), ``cta_positions.<path pattern>``, ``systems.<id>.name``,
    ``systems.<id>.tables``. KPI ids are checked where known ones are given. Raises
    ClientDataError.
    """
    head, dot, rest = key.strip().partition(".")
    rest, plain = clean_text(rest), clean_text(text, lines=head == "note")
    if head not in known_keys():
        raise _refuse_key(key, near(head, known_keys()))
    is_map = head == "systems" or _column_type(head) == "map"
    if is_map != bool(dot and rest):
        form = "systems.<id>.name" if head == "systems" else f"{head}.<name>"
        raise _refuse_key(key, f"write {form}=..." if is_map else f"write {head}=...")
    if head in KPI_MAPS and known_kpi_ids is not None and rest not in known_kpi_ids:
        raise ClientDataError(
            "there is no such KPI", place=head, found=to_printable(rest), wanted="a kpi_id",
            next=near(rest, sorted(known_kpi_ids)) or "see: cxaudit kpi list",
        )  # fmt: skip
    if head == "declared_counts" and rest not in load_maturity().populations:
        raise ClientDataError(
            "there is no such list", place=head, found=to_printable(rest),
            wanted=f"one of {', '.join(load_maturity().populations)}",
            next=near(rest, list(load_maturity().populations)) or "see: notebook 03",
        )  # fmt: skip
    try:
        parse = _to_system_parse(rest) if head == "systems" else _to_parse(head)
        value = parse(values.refuse_secret(plain)) if plain else None
        return f"{head}{dot}{rest}", None if value in ("", []) else value
    except Unfit as error:
        raise ClientDataError(
            "this value does not fit", place=key, found=error.found or to_printable(text),
            wanted=str(error),
            next=f"cxaudit set CLIENT {key}=...",
        ) from error  # fmt: skip


def _refuse_key(key: str, hint: str) -> ClientDataError:
    return ClientDataError(
        "there is no such setting", found=to_printable(key),
        wanted=f"one of {', '.join(known_keys())}", next=hint or "see: cxaudit set --help",
    )  # fmt: skip


def _column_type(key: str) -> str:
    column = load_settings().columns.get(key)
    if key in FREE_MAPS:
        return "map"
    return column.type if column else "list" if key in FREE_LISTS else "str"


def _to_parse(key: str) -> Parse:
    column = load_settings().columns.get(key)
    if key in SPECIAL:
        return SPECIAL[key]
    if key in FREE_MAPS:
        return values.parse_count
    if key in FIRM_WORDS:
        return partial(parse_firm_word, allowed=FIRM_WORDS[key])
    if column and column.type == "enum":
        return partial(values.parse_one_of, allowed=column.values)
    if column and column.type == "map":
        return values.parse_share if key == "cta_positions" else values.parse_number
    return partial(clean_text, lines=True) if key == "note" else BY_TYPE[_column_type(key)]


def parse_firm_word(text: str, allowed: tuple[str, ...]) -> str:
    """Return one of the words by which peers are told apart; blanks and hyphens may stand in it."""
    return values.parse_one_of(text.strip().replace(" ", "_").replace("-", "_"), allowed)


def _to_system_parse(rest: str) -> Parse:
    system, _, name = rest.partition(".")
    if not SYSTEM_ID.fullmatch(system) or name not in SYSTEM_FIELDS:
        raise Unfit("systems.<id>.name or systems.<id>.tables, as in systems.crm.tables=pursuit")
    return clean_text if name == "name" else partial(values.parse_list, parse=_parse_table)


def _parse_table(text: str) -> str:
    tables = sorted(load_tables())
    if text not in tables:
        raise Unfit(f"tables out of {', '.join(tables)}")
    return text


def apply_settings(
    profile: dict[str, Any],
    pairs: Iterable[tuple[str, str]],
    known_kpi_ids: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return the profile with every ``key=text`` applied; all faults in one ClientDataError."""
    changed = {key: _copy(value) for key, value in profile.items()}
    faults: list[ClientDataError] = []
    for key, text in pairs:
        try:
            _place(changed, *parse_setting(key, text, known_kpi_ids))
        except ClientDataError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        shown = [f"{f.place or f.found}: {f.message}, wanted {f.wanted}" for f in faults]
        raise ClientDataError(
            f"{len(faults)} settings are refused, and none was changed",
            found="; ".join(shown), next="mend them and set all of them again",
        )  # fmt: skip
    check_profile(changed)
    return changed


def _copy(value: Any) -> Any:
    return {k: _copy(v) for k, v in value.items()} if isinstance(value, dict) else value


def _place(profile: dict[str, Any], key: str, value: Any) -> None:
    head, *names = key.split(".", 1)
    if head == "systems":
        names = names[0].split(".", 1)
    parents, inner = [profile], profile
    path = [head, *names]
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
        parents.append(inner)
    if value is None:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = value
    for name, parent in zip(reversed(path[:-1]), reversed(parents[:-1]), strict=True):
        if not parent[name]:
            del parent[name]


def check_profile(profile: dict[str, Any]) -> None:
    """Raise ClientDataError where the dates contradict each other or a value cannot be read."""
    settings = to_settings(profile)
    start, end, as_of = (settings[name] for name in ("period_start", "period_end", "as_of"))
    if as_of or end:
        as_of = resolve_as_of(as_of, end)
    if start and (end or as_of):
        Period(start, end or as_of)


def to_settings(profile: dict[str, Any]) -> dict[str, Any]:
    """Return a typed value for every column of the settings table, defaults applied.

    Days are ``date``, whole numbers ``int``, other numbers ``Decimal``, lists ``list[str]``, maps
    ``dict[str, Decimal]``; an unset list or map is empty, anything else unset is None. Raises
    ClientDataError where a stored value is not of its type.
    """
    settings = {}
    for name, column in load_settings().columns.items():
        stored = profile.get(name)
        try:
            settings[name] = _to_default(column) if stored is None else _to_typed(column, stored)
        except (ValueError, TypeError, AttributeError) as error:
            raise ClientDataError(
                "the stored value cannot be read", place=f"profile {name}",
                found=to_printable(stored), wanted=f"a {column.type}",
                next=f"set it again: cxaudit set CLIENT {name}=...",
            ) from error  # fmt: skip
    return settings


def _to_default(column: Column) -> Any:
    if column.default is None:
        return {"list": [], "map": {}}.get(column.type)
    if column.type == "list":
        return list(column.default)  # type: ignore[arg-type]
    return to_decimal(column.default) if column.type in ("rate", "share") else column.default


def _to_typed(column: Column, stored: Any) -> date | int | Decimal | str | list | dict:
    if column.type == "date":
        return date.fromisoformat(stored)
    if column.type == "map":
        return {str(name): to_decimal(value) for name, value in stored.items()}
    if column.type == "list":
        if not isinstance(stored, list) or not all(isinstance(word, str) for word in stored):
            raise Unfit("a list of words")
        return list(stored)
    if column.type in ("rate", "share"):
        return to_decimal(stored)
    wanted = int if column.type == "int" else str
    if not isinstance(stored, wanted) or isinstance(stored, bool):
        raise Unfit(f"a {column.type}")
    return stored
