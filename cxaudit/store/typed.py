"""Values as JSON text that comes back equal, type by type; only of classes that are named.

None, booleans, whole numbers, floats and texts stand as they are, an object is a dict with texts
for keys. Everything else is a list that begins with its kind: ["date", "2025-12-31"],
["Fraction", "1/3"], ["tuple", ...], or a class by its name with its fields in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

AS_THEY_ARE = (type(None), bool, int, float, str)
WRITTEN: dict[type, Callable[[Any], str]] = {
    date: date.isoformat, Decimal: str, Fraction: str,
}  # fmt: skip
READ: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat, "Decimal": Decimal, "Fraction": Fraction,
}  # fmt: skip
MANY: dict[str, type] = {"list": list, "tuple": tuple}
MAP = "dict"


class Typed:
    """Writes and reads values of plain types and of the given dataclasses, named tuples and enums.

    ``unfit``: values that are never written, wherever they stand.
    """

    def __init__(self, classes: Sequence[type], unfit: Sequence[Enum] = ()) -> None:
        self._classes = {one.__name__: one for one in classes}
        self._fields = {one: _list_fields(one) for one in classes if not issubclass(one, Enum)}
        self._unfit = tuple(unfit)

    def to_text(self, value: Any) -> str:
        """Return JSON text; raises ValueError for what would not come back as it was."""
        return json.dumps(self._to_plain(value), allow_nan=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        """Return the value of the text; raises an error where it is none that was written here."""
        return self._to_value(json.loads(text))

    def _to_plain(self, value: Any) -> Any:
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind in self._fields:
            told = [self._to_plain(getattr(value, name)) for name in self._fields[kind]]
            return [kind.__name__, *told]
        if kind is dict:
            return self._to_plain_dict(value)
        if kind in MANY.values():
            return [kind.__name__, *map(self._to_plain, value)]
        if kind in WRITTEN:
            return [kind.__name__, WRITTEN[kind](value)]
        if kind in self._classes.values() and value not in self._unfit:
            return [kind.__name__, value.value]
        raise ValueError(f"{kind.__name__} is not written")

    def _to_plain_dict(self, value: dict[Any, Any]) -> Any:
        if all(type(key) is str for key in value):
            return {key: self._to_plain(one) for key, one in value.items()}
        return [MAP, *([self._to_plain(key), self._to_plain(one)] for key, one in value.items())]

    def _to_value(self, plain: Any) -> Any:
        if isinstance(plain, dict):
            return {key: self._to_value(one) for key, one in plain.items()}
        if not isinstance(plain, list):
            return plain
        kind, *told = plain
        if kind in READ:
            return READ[kind](*told)
        if kind == MAP:
            return {self._to_value(key): self._to_value(one) for key, one in told}
        values = [self._to_value(one) for one in told]
        return MANY[kind](values) if kind in MANY else self._classes[kind](*values)


def _list_fields(one: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(one)) if is_dataclass(one) else one._fields  # type: ignore[attr-defined]
