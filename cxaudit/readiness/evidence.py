"""What a test on the data found, and which systems feed a KPI: the inputs of readiness."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from cxaudit.maturity import load_maturity

Exact = Fraction | Decimal | int | float

ZERO, ONE = Fraction(0), Fraction(1)


def to_exact(value: Exact) -> Fraction:
    """Return the number as a fraction; a float is read as the decimal that it prints."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def map_share(share: Exact) -> Fraction:
    """Return the answer that a measured share from 0 to 1 gives: 0, 1/4, 1/2 or 1."""
    exact = to_exact(share)
    if not 0 <= exact <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    reached = [a for a in load_maturity().answers.scale if exact >= Fraction(a.from_share)]
    return max(Fraction(answer.value) for answer in reached)


@dataclass(frozen=True, order=True)
class Span:
    """A number known between two ends; both are the same where it is known."""

    low: Fraction
    high: Fraction

    @property
    def is_known(self) -> bool:
        """Tell whether both ends are the same."""
        return self.low == self.high

    def to_json(self) -> list[float]:
        """Return [low, high]."""
        return [float(self.low), float(self.high)]


UNKNOWN = Span(ZERO, ONE)


@dataclass(frozen=True)
class SourceFile:
    """A file whose rows were tested: the rows it brought, the days they span, its hash.

    ``received_on``: the day it was taken in. ``start``, ``end``: None where rows carry no day.
    """

    file: str
    hash: str
    rows: int
    start: str | None
    end: str | None
    received_on: str

    def to_json(self) -> dict[str, Any]:
        """Return every field."""
        return dict(vars(self))


@dataclass(frozen=True)
class Untested:
    """Why a test did not run: ``why``; ``to_raise``: what would let it run.

    ``settings``: keys of the profile that it waits for, where it does. ``is_needless``: there is
    nothing to test, so nothing to mend either.
    """

    why: str
    to_raise: str
    settings: tuple[str, ...] = ()
    is_needless: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return why, what would let it run, and the settings it waits for."""
        return {"why": self.why, "to_raise": self.to_raise, "settings": list(self.settings)}


@dataclass(frozen=True)
class MachineFinding:
    """What a test on the imported rows proves about one criterion of one KPI: grade E3.

    ``value``: the share found, or the answer itself. ``evidenced``: 0, 1/4, 1/2 or 1. ``tested``:
    what was tested; ``rows``: on which rows; ``found``: what was found; ``to_raise``: what would
    raise it, empty at 1; ``hash``: of the data tested; ``sources``: the files that brought them.
    """

    value: Fraction
    evidenced: Fraction
    tested: str
    rows: str
    found: str
    to_raise: str
    hash: str
    sources: tuple[SourceFile, ...] = ()

    @classmethod
    def from_share(cls, share: Exact, **told: Any) -> MachineFinding:
        """Return the finding of a measured share; ``told`` are the texts, the hash, the files."""
        return cls(value=to_exact(share), evidenced=map_share(share), **told)

    @property
    def proves(self) -> str:
        """Return the answer that is proved, in the words of the scale."""
        return next(a.label for a in load_maturity().answers.scale if a.value == self.evidenced)

    def to_json(self) -> dict[str, Any]:
        """Return every field, numbers as floats."""
        told = {
            name: getattr(self, name) for name in ("tested", "rows", "found", "to_raise", "hash")
        }
        return {
            "value": float(self.value), "evidenced": float(self.evidenced),
            "proves": self.proves, **told, "files": [source.to_json() for source in self.sources],
        }  # fmt: skip


MachineEvidence = Mapping[str, Mapping[tuple[str, str], MachineFinding | Untested]]
"""kpi_id -> (link, criterion) -> what the test found, or why it did not run."""


@dataclass(frozen=True)
class KpiSupply:
    """The systems that feed a KPI, and whether an export that feeds it was imported."""

    systems: tuple[str, ...] = ()
    imported: bool = False


def to_supply_systems(
    needs: Mapping[str, Collection[str]],
    systems: Mapping[str, Collection[str]],
    imported_tables: Collection[str] = (),
) -> dict[str, KpiSupply]:
    """Return kpi_id -> supply, from the tables it needs, the tables of each system, and imports."""
    return {
        kpi_id: KpiSupply(
            tuple(sorted(name for name, own in systems.items() if set(own) & set(tables))),
            bool(set(tables) & set(imported_tables)),
        )
        for kpi_id, tables in needs.items()
    }


class KpiFacts(Protocol):
    """What readiness asks of a catalogue entry."""

    @property
    def kpi_id(self) -> str: ...
    @property
    def goal(self) -> str | None: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def owner(self) -> str | None: ...


class StateFacts(Protocol):
    """What readiness asks of a judged use case."""

    @property
    def state(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def target_level(self) -> int: ...
