"""K16 paper stage, K18 tenders won and K19 pitches won: what is decided, never what is pending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, to_frame
from tests.oracle.want import (
    FREE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_ratio,
)

SAMPLE = Sample(ok={"n": 30}, shown={"n": 10})
OUTCOMES = ("won", "won", "lost", "lost", "lost", "pending", "withdrawn_by_client", None)
KINDS = ("RFP", "RFP", "RFP", "RFI", "DDQ", "direct")


def make(chance: Chance) -> DataSet:
    """Return pursuits in every state: decided early, late, ahead of time, withdrawn, never sent."""
    settings = chance.settings(decision_lag_days=chance.pick((180, 90, 0)))
    frame = to_frame(settings, 24)
    rows = [_pursuit(chance, n, frame) for n in range(chance.pick((3, 20, 45, 80, 130, 190)))]
    day = frame.start
    rows.append({"pursuit_id": "first", "kind": "RFP", "received": day, "submitted": day,
                 "advanced": day, "pitch": day, "decided": day, "outcome": "lost",
                 "exp_aum": 5, "ccy": "EUR"})  # fmt: skip
    ids = [row["pursuit_id"] for row in rows]
    mandates = [
        {"mandate_id": f"m{n}", "pursuit_id": chance.or_none(chance.pick(ids), 0.1),
         "funded": chance.or_none(chance.day(frame.start, frame.as_of + timedelta(days=9)), 0.3)}
        for n in range(9)
    ]  # fmt: skip
    mandates.append({"mandate_id": "linked", "pursuit_id": "first", "funded": frame.as_of})
    lacking: dict[str, set[str]] = {}
    if chance.maybe(0.15):
        lacking = {"pursuit": {"advanced"}}
        rows = [row | {"advanced": None} for row in rows]
    return DataSet(settings | {"currency": "EUR"}, {"pursuit": rows, "mandate": mandates}, lacking)


def _pursuit(chance: Chance, number: int, frame: Frame) -> Row:
    received = chance.day(frame.start - timedelta(days=60), frame.end)
    later = lambda low, high: received + timedelta(days=chance.randint(low, high))  # noqa: E731
    outcome, kind = chance.pick(OUTCOMES), chance.pick(KINDS)
    decided = outcome in ("won", "lost") or chance.maybe(0.1)
    withdrawn = outcome == "withdrawn_by_client"
    return {
        "pursuit_id": f"p{number}", "kind": kind, "received": received,
        "client_id": chance.pick((None, f"c{chance.randint(0, 9)}")),
        "prospect": chance.pick((None, f"Firm {chance.randint(0, 9)}")),
        "strategy_id": chance.pick(("s1", "s2")),
        "submitted": chance.or_none(later(0, 40), 0.15),
        "no_bid": later(0, 9) if chance.maybe(0.1) else None,
        "advanced": later(-1, 120) if chance.maybe(0.35) else None,
        "pitch": later(-1, 140) if chance.maybe(0.4) else None,
        "decided": chance.or_none(later(20, 400), 0.1) if decided else None,
        "withdrawn": chance.or_none(later(41, 200), 0.2) if withdrawn else None,
        "outcome": outcome, "exp_aum": chance.or_none(chance.randint(1, 99), 0.1),
        "ccy": chance.pick(("EUR", "EUR", None, "USD")),
    }  # fmt: skip


@dataclass(frozen=True)
class Cohort:
    """Pursuits of one cohort on the day as_of, told apart by what is known of them then."""

    frame: Frame
    lag: int
    column: str
    rows: list[Row]

    def _past(self, row: Row, *columns: str) -> bool:
        return any(self.frame.happened(row.get(column)) for column in columns)

    def decision(self, row: Row) -> str | None:
        """Return won, lost or withdrawn, if that is known and not dated ahead."""
        said, when = row["outcome"], row.get("decided")
        if said in ("won", "lost"):
            return said if when is None or when <= self.frame.as_of else None
        left = row.get("withdrawn") or (when if said == "withdrawn_by_client" else None)
        if said == "withdrawn_by_client" or row.get("withdrawn"):
            return "withdrawn" if left is None or left <= self.frame.as_of else None
        return None

    def advanced(self, row: Row) -> bool:
        """Tell whether the paper stage was passed: short list, finals or a win."""
        return self._past(row, "advanced", "pitch") or self.decision(row) == "won"

    def ahead(self, row: Row) -> bool:
        """Tell whether a final outcome is dated after as_of."""
        when = row.get("decided")
        return row["outcome"] in ("won", "lost") and when is not None and when > self.frame.as_of

    def pending(self, rows: Sequence[Row]) -> tuple[int, int]:
        """Return how many of the rows are young and old, by the decision lag."""
        ages = [self.frame.age(row[self.column]) for row in rows]
        return sum(age <= self.lag for age in ages), sum(age > self.lag for age in ages)


def cohort(data_set: DataSet, column: str, kinds: Sequence[str]) -> Cohort:
    """Return the pursuits of these kinds with the date in the period."""
    frame = to_frame(data_set.settings, 24)
    rows = [
        row for row in data_set.rows("pursuit")
        if row["kind"] in kinds and row.get(column) and frame.holds(row[column])
    ]  # fmt: skip
    return Cohort(frame, data_set.settings["decision_lag_days"], column, rows)


def share(hits: Sequence[Row], of: Sequence[Row], sample: Sample = SAMPLE) -> Want:
    """Return the share of rows that are hits, with Wilson's limits."""
    taken = {row["pursuit_id"] for row in hits}
    pairs = [Pair(row["pursuit_id"], int(row["pursuit_id"] in taken), 1) for row in of]
    return to_ratio(pairs, sample, ends="wilson") if pairs else TOO_FEW


