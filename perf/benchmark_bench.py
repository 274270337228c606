"""Times the whole benchmark of one firm: 30 figures beside 500 peers each, with joint draws.

Run from the repository: python perf/benchmark_bench.py [peers]. The peers are invented and drawn
from a seed. Printed: seconds of each round, those of work, and the memory at the
peak. Wanted: under 2 seconds for 500 peers on two cores.
"""

from __future__ import annotations

import random
import resource
import sys
from datetime import date
from statistics import median
from time import perf_counter, process_time

from cxaudit.benchmark import (
    JudgedFigure,
    KpiFacts,
    Reader,
    Sources,
    TargetInputs,
    benchmark_kpi,
    to_facts,
)
from cxaudit.catalogue import load_catalogue
from cxaudit.outcome import Outcome
from cxaudit.peers import PeerPool, PeerRow
from cxaudit.peers.published import Coverage
from cxaudit.period import Period

ROUNDS, FIGURES = 5, 30
AS_OF = date(2025, 12, 31)
PERIOD = Period(date(2024, 7, 1), date(2025, 6, 30))


def make_row(facts: KpiFacts, number: int, rng: random.Random) -> PeerRow:
    """Return an invented contribution of the kind that the KPI takes."""
    spread, scale = facts.headline.spread, facts.headline.scale
    top = base = value = low = high = None
    if spread == "interval":
        value = rng.lognormvariate(3, 0.5)
        low, high = value * 0.85, value * 1.18
    else:
        base = float(rng.randint(40, 400))
        top = float(sum(rng.random() < 0.3 for _ in range(int(base))))
        value = scale * top / base
    return PeerRow(
        "2025-Q3", f"{number:016x}", f"{number + 9000:016x}", facts.kpi_id, "headline", top, base,
        value, low, high, PERIOD, "medium", "institutional", "uk", "self", False,
    )  # fmt: skip


def to_figure(facts: KpiFacts, row: PeerRow) -> JudgedFigure:
    """Return a contributor's own figure."""
    return JudgedFigure(
        Outcome.MEASURED, facts.headline.unit, row.value, row.low, row.high, row.numerator,
        row.denominator,
    )  # fmt: skip


def main() -> None:
    """Time and print."""
    peers = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    kpis = [to_facts(kpi) for kpi in load_catalogue().values() if kpi.is_kpi]
    kpis += kpis[: FIGURES - len(kpis)]
    rng = random.Random(28)
    rows = {facts.kpi_id: [make_row(facts, n, rng) for n in range(peers + 1)] for facts in kpis}
    pool = PeerPool(tuple(row for found in rows.values() for row in found), False)
    own = Reader(own=frozenset({f"{peers:016x}"}))
    times, cpu = [], []
    for _ in range(ROUNDS):
        start, worked = perf_counter(), process_time()
        sources = Sources(AS_OF, Coverage(), pool=pool, reader=own)
        found = [
            benchmark_kpi(f, TargetInputs({"headline": to_figure(f, rows[f.kpi_id][-1])}), sources)
            for f in kpis
        ]
        times.append(perf_counter() - start)
        cpu.append(process_time() - worked)
    placed = sum(one.position.p_above_median is not None for one in found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(kpis)} figures x {peers} peers, {placed} placed with joint draws")
    print(f"seconds: {', '.join(f'{t:.2f}' for t in times)}; median {median(times):.2f}")
    print(f"of these at work (the rest waits for a core): median {median(cpu):.2f}")
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
