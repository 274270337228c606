"""What is measured of a client's rows: each part once, then read while what it rests on stands."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxaudit.audit.causes import Cause
from cxaudit.audit.evidence import Results, run_tests
from cxaudit.audit.facts import to_steps
from cxaudit.audit.joins import Join, join_keys
from cxaudit.audit.pooling import is_kept
from cxaudit.audit.reported import Comparison, compare_reported
from cxaudit.audit.seen import Seen, list_tables, to_key
from cxaudit.audit.standing import Past, stand_against_peers, to_past
from cxaudit.audit.tables import open_engine, to_supply
from cxaudit.audit.trends import Trend, to_trends
from cxaudit.audit.workspace import memory_gb
from cxaudit.audit.worth import Sums, to_sums
from cxaudit.benchmark import (
    Benchmark,
    CellNote,
    Difference,
    Funnel,
    JudgedPlace,
    Month,
    PeerStatistics,
    Position,
    PublishedBeside,
    TargetVerdict,
)
from cxaudit.edition import is_as_imported, list_versions, package_digest
from cxaudit.engine import Settled
from cxaudit.measure import (
    Change,
    Exclusion,
    Measurement,
    PartFigure,
    Supply,
    VariantFigure,
    measure_catalogue,
)
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from cxaudit.readiness import MachineFinding, SourceFile, Untested
from cxaudit.store import Typed, find_measured, keep_measured

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

FRESH = "CXAUDIT_FRESH"
"""Environment variable: where it is set, all is measured, nothing kept is read or written."""
LIBRARIES = ("duckdb", "numpy", "pydantic", "scipy")
TYPED = Typed(
    (
        Benchmark, Cause, CellNote, Change, Comparison, Difference, Exclusion, Funnel, Join,
        JudgedPlace, MachineFinding, Measurement, Month, Outcome, PartFigure, Past,
        PeerStatistics, Period, Position, PublishedBeside, SourceFile, Sums, TargetVerdict,
        Trend, Untested, VariantFigure,
    ),
    unfit=[Outcome.FAILED],
)  # fmt: skip
"""How answers are kept. A statement that did not run, for want of memory say, is run again."""


class MeasuredParts:
    """The parts of an audit that are measured: pure functions of rows, settings, a few answers.

    Each is computed once, when first asked for, and kept in the client's folder under the digest
    of all it depends on. The engine is opened only for what is not there.
    """

    @cached_property
    def is_measured_afresh(self: Audit) -> bool:
        """Tell whether nothing kept is read and nothing is kept: as asked, or to be safe."""
        return bool(os.environ.get(FRESH)) or self.file.is_newer or not is_as_imported()

    @cached_property
    def lying(self: Audit) -> list[list[Any]]:
        """Return size and time of the files that hold the rows, looked at once for all parts."""
        return list_tables(self)

    @cached_property
    def engine(self: Audit) -> Settled:
        """Return an engine that holds the client's canonical tables and reaches nothing else."""
        return self.opened[0]

    @cached_property
    def opened(self: Audit) -> tuple[Settled, tuple[Join, ...]]:
        """Return the engine, and the joins found while keys were mended in it."""
        engine = open_engine(self.folder, self.imports, memory_gb=memory_gb())
        joins = join_keys(engine)
        return Settled(engine), joins

    @cached_property
    def joins(self: Audit) -> tuple[Join, ...]:
        """Return the joins between tables where not every key finds its row."""
        return ask(self, "joins", lambda seen: seen.opened[1])

    @cached_property
    def supply(self: Audit) -> Supply:
        """Return which columns the imports supplied."""
        return to_supply(self.imports)

    @cached_property
    def measurements(self: Audit) -> dict[str, Measurement]:
        """Return one Measurement for each of the 30 entries, by id."""
        return ask(self, "measurements", _measure_all, "settings")

    @cached_property
    def reported(self: Audit) -> dict[str, tuple[Comparison, ...]]:
        """Return the firm's own figures beside ours, by id of those it reported."""
        return ask(self, "reported", compare_reported, "settings", "reported")

    @cached_property
    def trends(self: Audit) -> dict[str, Trend]:
        """Return each figure beside the like period before, by id of those that stand."""
        return ask(self, "trends", to_trends, "settings")

    @cached_property
    def tests(self: Audit) -> dict[str, Results]:
        """Return each test on the data by KPI and (link, criterion), ran or not, with why."""
        return ask(self, "tests", run_tests, "settings", "reported", "told")

    @cached_property
    def past(self: Audit) -> dict[str, Past]:
        """Return what the target rule of each of the 28 needs of its own past, by id."""
        return ask(self, "past", to_past, "settings")

    @cached_property
    def sums(self: Audit) -> Sums:
        """Return what the formulas of value need of the mandates."""
        return ask(self, "sums", to_sums, "settings")

    @cached_property
    def steps(self: Audit) -> dict[str, int]:
        """Return how many of the most used items offer no next step, by KPI that knows of it."""
        return ask(self, "steps", to_steps)

    @cached_property
    def benchmarks(self: Audit) -> dict[str, Benchmark]:
        """Return where each of the 28 stands against peers, published values and its rule.

        Kept beside invented peers alone: what real ones let be shown is not written here.
        """
        if is_kept(self.workspace):
            return stand_against_peers(self)
        return ask(self, "benchmarks", stand_against_peers, "settings", "peers")


def _measure_all(seen: Any) -> dict[str, Measurement]:
    measured = measure_catalogue(seen.engine, seen.catalogue, seen.settings, seen.supply)
    return {m.kpi_id: m for m in measured}


def ask(audit: Audit, part: str, measure: Callable[[Any], Any], *reads: str) -> Any:
    """Return one part: as it is kept, else measured and then kept.

    ``measure`` is handed the audit as far as the part may see it: imports and tables, and what
    ``reads`` names, all of which is in the key. Nothing is kept of a file that a newer version
    wrote, nor what cannot be written so that it comes back equal.
    """
    seen = Seen(audit, reads)
    if audit.is_measured_afresh:
        return measure(seen)
    key = to_key(audit, part, reads, edition=to_edition())
    kept = find_measured(audit.folder, audit.client, part, key)
    if kept is not None:
        with suppress(Exception):
            return TYPED.from_text(kept)
    found = measure(seen)
    if not _has_failed(audit):
        with suppress(ValueError):
            keep_measured(audit.folder, audit.client, part, key, TYPED.to_text(found))
    return found


def _has_failed(audit: Audit) -> bool:
    """Tell whether a statement did not run: what was made of its figure is not kept either."""
    known = audit.__dict__.get("measurements", {})
    return any(m.outcome is Outcome.FAILED for m in known.values())


def to_edition() -> list[str]:
    """Return what all answers depend on besides the client: program, libraries, machine."""
    machine = f"{platform.system()} {platform.machine()}"
    return [package_digest(), *list_versions(LIBRARIES), machine]