def waiting(
    group: Cohort, kept: Sequence[Row], open_: Sequence[Row], gone: Sequence[Row]
) -> dict[str, Want]:
    """Return the parts on undecided and withdrawn pursuits."""
    if not kept:
        return {}
    young, old = group.pending(open_)
    counts = {"pending_young": young, "pending_old": old, "withdrawn": len(gone)}
    found = {name: Want("measured", Fraction(n), None) for name, n in counts.items()}
    for name in ("pending_young", "pending_old"):
        value = Fraction(counts[name], len(kept))
        found[f"{name}_share"] = Want("measured", value, len(kept), "free")
    return found


def clashes(group: Cohort, paper: bool, start: str) -> tuple[list[Row], Counter[str]]:
    """Return the rows whose dates make sense, and how many do not, by reason."""
    kept, excluded = [], Counter[str]()
    begins = "the pitch" if start == "pitch" else start
    for row in group.rows:
        why = None
        if row.get("decided") and row["decided"] < row[start]:
            why = f"decided before {begins}"
        elif paper and row.get("advanced") and row["advanced"] < row[start]:
            why = f"advanced before {begins}"
        elif group.ahead(row) and not (paper and group.advanced(row)):
            why = "conflict: decided after as_of"
        if why:
            excluded[why] += 1
        else:
            kept.append(row)
    return kept, excluded


