"""The firm's answers to one file: those given now, those remembered of its layout, those used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TOPICS: Mapping[str, str] = {
    "date_order": "date order", "decimal": "decimal sign", "scale": "scale", "unit": "unit",
    "currency": "currency",
}  # fmt: skip
WORDS: Mapping[str, str] = {"dmy": "day-month", "mdy": "month-day", "set_aside": "set aside"}


@dataclass(frozen=True)
class Remembered:
    """An answer given before for files of one layout: by whom, on which day, for which file."""

    value: str
    who: str = ""
    on: str = ""
    file: str = ""

    def to_json(self) -> dict[str, str]:
        """Return value, who, on, file."""
        return {"value": self.value, "who": self.who, "on": self.on, "file": self.file}

    @property
    def in_words(self) -> str:
        """Return when and by whom it was answered."""
        when = f" on {self.on}" if self.on else ""
        return f"as answered{when}" + (f" by {self.who}" if self.who else "")


class Answers(Mapping[str, str]):
    """Answers by question id. Looking one up by its name notes that it was used.

    ``given`` go before ``remembered``. ``used``: what was looked up so far, by id; ``dropped``:
    remembered answers that the file itself contradicts, never looked up again.
    """

    def __init__(
        self, given: Mapping[str, str], remembered: Mapping[str, Remembered] | None = None
    ) -> None:
        self.given = dict(given)
        self.remembered = dict(remembered or {})
        self.used: dict[str, str] = {}
        self.dropped: set[str] = set()

    def __getitem__(self, name: str) -> str:
        value = self.given[name] if name in self.given else self._recall(name).value
        self.used[name] = value
        return value

    def _recall(self, name: str) -> Remembered:
        if name in self.dropped:
            raise KeyError(name)
        return self.remembered[name]

    def __contains__(self, name: object) -> bool:
        return name in self.given or (name in self.remembered and name not in self.dropped)

    def __iter__(self) -> Iterator[str]:
        kept = (name for name in self.remembered if name not in self.dropped)
        return iter(dict.fromkeys((*self.given, *kept)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def is_recalled(self, name: str) -> bool:
        """Tell whether the answer is a remembered one, not one given now."""
        return name not in self.given and name in self

    def drop(self, name: str) -> Remembered | None:
        """Use a remembered answer no longer, because the file contradicts it; return it."""
        self.dropped.add(name)
        self.used.pop(name, None)
        return self.remembered.get(name)

    @property
    def recalled(self) -> dict[str, Remembered]:
        """Return the remembered answers that were used."""
        return {name: self.remembered[name] for name in self.used if self.is_recalled(name)}

    def told(self) -> list[str]:
        """Return one line for each remembered answer that was used."""
        return [f"{say(name, r.value)}, {r.in_words}" for name, r in sorted(self.recalled.items())]


def is_recalled(answers: Mapping[str, str], name: str) -> bool:
    """Tell whether an answer is a remembered one; none is where answers are a plain mapping."""
    return isinstance(answers, Answers) and answers.is_recalled(name)


def given_answers(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the answers given now, without remembered ones."""
    return answers.given if isinstance(answers, Answers) else answers


def peek(answers: Mapping[str, str], name: str) -> Remembered | None:
    """Return an answer without using it, with when and by whom where it is a remembered one."""
    if not isinstance(answers, Answers):
        return Remembered(answers[name]) if name in answers else None
    if name in answers.given:
        return Remembered(answers.given[name])
    return answers.remembered.get(name)


def say(name: str, value: str) -> str:
    """Return an answer in words, as in "date order of received: day-month"."""
    column, dot, topic = name.rpartition(".")
    shown = WORDS.get(value, value.replace("_", " "))
    if topic in TOPICS:
        return f"{TOPICS[topic]}{f' of {column}' if dot else ''}: {shown}"
    column, colon, word = name.partition(":")
    if colon:
        return f"'{word}' in {column.replace('_', ' ')}: {shown}"
    return f"{name.replace('_', ' ')}: {shown}"


@dataclass(frozen=True)
class Used:
    """The answers that one layout of a file used: what is stored with it and remembered.

    ``given`` now, of which those in ``lasting`` hold for later files; ``recalled`` from before.
    """

    layout: str
    given: Mapping[str, str]
    lasting: tuple[str, ...]
    recalled: Mapping[str, Remembered]

    @property
    def all(self) -> dict[str, str]:
        """Return every answer that was used."""
        return {**self.given, **{name: found.value for name, found in self.recalled.items()}}

    def to_json(self) -> list[dict[str, Any]]:
        """Return the remembered ones: id, value, who, on, file."""
        return [{"id": name} | found.to_json() for name, found in sorted(self.recalled.items())]
