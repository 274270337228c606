"""Raw events to figures: the package against DuckDB SQL by hand and pandas, paired in one run.

Run from the repository: python perf/measures_bench.py [rows ...] [options]. The data are invented.
Import is one reading of the events to rows of visits and of views of a page, or of campaigns;
measure is the headlines of K02, K05, K06, K07 and K11, or K03 and K04, with what their intervals
are made of. Every step runs in a process of its own with its libraries and the model loaded and
the client's folder there, package, hand and pandas in turn; what starting and loading take is
told apart. Times are medians over the rounds, ratios medians of the paired ratios. Results must
be the same on all sides; with one thread and two, imported rows and results to the last digit.
From about a million events on: over a small table the package draws its intervals otherwise.
``--out`` adds what was measured to a file, from which growth is reckoned over several runs.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import by_hand
from invented_events import write_events
from measures_table import SIDES, STEPS, Times, print_growth, print_times, read_figures
from watched import run_watched, time_step


def main() -> None:
    """Print a block for each kind of event, file format and size."""
    options = _read_options()
    if options.child:
        print(json.dumps(_run_child(json.loads(options.child))))
        return
    folder = Path(options.folder or mkdtemp(prefix="measures-"))
    folder.mkdir(parents=True, exist_ok=True)
    for kind in options.kinds:
        for ending in options.formats:
            spent = {rows: _compare(folder, kind, ending, rows, options) for rows in options.rows}
            print_growth(kind, ending, spent, options.out)
    if not options.folder:
        shutil.rmtree(folder)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--kinds", nargs="+", default=["web", "email"])
    parser.add_argument("--formats", nargs="+", default=["parquet", "csv"])
    parser.add_argument("--sides", nargs="+", default=SIDES, choices=SIDES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-gb", type=float, default=4.0)
    parser.add_argument("--pandas-up-to", type=int, default=10_000_000)
    parser.add_argument("--threads-up-to", type=int, default=10_000_000)
    parser.add_argument("--folder", help="where events are kept for the next run")
    parser.add_argument("--out", type=Path, help="a file of JSON lines to add what was measured to")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(folder: Path, kind: str, ending: str, rows: int, options: argparse.Namespace) -> Times:
    told = {"side": "events", "folder": str(folder), "kind": kind, "rows": rows}
    source = Path(_ask(told | {"step": "write", "ending": ending})["result"])
    megabytes = source.stat().st_size / 1e6
    print(
        f"\n{rows:,} {kind} events, {ending}, {megabytes:,.0f} MB, {options.rounds} rounds, "
        f"{options.memory_gb:g} GB",
        flush=True,
    )
    sides = [s for s in options.sides if s != "by_pandas" or rows <= options.pandas_up_to]
    if len(sides) < len(options.sides):
        print(f"pandas is left out above {options.pandas_up_to:,} rows: all of it is in memory")
    spent: Times = defaultdict(lambda: defaultdict(list))
    for turn in range(options.rounds):
        for side in sides if turn % 2 == 0 else sides[::-1]:
            about = {"side": side, "kind": kind, "folder": str(folder / side), "threads": 2,
                     "source": str(source), "memory_gb": options.memory_gb}  # fmt: skip
            is_checked = turn == 0 and rows <= options.threads_up_to
            for step, once in _run_side(about, is_checked).items():
                spent[side][step].append(once)
    earlier = read_figures(kind, rows, options.out)
    _check_results(spent, earlier, rows <= options.threads_up_to)
    print_times(spent)
    if options.out:
        line = {"kind": kind, "format": ending, "rows": rows, "memory_gb": options.memory_gb}
        with options.out.open("a") as stream:
            stream.write(json.dumps(line | {"spent": spent}) + "\n")
    return spent


def _run_side(about: dict[str, Any], is_checked: bool) -> dict[str, Any]:
    """Run the steps of one side; return what each took.

    ``is_checked``: one thread must make the same rows and figures, and the package all figures.
    """
    home = Path(about["folder"])
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    alone = about | {"folder": f"{home}-alone", "threads": 1}
    is_package, found = about["side"] == "by_package", {}
    if is_package:
        _ask(about | {"step": "prepare"})
    if is_checked:
        shutil.rmtree(alone["folder"], ignore_errors=True)
        shutil.copytree(home, alone["folder"])
    for step in STEPS:
        found[step] = _ask(about | {"step": step})
    if is_checked and is_package:
        found["whole"] = _ask(about | {"step": "measure_whole"})
    if is_checked and about["side"] != "by_pandas":
        _check_threads(about, alone, found["measure"]["result"])
        shutil.rmtree(alone["folder"])
    shutil.rmtree(home)
    return found


def _check_threads(about: dict[str, Any], alone: dict[str, Any], two: Any) -> None:
    """Stop where one thread imports other rows than two, or finds other figures."""
    _ask(alone | {"step": "import"})
    pairs = [(two, _ask(alone | {"step": "measure"})["result"])]
    if about["side"] == "by_package":
        pairs.append(tuple(_ask(a | {"step": "digest"})["result"] for a in (about, alone)))
    for of_two, of_one in pairs:
        if repr(of_one) != repr(of_two):
            raise SystemExit(f"{about['side']}, one thread and two differ: {of_one} {of_two}")


def _ask(asked: dict[str, Any]) -> Any:
    command = [sys.executable, __file__, "--child", json.dumps(asked)]
    code, answer, said, peak, processors = run_watched(command)
    if code:
        raise SystemExit(f"{asked['side']} {asked['step']}: {said.strip()[-2000:]}")
    once = json.loads(answer)
    return once | {"peak_mb": max(peak, once["peak_mb"]), "start": processors - once["cpu"]}


def _run_child(asked: dict[str, Any]) -> dict[str, Any]:
    """Run one step of one side; return seconds, seconds of processors, peak memory, results.

    Events are written in a process of its own too, so that nobody inherits the memory of that.
    """
    folder = Path(asked["folder"])
    if asked["side"] == "events":
        told = (asked["kind"], asked["rows"], asked["ending"])
        return time_step(lambda: str(write_events(folder, *told)))
    side, step = _load(asked["side"]), asked["step"]
    if step in ("prepare", "digest"):
        return time_step(lambda: getattr(side, step)(folder))
    about = (asked["kind"], folder, asked["threads"], asked["memory_gb"])
    if step == "import":
        step, about = "import_events", (about[0], Path(asked["source"]), *about[1:])
    return time_step(lambda: getattr(side, step)(*about))


def _load(side: str) -> Any:
    """Return a side with what it uses loaded: pyarrow, pandas, the model, numpy, scipy."""
    if side == "by_package":
        import by_package as loaded

        loaded.load()
    elif side == "by_pandas":
        import by_pandas as loaded
    else:
        loaded = by_hand
    by_hand.wilson(1, 2), by_hand.cluster_bootstrap([1, 2], [3, 4])
    return loaded


def _check_results(spent: Times, earlier: list[Any], is_checked: bool) -> None:
    """Stop where any side of any round found another figure than the first.

    ``earlier``: what other runs found of the same events, in either format, with any memory.
    """
    found = [(s, once["result"]) for s in spent for once in spent[s]["measure"]]
    found += [("earlier", result) for result in earlier]
    first = found[0][1]
    for side, result in found[1:]:
        for code, numbers in first.items():
            if not all(map(_is_same, numbers, result[code])):
                raise SystemExit(f"{side} {code}: {result[code]}, {found[0][0]} {numbers}")
    threads = ", with one thread and two" if is_checked else ""
    also = f", and {len(earlier)} earlier" if earlier else ""
    print(f"the same on {len(spent)} sides{also}{threads}: {', '.join(sorted(first))}")


def _is_same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-12)


if __name__ == "__main__":
    main()