def paper_stage(data_set: DataSet) -> Expected:
    """K16: submissions that advanced, of those whose short-list decision is known."""
    group = cohort(data_set, "submitted", ("RFP", "RFI"))
    kept, excluded = clashes(group, True, "submitted")
    advanced = [row for row in kept if group.advanced(row)]
    known = [row for row in kept if group.advanced(row) or group.decision(row) == "lost"]
    rest = [row for row in kept if row not in known]
    gone = [row for row in rest if group.decision(row) == "withdrawn"]
    open_ = [row for row in rest if row not in gone]
    of_kind = lambda kind: [row for row in known if row["kind"] == kind]  # noqa: E731
    questionnaires = cohort(data_set, "submitted", ("DDQ",))
    asked, _ = clashes(questionnaires, True, "submitted")
    passed = [row for row in asked if questionnaires.advanced(row)]
    answered = [r for r in asked if r in passed or questionnaires.decision(r) == "lost"]
    nothing = NO_DATA if not group.rows else TOO_FEW
    parts = waiting(group, kept, open_, gone)
    if not data_set.has("pursuit", "advanced"):
        by_wins = final(group, kept)
        return (
            Expected(by_wins, "won_over_decided", excluded, parts)
            if by_wins.n
            else Expected(NO_DATA, FREE)
        )
    return Expected(
        share(advanced, known) if known else nothing,
        excluded=excluded,
        parts=parts,
        variants={
            "rfp_only": share(advanced, of_kind("RFP")),
            "rfi_only": share(advanced, of_kind("RFI")),
            "ddq_only": share(passed, answered),
            "won_over_decided": final(group, kept),
        },
    )


def final(group: Cohort, kept: Sequence[Row]) -> Want:
    """Return won of won and lost."""
    won = [row for row in kept if group.decision(row) == "won"]
    return share(won, [row for row in kept if group.decision(row) in ("won", "lost")])


def outcomes(
    data_set: DataSet, column: str, kinds: Sequence[str]
) -> tuple[Cohort, list[Row], Expected]:
    """Return what K18 and K19 share: won of decided, the undecided apart, and by value."""
    group = cohort(data_set, column, kinds)
    kept, excluded = clashes(group, False, column)
    gone = [row for row in kept if group.decision(row) == "withdrawn"]
    open_ = [row for row in kept if group.decision(row) is None]
    return group, kept, Expected(
        final(group, kept) if group.rows else NO_DATA,
        excluded=excluded,
        parts=waiting(group, kept, open_, gone),
        variants={"by_value": by_value(group, kept)},
    )  # fmt: skip


def by_value(group: Cohort, kept: Sequence[Row]) -> Want:
    """Return assets won of assets decided, in the reporting currency, if losses carry any."""
    decided = [row for row in kept if group.decision(row) in ("won", "lost")]
    sized = [
        row for row in decided if row.get("exp_aum") is not None and row.get("ccy") in (None, "EUR")
    ]
    if not any(group.decision(row) == "lost" for row in sized):
        return TOO_FEW
    pairs = [
        Pair(r["pursuit_id"], r["exp_aum"] * (group.decision(r) == "won"), r["exp_aum"])
        for r in sized
    ]
    want = to_ratio(pairs, SAMPLE, ends="free", n=len(pairs))
    return Want(want.outcome, want.value, want.n, want.ends)


def tenders(data_set: DataSet) -> Expected:
    """K18: RFPs won of RFPs submitted with a known final outcome."""
    group, _, expected = outcomes(data_set, "submitted", ("RFP",))
    funded = {
        row["pursuit_id"] for row in data_set.rows("mandate") if group.frame.happened(row["funded"])
    }
    sent = [row for row in group.rows if row["submitted"] <= group.frame.as_of]
    expected.variants["funded_over_submitted"] = share(
        [row for row in sent if row["pursuit_id"] in funded], sent
    )
    return expected


def pitches(data_set: DataSet) -> Expected:
    """K19: pitches won of pitches held with a known outcome, whatever the kind."""
    group, kept, expected = outcomes(data_set, "pitch", ("RFP", "RFI", "DDQ", "direct"))
    finals: dict[tuple, set[str]] = {}
    for row in kept:
        if group.decision(row) in ("won", "lost"):
            finals.setdefault(_who(row), set()).add(str(group.decision(row)))
    pairs = [Pair(who[:2], int("won" in said), 1) for who, said in finals.items()]
    expected.variants["multi_round"] = to_ratio(pairs, SAMPLE, ends="either") if pairs else TOO_FEW
    return expected


def _who(row: Row) -> tuple:
    for column in ("client_id", "prospect", "pursuit_id"):
        if row.get(column):
            return column, row[column], row["strategy_id"] if column != "pursuit_id" else None
    raise ValueError(row)
