"""Whether a text names a person of the client's exports, told without opening a sealed file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.audit.measured import ask
from cxaudit.audit.workspace import keys_folder
from cxaudit.canon import load_tables
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.errors import ClientDataError
from cxaudit.intake import client_key, load_rows, to_pseudonyms

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

HEAD, HEAD_DIGITS = np.dtype(">u8"), 16
HEADS = """
select distinct left(pseudonym, {digits}) as head
from ({stored}) as stored
where regexp_full_match(pseudonym, '[0-9a-f]{{32}}')
order by head
"""
MOST_KEPT = 1_000_000
"""So many heads are kept of a client, 11 MB of them; where there are more, none."""


def find_persons(audit: Audit, texts: Iterable[str]) -> frozenset[str]:
    """Return those of the texts that the imports replaced by a pseudonym.

    A text is hashed with the client's key and sought among the pseudonyms in the tables: by the
    heads of these, kept beside what is measured, and those alone that seem there in the tables
    themselves. Empty where this machine does not have the key: then nothing is known.
    """
    heads = ask(audit, "persons", lambda _: _to_heads(audit))
    if heads == "":
        return frozenset()
    try:
        key = client_key(keys_folder(), audit.client, create=False)
    except ClientDataError:
        return frozenset()
    asked = list(texts)
    by_pseudonym = dict(zip(to_pseudonyms(asked, key), asked, strict=True))
    likely = list(by_pseudonym) if heads is None else _among(list(by_pseudonym), heads)
    return frozenset(by_pseudonym[found] for found in _find_stored(audit, likely))


def _to_heads(audit: Audit) -> str | None:
    """Return the first 64 bits of every pseudonym of the tables, in order, as base64.

    None where they are so many that looking into the tables is cheaper than reading a list.
    """
    sources = list(_personal_columns(audit))
    if not sources:
        return ""
    stored = " union all ".join(
        f"select {to_identifier(column)} as pseudonym from read_parquet({to_literal(str(path))})"
        for path, column in sources
    )
    with closing(connect(readable=[audit.folder / "tables"], threads=1)) as engine:
        rows = engine.execute(HEADS.format(stored=stored, digits=HEAD_DIGITS)).fetchmany(
            MOST_KEPT + 1
        )
    if len(rows) > MOST_KEPT:
        return None
    return base64.b64encode(bytes.fromhex("".join(head for (head,) in rows))).decode("ascii")


def _among(pseudonyms: Sequence[str], heads: str) -> list[str]:
    """Return those of the pseudonyms whose head is in the list."""
    known = np.frombuffer(base64.b64decode(heads), HEAD)
    sought = np.array([int(pseudonym[:HEAD_DIGITS], 16) for pseudonym in pseudonyms], np.uint64)
    return [pseudonyms[n] for n in np.flatnonzero(np.isin(sought, known))]


def _find_stored(audit: Audit, pseudonyms: Sequence[str]) -> set[str]:
    """Return those of the pseudonyms that stand in a table."""
    if not pseudonyms:
        return set()
    with closing(connect(readable=[audit.folder / "tables"], threads=1)) as engine:
        asked = "create table asked as select unnest(cast(? as varchar[])) as pseudonym"
        engine.execute(asked, [pseudonyms])
        found = [engine.execute(_to_search(*s)).fetchall() for s in _personal_columns(audit)]
    return {pseudonym for rows in found for (pseudonym,) in rows}


def _personal_columns(audit: Audit) -> Iterator[tuple[Path, str]]:
    """Give every stored file that holds pseudonyms, with the column they stand in."""
    named = {
        table.name: [name for name, column in table.columns.items() if column.personal]
        for table in load_tables().values()
    }
    for record in audit.imports:
        for table, path in load_rows(audit.folder, record).items():
            yield from ((path, name) for name in named.get(table, ()))


def _to_search(path: Path, column: str) -> str:
    return (
        f"select distinct pseudonym from asked semi join read_parquet({to_literal(str(path))}) p "
        f"on asked.pseudonym = p.{to_identifier(column)}"
    )
