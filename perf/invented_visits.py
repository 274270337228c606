"""An invented log of visits to a client portal, the same at every run, as CSV or as a workbook.

One visit a minute, of 6,000 persons of 300 clients; one visit in 30 has no end.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

VISITS = """
    select
        'V' || lpad(i::varchar, 8, '0') as "Visit ID",
        'user' || (h % 6000) || '@client' || (h % 300) || '.example' as "User",
        'C' || (h % 300) as "Client ID",
        timestamp '2023-01-01' + to_seconds(i * 60 + h % 60) as "Visited at",
        case when e % 30 > 0
            then timestamp '2023-01-01' + to_seconds(i * 60 + 300 + e % 600) end as "Left at",
        case when e % 25 = 1 then 'Failure' else 'Success' end as "Status",
        case when h % 6000 < 40 then 'yes' else 'no' end as "Staff",
        '192.0.2.' || (e % 255) as "IP address",
        ['Chrome', 'Firefox', 'Edge', 'Safari'][1 + e % 4] as "Browser"
    from (
        select i, (hash(i) >> 2)::bigint as h, (hash(i + 5) >> 2)::bigint as e from range({0}) r(i)
    )
    order by i
"""
CSV = """
    select columns(* exclude ("Visited at", "Left at")),
        strftime("Visited at", '%Y-%m-%dT%H:%M:%SZ') as "Visited at",
        strftime("Left at", '%Y-%m-%dT%H:%M:%SZ') as "Left at"
    from ({0})
"""


def write_visits(folder: Path, rows: int, ending: str) -> Path:
    """Write one file of visits, unless it is there; return its path. ``ending``: csv or xlsx."""
    path = folder / f"visits_{rows}.{ending}"
    if path.exists():
        return path
    part = path.with_suffix(".part")
    with duckdb.connect(config={"threads": 2}) as engine:
        if ending == "csv":
            query = CSV.format(VISITS.format(rows))
            engine.execute(f"copy ({query}) to '{part}' (format csv, header)")
        else:
            _write_sheet(part, engine.execute(VISITS.format(rows)))
    return part.rename(path)


def _write_sheet(path: Path, made: duckdb.DuckDBPyConnection) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Visits")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    names = [column[0] for column in made.description]
    sheet.write_row(0, 0, names)
    moments = [place for place, name in enumerate(names) if name.endswith(" at")]
    line = 0
    while rows := made.fetchmany(10_000):
        for row in rows:
            line += 1
            for place, cell in enumerate(row):
                if cell is None:
                    continue
                if place in moments:
                    sheet.write_datetime(line, place, cell, moment)
                else:
                    sheet.write_string(line, place, cell)
    book.close()
