"""Keys that should join tables and do not: mended where only one meaning is left, always told."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from cxaudit.canon import load_tables
from cxaudit.engine import to_identifier
from cxaudit.wording import show_count

MENDED = "mended_keys"
ALSO_JOINED: Mapping[tuple[str, str], str] = {("aum", "mandate_id"): "mandate"}
LONG_ID = re.compile(r"[A-Za-z0-9]{18}")
SHORT_ID = re.compile(r"[A-Za-z0-9]{15}")
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
UNSEEN = {"Cf", "Cc", "Zs"}
SHOWN = 2


def _without_spaces(key: str) -> str:
    plain = unicodedata.normalize("NFKC", key)
    return "".join(c for c in plain if unicodedata.category(c) not in UNSEEN)


def _of_fifteen(key: str) -> str:
    plain = _without_spaces(key)
    is_id = any(map(str.isdigit, plain)) and any(map(str.isalpha, plain))
    if is_id and LONG_ID.fullmatch(plain):
        return plain[:15]
    return plain if is_id and SHORT_ID.fullmatch(plain) else ""


def _without_zeros(key: str) -> str:
    plain = re.sub(r"\.0+$", "", _without_spaces(key))
    return plain.lstrip("0") or "0" if plain.isdigit() and plain.isascii() else ""


def _without_case(key: str) -> str:
    plain = _without_spaces(key)
    return "" if _of_fifteen(plain) else plain.casefold()


WAYS: Sequence[tuple[str, Callable[[str], str]]] = (
    ("spaces or invisible characters", _without_spaces),
    ("15 characters against 18", _of_fifteen),
    ("leading zeros lost, as spreadsheets do", _without_zeros),
    ("capitals against small letters", _without_case),
)


@dataclass(frozen=True)
class Join:
    """One column that points to another table, where not all of its keys find their row.

    ``mended``: how keys were spelled otherwise -> how many of them; ``mended_rows`` the rows
    they stand in. ``lost`` keys in ``lost_rows`` find no row; ``unclear`` ones could mean
    several; ``cut`` were written as 1.2E+11 by a spreadsheet, so that digits are gone.
    """

    table: str
    column: str
    target: str
    mended: Mapping[str, int]
    mended_rows: int
    lost: int
    lost_rows: int
    unclear: int
    cut: int
    examples: tuple[str, ...] = ()

    @property
    def mended_in_words(self) -> str | None:
        """Return what was mended and why, or None."""
        if not self.mended_rows:
            return None
        ways = "; ".join(f"{show_count(n, 'key')}: {how}" for how, n in self.mended.items())
        where = f"{self.table} {self.column.replace('_', ' ')}"
        rows = show_count(self.mended_rows, "row")
        return f"{rows} of {where} written otherwise than in {self.target} ({ways})"

    @property
    def lost_in_words(self) -> str | None:
        """Return what finds no row, or None."""
        if not self.lost_rows:
            return None
        more = [f"{show_count(self.unclear, 'key')} could mean several"] if self.unclear else []
        more += (
            [f"{show_count(self.cut, 'key')} cut by a spreadsheet (1.2E+11)"] if self.cut else []
        )
        why = f"; {'; '.join(more)}" if more else ""
        where = f"{self.table} {self.column.replace('_', ' ')}"
        shown = f" (as in {', '.join(self.examples)})" if self.examples else ""
        rows, keys = show_count(self.lost_rows, "row"), show_count(self.lost, "key")
        return f"{rows} of {where} with {keys} that no row of {self.target} has{shown}{why}"

    def to_json(self) -> dict[str, Any]:
        """Return the join as plain data."""
        return {
            "table": self.table, "column": self.column, "target": self.target,
            "mended": dict(self.mended), "mended_rows": self.mended_rows, "lost_keys": self.lost,
            "lost_rows": self.lost_rows, "unclear_keys": self.unclear, "cut_keys": self.cut,
        }  # fmt: skip


def join_keys(engine: duckdb.DuckDBPyConnection) -> tuple[Join, ...]:
    """Return the joins with keys that find no row; keys with one possible meaning are mended.

    A key is mended only where it differs by spaces, by the last three of 18 characters, by
    leading zeros or by capitals, and exactly one key of the other table is then the same. The
    rows mended are listed in the table ``mended_keys`` (table, column, src_file, src_row).
    """
    engine.execute(
        f"create table if not exists {MENDED} "
        "(table_name varchar, column_name varchar, src_file varchar, src_row bigint)"
    )
    return tuple(join for pair in _pairs() if (join := _join(engine, *pair)) is not None)


def to_key_facts(joins: Sequence[Join], needs: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what was mended and what is lost on the keys that a KPI needs, in words."""
    needed = [join for join in joins if join.column in needs.get(join.table, ())]
    mended = [words for join in needed if (words := join.mended_in_words)]
    lost = [words for join in needed if (words := join.lost_in_words)]
    facts = {"keys_mended": "; ".join(mended), "keys_lost": "; ".join(lost)}
    return {name: words for name, words in facts.items() if words}


