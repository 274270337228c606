"""One KPI against its peers, what is published, and its target: the parts joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.disclosure import (
    PeerStatistics,
    Reader,
    close_peers,
    pick_peers,
    to_statistics,
)
from cxaudit.benchmark.figure import Average, JudgedFigure, KpiFacts
from cxaudit.benchmark.funnel import Funnel, to_funnel
from cxaudit.benchmark.position import Position, position
from cxaudit.benchmark.published import PublishedBeside, list_published
from cxaudit.benchmark.target import PeerJudgement, TargetInputs, TargetVerdict, judge_target
from cxaudit.peers.published import Coverage
from cxaudit.peers.rows import PeerPool, PublishedValue


@dataclass(frozen=True)
class Sources:
    """What a figure is held against, as read from disk by the audit, and who reads it.

    ``pool_sets_status``: false where an invented pool stands beside a real firm, whose targets
    it must never judge. ``closed_by``: the rule that closes the whole pool to this reader.
    """

    as_of: date
    coverage: Coverage
    published: Sequence[PublishedValue] = ()
    pool: PeerPool | None = None
    reader: Reader = field(default_factory=Reader)
    seed: int = limit.SEED
    pool_sets_status: bool = True
    closed_by: str | None = None


@dataclass(frozen=True)
class JudgedPlace:
    """Where a part stands that the target judges: its name, its peers and its position."""

    figure: str
    peers: PeerStatistics
    position: Position

    def to_json(self) -> dict[str, object]:
        """Return the shape of ``judged`` in the JSON of benchmark."""
        peers, place = self.peers.to_json(), self.position.to_json()
        return {"figure": self.figure, "peers": peers, "position": place}


@dataclass(frozen=True)
class Benchmark:
    """One KPI's benchmark: only cells that may be shown, and a word for each blank.

    ``judged``: place among the peers of the part that the target names, where it is not the
    headline. ``funnel``: of the headline, for drawing.
    """

    kpi_id: str
    peers: PeerStatistics
    position: Position
    published: tuple[PublishedBeside, ...]
    published_note: str
    target: TargetVerdict
    judged: JudgedPlace | None = None
    funnel: Funnel | None = None

    def to_json(self) -> dict[str, object]:
        """Return one entry of ``kpis`` in the JSON contract of benchmark."""
        return {
            "kpi_id": self.kpi_id,
            "peers": self.peers.to_json(),
            "position": self.position.to_json(),
            "published": [value.to_json() for value in self.published],
            "published_note": self.published_note,
            "target": self.target.to_json(),
            "judged": self.judged.to_json() if self.judged else None,
        }


INVENTED = PeerJudgement(why="the only peers at hand are invented, so they judge nothing")


class ChanceCount(NamedTuple):
    """How many figures cross the ladder's end, and how many would by chance alone."""

    crossing: int
    expected: float


def benchmark_kpi(facts: KpiFacts, inputs: TargetInputs, sources: Sources) -> Benchmark:
    """Return a KPI's benchmark; never fails for lack of data, each lack has its words.

    ``inputs.figures`` holds "headline" and the parts; ``inputs.peers`` is filled in here.
    """
    headline, part = inputs.figure("headline"), inputs.figure(facts.target.figure)
    average = inputs.settings.average if facts.target.average else "median"
    peers, place, funnel = _place(facts, headline, sources, average)
    judged = None
    if part.name != "headline" and facts.target.rule in limit.PEER_RULES:
        judged = JudgedPlace(part.name, *_place(facts, part, sources)[:2])
    ruling = _to_judgement(
        *(judged.peers, judged.position) if judged else (peers, place), average=average
    )
    if peers.invented and not sources.pool_sets_status:
        ruling = INVENTED
    entry = sources.coverage.kpi.get(facts.kpi_id)
    mine = [value for value in sources.published if value.kpi_id == facts.kpi_id]
    return Benchmark(
        kpi_id=facts.kpi_id,
        peers=peers,
        position=place,
        published=list_published(mine, sources.coverage, headline, as_of=sources.as_of),
        published_note=f"{entry.words}; instead: {entry.instead}" if entry else "none is listed",
        target=judge_target(facts, replace(inputs, peers=ruling)),
        judged=judged,
        funnel=funnel,
    )


def count_by_chance(
    benchmarks: Iterable[Benchmark], side: Literal["better", "worse"] = "better"
) -> ChanceCount:
    """Count the positions clear on one side of the median, and those expected by chance.

    A chance of 0.90 is crossed by one in ten figures of a firm that is like its peers.
    """
    chances = [b.position.p_better for b in benchmarks if b.position.p_better is not None]
    if side == "better":
        crossing = sum(chance >= limit.MET_FROM for chance in chances)
    else:
        crossing = sum(chance <= limit.MISSED_TO for chance in chances)
    return ChanceCount(crossing, round(len(chances) * (1 - limit.MET_FROM), 9))


def _place(
    facts: KpiFacts, figure: JudgedFigure, sources: Sources, average: Average = "median"
) -> tuple[PeerStatistics, Position, Funnel | None]:
    made = facts.of(figure)
    peers = (
        close_peers(sources.closed_by)
        if sources.closed_by
        else pick_peers(
            sources.pool,
            facts.kpi_id,
            figure.pool_variant,
            as_of=sources.as_of,
            scale=made.scale,
            reader=sources.reader,
        )
    )
    place = position(facts, figure, peers, seed=sources.seed, average=average)
    shown = to_statistics(peers, made.unit, average)
    return shown, place, to_funnel(made, figure, peers, shown)


def _to_judgement(
    peers: PeerStatistics, place: Position, *, average: Average = "median"
) -> PeerJudgement:
    closed = peers.suppressed
    if average == "median":
        why = limit.RULES[closed] if closed else place.wording
        return PeerJudgement(peers.median, place.p_above_median, why)
    closed = closed or dict(peers.withheld).get("mean")
    why = limit.RULES[closed] if closed else place.wording
    return PeerJudgement(peers.mean, place.p_above_mean, why, average)
