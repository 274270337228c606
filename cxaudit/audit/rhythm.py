"""What days say: months kept without a gap, the age of the newest row, exports on schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from cxaudit.audit.feeding import fed_kinds, fed_tables, feeding, to_day, where_kinds
from cxaudit.audit.proofs import Measured, name_some
from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import read_once, to_identifier
from cxaudit.maturity import MachineTest, load_maturity
from cxaudit.period import Period, add_months
from cxaudit.readiness import Untested
from cxaudit.wording import show_count

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

LASTING = Untested(
    "its rows stand for things that last, so no month can be missing and none grows old",
    "let whoever runs the system show since when it is kept and how often it is brought up to date",
)
UNDATED = Untested("no row up to the day of the audit carries a day", "import rows with their days")
SNAPSHOT = "observed_on"
DAYS = ("date", "ts")


def cadence_of(audit: Audit, kpi: Kpi) -> int:
    """Return the days between two reviews of the figure: as the firm set them, else a month."""
    own = (audit.file.profile.get("review_days") or {}).get(kpi.kpi_id)
    usual = load_maturity().links["trust"].criteria["freshness"].machine
    return int(own or (usual and usual.wanted) or 31)


def _spans(audit: Audit, kpi: Kpi) -> dict[str, list[tuple[date, date]]]:
    """Return (first day, last day) of the rows up to as_of, by name of each table that has days.

    Days are the table's own; where no row fills them, those of a column that the KPI reads.
    """
    found = {}
    for table, columns in fed_tables(audit, kpi):
        if table.lasting or not table.dated_by:
            continue
        days = [c for c in columns if c in table.columns and table.columns[c].type in DAYS]
        for first, last in ((table.dated_by[0], table.dated_by[-1]), *((c, c) for c in days)):
            spans = _read_spans(audit, kpi, table, first, last)
            if spans:
                found[table.name] = spans
                break
    return found


def _read_spans(
    audit: Audit, kpi: Kpi, table: Table, first: str, last: str
) -> list[tuple[date, date]]:  # fmt: skip
    zone = audit.settings.get("timezone") or "UTC"
    start, end = to_day(table, first, zone), to_day(table, last, zone)
    where = where_kinds(table, fed_kinds(audit, kpi, table.name))
    return read_once(
        audit.engine,
        f"select distinct {start}, {end} from {to_identifier(table.name)} "
        f"where {where} and {to_identifier(first)} is not null and {end} <= $1",
        [audit.as_of],
    )


def _without_days(audit: Audit, kpi: Kpi) -> Untested:
    lasting = all(table.lasting or not table.dated_by for table, _ in fed_tables(audit, kpi))
    return LASTING if lasting else UNDATED


def share_of_months(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return the months up to as_of covered without a gap, of those wanted.

    Silence shorter than what is usual for such rows is no gap.
    """
    wanted, newest = test.wanted or 12, to_month(audit.as_of)
    dated = _spans(audit, kpi)
    runs: list[tuple[int, str]] = []
    for name, spans in dated.items():
        covered: set[int] = set()
        for start, end in spans:
            covered |= set(range(to_month(start), to_month(end) + 1))
        quiet = load_tables()[name].quiet_for(fed_kinds(audit, kpi, name))
        runs.append((to_run(covered, newest, quiet), name))
    if not runs:
        return _without_days(audit, kpi)
    least, name = min(runs)
    run = min(least, wanted)
    found = f"{run} of {show_count(wanted, 'month')} up to {audit.as_of:%B %Y} without a gap"
    gap = add_months(audit.as_of.replace(day=1), -run)
    told = f"no row in {gap:%B %Y}" if run < wanted else ""
    return Measured(
        Fraction(run, wanted), _on_rows(name, dated[name]), found + (f"; {told}" if told else ""),
        f"import the rows of {gap:%B %Y} and before" if told else "",
    )  # fmt: skip


def _on_rows(name: str, spans: Sequence[tuple[date, date]]) -> str:
    days = Period(min(start for start, _ in spans), max(end for _, end in spans))
    return f"rows of {name}, {days.in_words}"


def to_month(day: date) -> int:
    """Return a running number of the day's month."""
    return day.year * 12 + day.month


def to_run(covered: set[int], newest: int, quiet: int) -> int:
    """Return how many months up to the newest are covered, bridging silences of usual length."""
    last = newest + 1
    for month in sorted(covered, reverse=True):
        if month <= newest:
            if last - month - 1 > quiet:
                break
            last = month
    return newest + 1 - last