def _pairs() -> Iterator[tuple[str, str, str]]:
    for name, table in load_tables().items():
        for column, target in table.references.items():
            yield name, column, target
    for (name, column), target in ALSO_JOINED.items():
        yield name, column, target


def _join(engine: duckdb.DuckDBPyConnection, table: str, column: str, target: str) -> Join | None:
    key, name = load_tables()[target].key[0], to_identifier(column)
    known = engine.execute(f"select distinct {to_identifier(key)} from {target}").fetchall()
    if not known:
        return None
    rows = engine.execute(
        f"select {name}, count(*) from {table} where {name} is not null and {name} not in "
        f"(select {to_identifier(key)} from {target}) group by {name} order by {name}"
    ).fetchall()
    if not rows:
        return None
    meant, unclear = find_meant([key for key, _ in rows], [key for (key,) in known])
    mends = column not in load_tables()[table].key
    became = {was: meaning for was, (meaning, _) in meant.items()} if mends else {}
    _mend(engine, table, column, became)
    lost = [(key, count) for key, count in rows if key not in became]
    counts = Counter(meant[was][1] for was in became)
    ways = {how: counts[how] for how, _ in WAYS if how in counts}
    return Join(
        table=table, column=column, target=target, mended=ways,
        mended_rows=sum(count for key, count in rows if key in became),
        lost=len(lost), lost_rows=sum(count for _, count in lost), unclear=len(unclear),
        cut=sum(bool(SCIENTIFIC.fullmatch(key)) for key, _ in lost),
        examples=tuple(key[:30] for key, _ in lost[:SHOWN]),
    )  # fmt: skip


def find_meant(
    unknown: Sequence[str], known: Sequence[str]
) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """Return unknown keys with the one known key that they can mean and how they differ from it.

    With them come the unknown keys that could mean several. The first way in which a key is
    like any known one decides.
    """
    meant: dict[str, tuple[str, str]] = {}
    unclear: set[str] = set()
    for how, fold in WAYS:
        alike: dict[str, set[str]] = defaultdict(set)
        for key in known:
            alike[fold(key)].add(key)
        for key in unknown:
            found = alike.get(fold(key), set()) if fold(key) else set()
            if key in meant or key in unclear or not found:
                continue
            if len(found) > 1:
                unclear.add(key)
            else:
                meant[key] = (next(iter(found)), how)
    return meant, unclear


def _mend(
    engine: duckdb.DuckDBPyConnection, table: str, column: str, became: Mapping[str, str]
) -> None:
    """Write the known key for each unknown one, and note the rows in which it stood."""
    if not became:
        return
    name, keys = to_identifier(column), f"keys_of_{table}_{column}"
    engine.execute(f"create temp table {keys} (was varchar, became varchar)")
    engine.executemany(f"insert into {keys} values ($1, $2)", [list(p) for p in became.items()])
    engine.execute(
        f"insert into {MENDED} select '{table}', '{column}', src_file, src_row from {table} "
        f"where {name} in (select was from {keys})"
    )
    if _is_held(engine, table):
        engine.execute(f"update {table} set {name} = k.became from {keys} k where {name} = k.was")
        return
    engine.execute(f"alter view {table} rename to {table}_before_{column}")
    engine.execute(
        f"create view {table} as select t.* replace (coalesce(k.became, t.{name}) as {name}) "
        f"from {table}_before_{column} t left join {keys} k on k.was = t.{name}"
    )


def _is_held(engine: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = engine.execute(
        "select table_type from information_schema.tables where table_name = $1", [table]
    ).fetchone()
    return bool(found) and found[0] == "BASE TABLE"
