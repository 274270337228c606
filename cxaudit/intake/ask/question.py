"""What only the firm can say about a file: a question with an id, and the answers it accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from cxaudit.errors import ClientDataError
from cxaudit.modelfile import Frozen


class Choice(Frozen):
    """One answer to a question."""

    value: str
    label: str


class Question(Frozen):
    """What only the firm can say. ``sets`` gives columns a constant, by answer.

    ``optional`` questions do not stop an import. ``refuses`` maps an answer to the reason why
    nothing can be imported then. ``for_all`` is the id that answers the same question for every
    column of the file at once. ``example``: a cell that shows it. ``each_file``: what is asked
    differs from file to file, so that the answer is not remembered for the next one.
    """

    id: str
    column: str | None = None
    ask: str
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    for_all: str | None = None
    example: str | None = None
    each_file: bool = False
    sets: dict[str, dict[str, str | bool]] = Field(default_factory=dict)
    refuses: dict[str, str] = Field(default_factory=dict)

    @property
    def is_remembered(self) -> bool:
        """Tell whether the answer holds for later files of the same layout."""
        return not (self.each_file or self.optional)

    def to_json(self) -> dict[str, Any]:
        """Return id, column, ask, choices; where they are: optional, for_all, example."""
        choices = [choice.model_dump() for choice in self.choices]
        shown = {"id": self.id, "column": self.column, "ask": self.ask, "choices": choices}
        shown |= {"optional": True} if self.optional else {}
        more = {"for_all": self.for_all, "example": self.example}
        return shown | {name: value for name, value in more.items() if value}


def check_answer(name: str, answer: str, choices: Sequence[Choice]) -> str:
    """Return the answer if it is one of the choices; raises ClientDataError."""
    values = [choice.value for choice in choices]
    if values and answer not in values:
        raise ClientDataError(
            f"the answer to {name} is not one of the choices",
            found=answer[:60],
            wanted=" or ".join(values),
            next=f"--answer {name}={values[0]}",
        )
    return answer
