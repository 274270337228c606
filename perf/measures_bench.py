"""Raw events to figures: the package against DuckDB SQL by hand and pandas, paired in one run.

Run from the repository: python perf/measures_bench.py [rows ...] [options]. The data are invented.
Import is one reading of the events to rows of visits and of views of a page, or of campaigns;
measure is the headlines of K02, K05, K06, K07 and K11, or K03 and K04, with what their intervals
are made of. Every step runs in a process of its own with its libraries loaded, package, hand and
pandas in turn; times are medians over the rounds, ratios medians of the paired ratios. Results
must be the same on all sides, and the package's with one thread and two.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from os import times
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

import by_hand
from invented_events import write_events

STEPS = ("import", "measure")
SIDES = ("by_package", "by_hand", "by_pandas")
NAMES = {"by_package": "package", "by_hand": "SQL by hand", "by_pandas": "pandas"}
Times = dict[str, dict[str, list[dict[str, Any]]]]


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
            _print_growth(kind, ending, spent)
    if not options.folder:
        shutil.rmtree(folder)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--kinds", nargs="+", default=["web", "email"])
    parser.add_argument("--formats", nargs="+", default=["parquet", "csv"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-gb", type=float, default=4.0)
    parser.add_argument("--pandas-up-to", type=int, default=10_000_000)
    parser.add_argument("--folder", help="where events are kept for the next run")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(folder: Path, kind: str, ending: str, rows: int, options: argparse.Namespace) -> Times:
    told = {"side": "events", "folder": str(folder), "kind": kind, "rows": rows}
    source = Path(_ask(told | {"step": "write", "ending": ending}))
    megabytes = source.stat().st_size / 1e6
    print(
        f"\n{rows:,} {kind} events, {ending}, {megabytes:,.0f} MB, {options.rounds} rounds",
        flush=True,
    )
    sides = [side for side in SIDES if side != "by_pandas" or rows <= options.pandas_up_to]
    if len(sides) < len(SIDES):
        print(f"pandas is left out above {options.pandas_up_to:,} rows: all of it is in memory")
    spent: Times = defaultdict(lambda: defaultdict(list))
    for turn in range(options.rounds):
        for side in sides if turn % 2 == 0 else sides[::-1]:
            home = folder / side
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            asked = {"side": side, "kind": kind, "folder": str(home), "threads": 2}
            asked |= {"source": str(source), "memory_gb": options.memory_gb}
            for step in STEPS:
                spent[side][step].append(_ask(asked | {"step": step}))
            if side == "by_package" and turn == 0:
                _check_threads(asked, spent[side]["measure"][0]["result"])
                spent[side]["whole"].append(_ask(asked | {"step": "measure_whole"}))
            shutil.rmtree(home)
    _print_times(spent)
    _check_results(spent)
    return spent


def _ask(asked: dict[str, Any]) -> Any:
    command = [sys.executable, __file__, "--child", json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{asked['side']} {asked['step']}: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def _run_child(asked: dict[str, Any]) -> Any:
    """Run one step of one side; return seconds, seconds of processors, peak memory, results.

    Events are written in a process of its own too, so that nobody inherits the memory of that.
    """
    if asked["side"] == "events":
        told = (asked["kind"], asked["rows"], asked["ending"])
        return str(write_events(Path(asked["folder"]), *told))
    side = _load(asked["side"])
    about = (asked["kind"], Path(asked["folder"]), asked["threads"], asked["memory_gb"])
    if asked["step"] == "import":
        about = (about[0], Path(asked["source"]), *about[1:])
    step = {"import": "import_events"}.get(asked["step"], asked["step"])
    before, start = sum(times()[:4]), perf_counter()
    result = getattr(side, step)(*about)
    seconds, used = perf_counter() - start, sum(times()[:4]) - before
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in
                   (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
    return {"seconds": seconds, "cpu": used, "peak_mb": own + others, "result": result}


def _load(side: str) -> Any:
    """Return a side with what it uses loaded: the model, numpy, scipy."""
    if side == "by_package":
        import by_package as loaded

        from cxaudit.catalogue import load_catalogue
        from cxaudit.intake import load_forms

        load_catalogue(), load_forms()
    elif side == "by_pandas":
        import by_pandas as loaded
    else:
        loaded = by_hand
    by_hand.wilson(1, 2), by_hand.cluster_bootstrap([1, 2], [3, 4])
    return loaded


def _check_threads(asked: dict[str, Any], two: Any) -> None:
    one = _ask(asked | {"step": "measure", "threads": 1})["result"]
    if repr(one) != repr(two):
        raise SystemExit(f"one thread and two differ: {one} {two}")


def _check_results(spent: Times) -> None:
    """Stop where any side of any round found another figure than the first."""
    found = [(s, once["result"]) for s in spent for once in spent[s]["measure"]]
    first = found[0][1]
    for side, result in found[1:]:
        for code, numbers in first.items():
            if not all(map(_is_same, numbers, result[code])):
                raise SystemExit(f"{NAMES[side]} {code}: {result[code]}, package {numbers}")
    print(f"the same on {len(spent)} sides, with one thread and two: {', '.join(sorted(first))}")


def _is_same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-12)


def _rounds(spent: Times, side: str, step: str, what: str) -> list[float]:
    """Return one number a round; of both steps together their sum, or the greater memory."""
    if step != "both":
        return [once[what] for once in spent[side][step]]
    join = max if what == "peak_mb" else lambda *both: sum(both)
    return list(map(join, *(_rounds(spent, side, part, what) for part in STEPS)))


def _print_times(spent: Times) -> None:
    print(
        f"{'':<9}"
        + "".join(f"{NAMES[s]:>13}" for s in spent)
        + f"{'package / hand':>21}{'pandas / package':>21}"
    )
    for step in (*STEPS, "both"):
        for what, unit in (("seconds", "s"), ("cpu", "s of processors"), ("peak_mb", "MB")):
            each = {side: _rounds(spent, side, step, what) for side in spent}
            cells = "".join(f"{median(found):>13,.2f}" for found in each.values())
            ratios = "".join(f"{text:>21}" for text in _ratios(each))
            print(f"{step:<9}{cells}{ratios}   {unit}")
    whole = spent["by_package"]["whole"][0]
    print(f"all parts and variants as well: {whole['seconds']:.2f} s, {whole['cpu']:.2f} s of "
          f"processors, {whole['peak_mb']:,.0f} MB")  # fmt: skip


def _ratios(each: dict[str, list[float]]) -> Iterator[str]:
    pairs = (("by_package", "by_hand"), ("by_pandas", "by_package"))
    for above, below in pairs:
        if above in each and below in each:
            paired = [a / b for a, b in zip(each[above], each[below], strict=True)]
            yield f"{median(paired):.2f} ({min(paired):.2f}-{max(paired):.2f})"


def _print_growth(kind: str, ending: str, spent: dict[int, Times]) -> None:
    sizes = sorted(spent)
    for small, large in pairwise(sizes):
        for what in ("seconds", "cpu"):
            said = []
            for side in spent[large]:
                a, b = (median(_rounds(spent[n], side, "both", what)) for n in (small, large))
                said.append(f"{NAMES[side]} {math.log(b / a) / math.log(large / small):.2f}")
            print(f"growth of {what}, {kind} {ending}, {small:,} to {large:,}: {', '.join(said)}")


if __name__ == "__main__":
    main()
