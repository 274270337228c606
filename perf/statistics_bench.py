"""Times figures of the engine against the same statistics in plain SQL; prints paired ratios.

Run from the repository: python perf/statistics_bench.py [rows]. The data are invented.
Each pair is run alternately, one warm-up first; the ratio is the median of the paired ratios.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from duckdb import DuckDBPyConnection

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.engine import connect
from cxaudit.statistics import to_figure

ROUNDS = 9
RATIO = FigureSpec(shape="ratio", unit="ratio", numerator="hits", denominator="shown")
MEDIAN = FigureSpec(shape="median", unit="seconds", value="seconds")
DURATION = FigureSpec(
    shape="duration", unit="days", days="days", ending="ending", entered_days="entered_days"
)


def load_rows(engine: DuckDBPyConnection, rows: int, units: int, name: str) -> None:
    """Make an invented table of observations, the same at every run."""
    engine.execute(f"""
        create table {name} as
        select
            'unit ' || hash(row) % {units} as unit,
            hash(row + 1) % 40 as hits,
            100 + hash(row + 2) % 400 as shown,
            cast(hash(row + 3) % 100000000 / 1000 as decimal(18, 3)) as seconds,
            hash(row + 4) % 900 as days,
            case when hash(row + 5) % 3 = 0 then 'open' else 'ended' end as ending,
            0 as entered_days
        from range({rows}) as made(row)
        """)


def to_pair(first: Callable[[], object], other: Callable[[], object]) -> tuple[float, float, float]:
    """Return median seconds of both, and the median of first / other over paired rounds."""
    first(), other()
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        first()
        middle = perf_counter()
        other()
        times.append((middle - start, perf_counter() - middle))
    ratio = median(a / b for a, b in times)
    return median(a for a, _ in times), median(b for _, b in times), ratio


def main() -> None:
    """Print one line a pair."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    engine = connect(threads=2)
    for units in (400, 4_000, 400_000):
        load_rows(engine, rows, units, f"seen_{units}")
    plain = "select sum(hits), sum(shown) from seen_{0}"
    grouped = f"select count(*), sum(a), sum(b) from ({plain} group by unit) as t(a, b)"
    pairs = [
        (f"ratio, {units:,} units, against {name}", RATIO, f"seen_{units}", sql.format(units))
        for units in (400, 4_000, 400_000)
        for name, sql in (("sums by unit", grouped), ("plain sums", plain))
    ]
    pairs.append(
        ("median, against median()", MEDIAN, "seen_400", "select median(seconds) from seen_400")
    )
    counted = "select days, ending, count(*) from seen_400 group by all"
    pairs.append(("duration, against counts by day", DURATION, "seen_400", counted))
    print(f"{rows:,} rows, 2 threads, {ROUNDS} paired rounds")
    for label, spec, relation, sql in pairs:
        figure, same, ratio = to_pair(
            lambda r=relation, s=spec: to_figure(engine, r, s, Sample()),
            lambda q=sql: engine.execute(q).fetchall(),
        )
        print(f"{label:<44} {figure * 1e3:8.1f} ms {same * 1e3:8.1f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