def share_fresh(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return how fresh the newest row is: all within the cadence, half within three, else less.

    Rows of a register do not age, but who came or went after it was taken in is not in it: taken
    in longer before as_of than the cadence it is that old. A later day proves nothing, for a file
    can be handed in long after it was made.
    """
    cadence, dated = cadence_of(audit, kpi), _spans(audit, kpi)
    ages = [((audit.as_of - max(end for _, end in s)).days, name) for name, s in dated.items()]
    taken = _registers(audit, kpi)
    ages_of = {name: (audit.as_of - day).days for name, day in taken.items()}
    old = [(age, name) for name, age in ages_of.items() if age > cadence]
    if not ages and not old:
        return _without_days(audit, kpi)
    age, name = max([*ages, *old])
    share = to_freshness(age, cadence)
    if name in taken:
        return _stale_register(audit, name, taken[name], share)
    late = age > cadence
    found = f"the newest row is {show_count(age, 'day')} old on {in_words(audit.as_of)}"
    found += f", and the figure is reviewed every {show_count(cadence, 'day')}" if late else ""
    since = audit.as_of - timedelta(days=cadence)
    return Measured(
        share, _on_rows(name, dated[name]), found,
        f"import an export with rows from {in_words(since)} or later, or say "
        "in notebook 01 that it is reviewed less often" if late else "",
    )  # fmt: skip


def to_freshness(age: int, cadence: int) -> Fraction:
    """Return what an age in days is worth beside the days between two reviews."""
    steps = [(cadence, Fraction(1)), (3 * cadence, Fraction(1, 2)), (6 * cadence, Fraction(1, 4))]
    return next((share for days, share in steps if age <= days), Fraction(0))


def _registers(audit: Audit, kpi: Kpi) -> dict[str, date]:
    """Return the day on which each register that the KPI reads was last taken in."""
    found: dict[str, date] = {}
    for table, _ in fed_tables(audit, kpi):
        if table.lasting:
            days = [record["received_on"] for record in feeding(audit, kpi)
                    if record["supplied"].get(table.name)]  # fmt: skip
            found[table.name] = date.fromisoformat(max(days))
    return found


def _stale_register(audit: Audit, name: str, day: date, share: Fraction) -> Measured:
    age = show_count((audit.as_of - day).days, "day")
    return Measured(
        share, f"the register {name}, taken in on {in_words(day)}",
        f"it was taken in {age} before {in_words(audit.as_of)}; what came or ended since is not "
        "in it", f"import {name} as it stands on {in_words(audit.as_of)} or later",
    )  # fmt: skip


def share_on_schedule(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return the share of expected export dates that were met, over the last twelve months.

    Export days are those on which files were taken in or snapshots were made. Days closer than
    half a cadence are one; fewer dates than the model wants say nothing of a rhythm.
    """
    cadence, least = cadence_of(audit, kpi), test.wanted or 3
    days = _export_days(audit, kpi)
    recent = [day for day in days if day > add_months(days[-1], -12)]
    kept = to_apart(recent, Fraction(cadence, 2))
    gaps = [(later - earlier).days for earlier, later in pairwise(kept)]
    late = max(0, (audit.as_of - kept[-1]).days // cadence)
    expected = 1 + sum(to_expected(gap, cadence) for gap in gaps) + late
    if expected < least:
        when = name_some([in_words(day) for day in kept])
        return Untested(
            f"its exports were taken in on {show_count(len(kept), 'day')} ({when}): too few to "
            "show a rhythm",
            f"import the next exports when they are due, every {show_count(cadence, 'day')}; from "
            f"{least} dates on they are held against that",
        )
    longest = max([*gaps, (audit.as_of - kept[-1]).days])
    found = f"{len(kept)} of {expected} dates met, one every {show_count(cadence, 'day')}"
    found += f"; the longest wait was {show_count(longest, 'day')}" if len(kept) < expected else ""
    return Measured(
        Fraction(len(kept), expected),
        f"{show_count(len(kept), 'export day')}, {in_words(kept[0])} to {in_words(kept[-1])}",
        found, f"export every {show_count(cadence, 'day')}" if len(kept) < expected else "",
    )  # fmt: skip


def _export_days(audit: Audit, kpi: Kpi) -> list[date]:
    days = {date.fromisoformat(record["received_on"]) for record in feeding(audit, kpi)}
    for table, _ in fed_tables(audit, kpi):
        if SNAPSHOT in table.columns:
            where = where_kinds(table, fed_kinds(audit, kpi, table.name))
            sql = f"select distinct {SNAPSHOT} from {to_identifier(table.name)} where {where}"
            days |= {day for (day,) in read_once(audit.engine, sql) if day is not None}
    return sorted(days)


def to_apart(days: Sequence[date], least: Fraction) -> list[date]:
    """Return the days that lie at least so many days after the one kept before."""
    kept = list(days[:1])
    for day in days[1:]:
        if (day - kept[-1]).days >= least:
            kept.append(day)
    return kept


def to_expected(gap: int, cadence: int) -> int:
    """Return how many dates should lie in a gap, its end included; half a cadence late is fine."""
    return max(1, (2 * gap + cadence - 1) // (2 * cadence))


def in_words(day: date) -> str:
    """Return a day as people read it."""
    return Period(day, day).in_words
