"""The maturity model, from model/maturity: links, answers, levels, next moves, lists."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from cxaudit.errors import ModelError
from cxaudit.modelfile import MODEL_ROOT, Frozen, load_model

Scope = Literal["kpi", "system", "firm"]
Effort = Literal["low", "medium", "high"]
StateId = Literal["applies", "no_use_case", "deferred", "not_applicable", "unknown"]
CRITERIA_PER_LINK = 4


class MachineTest(Frozen):
    """A test that runs on the imported data.

    ``wanted``: months for history, days for freshness, fewest dates that show a schedule.
    ``tolerance``: relative difference up to which two figures agree.
    """

    name: str
    about: str
    wanted: int | None = None
    tolerance: Decimal | None = None


class Criterion(Frozen):
    """One question, its observable test, evidence that suffices and evidence that does not."""

    question: str
    test: str
    sufficient: str
    insufficient: str
    scope: Scope
    machine: MachineTest | None = None


class Link(Frozen):
    """One link of the chain; ``step`` is the level it carries."""

    step: int
    name: str
    about: str
    criteria: dict[str, Criterion]


class LinkFile(Frozen):
    """links.toml: five links in order of their step, four criteria each."""

    links: dict[str, Link]

    @model_validator(mode="after")
    def _is_a_chain(self) -> LinkFile:
        if [link.step for link in self.links.values()] != [1, 2, 3, 4, 5]:
            raise ValueError("the links are five, in the order of their steps")
        short = [n for n, link in self.links.items() if len(link.criteria) != CRITERIA_PER_LINK]
        if short:
            raise ValueError(f"a link has four criteria: {', '.join(short)}")
        return self


class Answer(Frozen):
    """One point of the scale, and the measured share from which it is given."""

    value: Decimal
    label: str
    wording: str
    from_share: Decimal


class State(Frozen):
    """One state of a use case."""

    id: StateId
    label: str
    test: str


class Reason(Frozen):
    """Why a use case or a criterion does not apply."""

    id: str
    of: Literal["use_case", "criterion"]
    label: str
    needs_proof: bool = False


class Grade(Frozen):
    """A grade of evidence: its weight in the confidence, and whether it proves anything."""

    id: Literal["E0", "E1", "E2", "E3"]
    label: str
    about: str
    weight: Decimal
    proves: bool


class Theme(Frozen):
    """A theme of the strategy that a use case may serve."""

    id: str
    label: str
    about: str


class Suggestion(Frozen):
    """A hint: the profile lists something under the key, but none of the words."""

    profile: Literal["channels", "segments"]
    words: tuple[str, ...]
    kpis: tuple[str, ...]
    state: StateId
    reason_code: str
    wording: str


class AnswerFile(Frozen):
    """answers.toml."""

    scale: tuple[Answer, ...]
    state: tuple[State, ...]
    reason: tuple[Reason, ...]
    grade: tuple[Grade, ...]
    theme: tuple[Theme, ...]
    suggestion: tuple[Suggestion, ...] = ()


class Level(Frozen):
    """One level: 0 to 5."""

    number: int
    name: str
    meaning: str


class StageRule(Frozen):
    """Shares of weight that a firm's stage asks for, and the goal that may not lag behind."""

    at_level: Decimal
    one_below: Decimal
    none_below_goal: str


class Urgency(Frozen):
    """What scales urgency to at most 1."""

    widest_gap: int
    highest_weight: int


class ConfidenceBand(Frozen):
    """A grade of confidence and the mean weight from which it is given."""

    grade: Literal["A", "B", "C", "D"]
    from_value: Decimal


class LevelFile(Frozen):
    """levels.toml: thresholds and names."""

    version: str
    reached: Decimal
    sound: Decimal
    sensitivity: tuple[Decimal, ...]
    default_target_level: int
    months_until_stale: int
    not_applicable_per_step: int
    not_applicable_share: Decimal
    level: tuple[Level, ...]
    stage: StageRule
    urgency: Urgency
    confidence: tuple[ConfidenceBand, ...]


class Move(Frozen):
    """The next move: ``act`` where it is not so, ``prove`` where it is said but not shown."""

    act: str
    prove: str
    effort: Effort


class ActionFile(Frozen):
    """actions.toml: link -> criterion -> move."""

    purpose: dict[str, Move]
    capture: dict[str, Move]
    trust: dict[str, Move]
    compute: dict[str, Move]
    use: dict[str, Move]


class Population(Frozen):
    """What a list of the firm's names, and how rows of a table count it.

    ``name``: the things, in the plural; ``list``: where such a list may lie. ``key``: the column
    that is one thing. ``dated``: counted in the audited period by this column; ``lasts``: those
    whose (first, last) day holds as_of. ``without``: column -> values that are not counted.
    ``reads``: columns that a KPI must read for the list to be its own.
    """

    id: str
    name: str
    list: str
    table: str
    key: str
    kinds: tuple[str, ...] = ()
    dated: str | None = None
    lasts: tuple[str, ...] = ()
    without: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - the model is frozen
    reads: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _counts_a_period_or_a_day(self) -> Population:
        if bool(self.dated) == bool(self.lasts):
            raise ValueError(f"{self.id}: a list is of a period (dated) or of a day (lasts)")
        return self


class PopulationFile(Frozen):
    """populations.toml."""

    population: tuple[Population, ...]


class Maturity(Frozen):
    """The whole maturity model. Thresholds are decimals; compare them with fractions exactly."""

    links: dict[str, Link]
    answers: AnswerFile
    levels: LevelFile
    moves: dict[str, dict[str, Move]]
    populations: dict[str, Population]

    @property
    def criterion_ids(self) -> tuple[tuple[str, str], ...]:
        """Return the twenty (link, criterion) pairs in order."""
        return tuple((n, c) for n, link in self.links.items() for c in link.criteria)

    @cached_property
    def weights(self) -> dict[str, Fraction]:
        """Return the weight of each evidence grade."""
        return {grade.id: Fraction(grade.weight) for grade in self.answers.grade}

    def reason_codes(self, of: Literal["use_case", "criterion"]) -> tuple[str, ...]:
        """Return the reason codes of a use case or a criterion."""
        return tuple(reason.id for reason in self.answers.reason if reason.of == of)


@cache
def load_maturity(root: Path = MODEL_ROOT) -> Maturity:
    """Read the five files of model/maturity; raises ModelError."""
    folder = root / "maturity"
    links = load_model(folder / "links.toml", LinkFile).links
    answers = load_model(folder / "answers.toml", AnswerFile)
    levels = load_model(folder / "levels.toml", LevelFile)
    actions = load_model(folder / "actions.toml", ActionFile)
    moves = {name: getattr(actions, name) for name in ActionFile.model_fields}
    listed = load_model(folder / "populations.toml", PopulationFile).population
    wanted = {name: set(link.criteria) for name, link in links.items()}
    if wanted != {name: set(of_link) for name, of_link in moves.items()}:
        raise ModelError("links.toml and actions.toml do not name the same criteria",
                         file="model/maturity/actions.toml")  # fmt: skip
    populations = {population.id: population for population in listed}
    return Maturity(
        links=links, answers=answers, levels=levels, moves=moves, populations=populations
    )
