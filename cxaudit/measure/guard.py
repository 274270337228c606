"""The guard before measuring: which needed columns did no import supply?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.canon import LINEAGE
from cxaudit.catalogue import Kpi, Needs

Supply = Mapping[str, Mapping[str, frozenset[str]]]
"""table -> discriminator value ("" where the table has none) -> columns that imports supplied."""


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


def lacking_settings(kpi: Kpi, settings: Mapping[str, object]) -> tuple[str, ...]:
    """Return the settings without which the KPI cannot be measured and that are unset."""
    return tuple(name for name in kpi.settings if settings.get(name) in (None, "", [], {}, ()))
