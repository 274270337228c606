"""Whether a text names a person of the client's exports, told without opening a sealed file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.audit.workspace import keys_folder
from cxaudit.canon import load_tables
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.errors import ClientDataError
from cxaudit.intake import client_key, load_rows, to_pseudonym

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit


def find_persons(audit: Audit, texts: Iterable[str]) -> frozenset[str]:
    """Return those of the texts that the imports replaced by a pseudonym.

    A text is hashed with the client's key and sought among the pseudonyms in the tables. Empty
    where this machine does not have the key: then nothing is known.
    """
    sources = list(_personal_columns(audit))
    try:
        key = client_key(keys_folder(), audit.client, create=False) if sources else b""
    except ClientDataError:
        return frozenset()
    by_pseudonym = {to_pseudonym(text, key): text for text in texts} if sources else {}
    if not by_pseudonym:
        return frozenset()
    engine = connect(readable=[audit.folder / "tables"], threads=1)
    try:
        asked = "create table asked as select unnest(cast(? as varchar[])) as pseudonym"
        engine.execute(asked, [list(by_pseudonym)])
        found = [engine.execute(_to_search(*source)).fetchall() for source in sources]
    finally:
        engine.close()
    return frozenset(by_pseudonym[pseudonym] for rows in found for (pseudonym,) in rows)


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
