"""Files to canonical rows: the real import against plain DuckDB and pandas, paired in one run.

Run from the repository: python perf/intake_bench.py [options]. The data are invented. The package
imports a CSV of a million rows and a workbook of 200,000, as ``cxaudit import`` does: told apart,
every row accounted for, persons pseudonyms, the raw file sealed, the rows published. DuckDB reads
the same CSV into a table with the types it finds, and no more; pandas reads the same workbook
with openpyxl, and no more. Every reading runs in a process of its own that has read a smaller file
of the kind before, in turn; times are medians over the rounds, ratios medians of the paired ratios
with their spread.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
from os import times
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

from invented_visits import write_visits

SIDES = {"csv": ("package", "duckdb", "pandas"), "xlsx": ("package", "pandas")}
NAMES = {"package": "package", "duckdb": "plain DuckDB", "pandas": "pandas"}
SMALLER = {"csv": 50_000, "xlsx": 6_000}
UNITS = {"seconds": "s", "cpu": "s of processors", "peak_mb": "MB"}
Rounds = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Print a block for each kind of file."""
    options = _read_options()
    if options.child:
        print(json.dumps(_run_child(json.loads(options.child))))
        return
    folder = Path(options.folder or mkdtemp(prefix="intake-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for ending, rows in (("csv", options.csv_rows), ("xlsx", options.xlsx_rows)):
            if rows:
                _compare(folder, ending, rows, options)
    finally:
        if not options.folder:
            shutil.rmtree(folder)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-gb", type=float, default=4.0)
    parser.add_argument("--folder", help="where the files are kept for the next run")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(folder: Path, ending: str, rows: int, options: argparse.Namespace) -> None:
    told = {"side": "files", "folder": str(folder), "ending": ending}
    source = Path(_ask(told | {"rows": rows}))
    smaller = _ask(told | {"rows": SMALLER[ending]})
    megabytes = source.stat().st_size / 1e6
    print(f"\n{rows:,} rows, {ending}, {megabytes:,.0f} MB, {options.rounds} rounds", flush=True)
    spent: Rounds = {side: [] for side in SIDES[ending]}
    for turn in range(options.rounds):
        for side in SIDES[ending] if turn % 2 == 0 else SIDES[ending][::-1]:
            home = folder / side
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            asked = {"side": side, "source": str(source), "smaller": smaller, "folder": str(home)}
            spent[side].append(_ask(asked | {"memory_gb": options.memory_gb}))
            shutil.rmtree(home)
    found = {str(once["result"]) for each in spent.values() for once in each}
    if len(found) > 1:
        raise SystemExit(f"not the same rows on all sides: {found}")
    print(f"rows, first and last visit the same on {len(spent)} sides: {found.pop()}")
    _print_times(spent)


def _ask(asked: dict[str, Any]) -> Any:
    command = [sys.executable, __file__, "--child", json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{asked['side']}: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def _run_child(asked: dict[str, Any]) -> Any:
    """Read the file one way; return seconds, seconds of processors, peak memory, what was read.

    The file is written in a process of its own too, so that nobody inherits the memory of that.
    """
    if asked["side"] == "files":
        return str(write_visits(Path(asked["folder"]), asked["rows"], asked["ending"]))
    read, source, folder = READERS[asked["side"]], Path(asked["source"]), Path(asked["folder"])
    read(Path(asked["smaller"]), folder / "smaller", asked["memory_gb"])
    before, start = sum(times()[:4]), perf_counter()
    kept = read(source, folder / "whole", asked["memory_gb"])
    seconds, used = perf_counter() - start, sum(times()[:4]) - before
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in
                   (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
    result = CHECKS[asked["side"]](kept)
    return {"seconds": seconds, "cpu": used, "peak_mb": own + others, "result": result}


def _read_by_package(source: Path, folder: Path, memory_gb: float) -> Path:
    from by_package import import_events

    folder.mkdir()
    import_events("visits", source, folder, 2, memory_gb)
    return folder


def _read_by_duckdb(source: Path, folder: Path, memory_gb: float) -> Any:
    import duckdb

    config = {"threads": 2, "memory_limit": f"{memory_gb:g}GB"}
    engine = duckdb.connect(config=config)
    engine.execute("set timezone = 'UTC'")
    engine.execute(f"create table visit as from read_csv('{source}')")
    return engine


def _read_by_pandas(source: Path, folder: Path, memory_gb: float) -> Any:
    import pandas as pd

    if source.suffix == ".csv":
        return pd.read_csv(source, parse_dates=["Visited at"])
    return pd.read_excel(source, engine="openpyxl")


def _check_package(folder: Path) -> list[str]:
    import duckdb

    (stored,) = folder.glob("data/clients/*/tables/*/interaction.parquet")
    engine = duckdb.connect()
    engine.execute("set timezone = 'UTC'")
    found = engine.execute(
        f"select count(*), min(ts)::text, max(ts)::text, count(distinct person_key) from '{stored}'"
    )
    return _to_text(found.fetchall()[0])


def _check_duckdb(engine: Any) -> list[str]:
    found = engine.execute(
        'select count(*), min("Visited at")::text, max("Visited at")::text, count(distinct "User") '
        "from visit"
    )
    return _to_text(found.fetchall()[0])


def _check_pandas(visits: Any) -> list[str]:
    at = visits["Visited at"]
    return _to_text((len(visits), at.min(), at.max(), visits["User"].nunique()))


def _to_text(found: tuple[Any, ...]) -> list[str]:
    """Return counts and moments alike, however a library writes them."""
    return [str(part)[:19] for part in found]


READERS = {"package": _read_by_package, "duckdb": _read_by_duckdb, "pandas": _read_by_pandas}
CHECKS = {"package": _check_package, "duckdb": _check_duckdb, "pandas": _check_pandas}


def _print_times(spent: Rounds) -> None:
    against = [side for side in spent if side != "package"]
    print(f"{'':<17}" + "".join(f"{NAMES[side]:>13}" for side in spent)
          + "".join(f"{_to_title(side):>24}" for side in against))  # fmt: skip
    for what, unit in UNITS.items():
        each = {side: [once[what] for once in rounds] for side, rounds in spent.items()}
        cells = "".join(f"{median(found):>13,.2f}" for found in each.values())
        ratios = "".join(f"{_to_ratio(each, side):>24}" for side in against)
        print(f"{unit:<17}{cells}{ratios}")


def _to_title(side: str) -> str:
    return "package / DuckDB" if side == "duckdb" else f"{NAMES[side]} / package"


def _to_ratio(each: dict[str, list[float]], side: str) -> str:
    above, below = ("package", side) if side == "duckdb" else (side, "package")
    paired = [a / b for a, b in zip(each[above], each[below], strict=True)]
    return f"{median(paired):.2f} ({min(paired):.2f}-{max(paired):.2f})"


if __name__ == "__main__":
    main()
