"""Pseudonyms of a whole column of persons: the keyed hash of each, made by the engine."""

from __future__ import annotations

from itertools import repeat
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.engine import connect
from cxaudit.intake.values.pseudonym import DIGITS, to_pads

if TYPE_CHECKING:
    import pyarrow as pa

REMEMBERED = 1_000_000
MADE = """
select left(sha256($outer || unhex(sha256($inner || encode(words.word)))), 32) as made
from words
"""


class People:
    """Makes pseudonyms of ASCII names; the first million of them are remembered."""

    def __init__(self, key: bytes, threads: int, memory_gb: float) -> None:

        self._pads = to_pads(key)
        self._engine = connect(threads=threads, memory_gb=memory_gb)
        self._lock = Lock()
        self._places: dict[str, int] = {}
        self._made = np.zeros(0, f"S{DIGITS}")

    def to_pseudonyms(self, names: pa.Array) -> pa.Array:
        """Return the pseudonym of each trimmed name, null where there is none."""
        import pyarrow.compute as pc

        codes = pc.ascii_lower(names).dictionary_encode()
        is_named = codes.indices.is_valid().to_numpy(zero_copy_only=False)
        named = codes.indices.drop_null().to_numpy(zero_copy_only=False)
        with self._lock:
            made, places = self._look_up(codes.dictionary)
            return _to_text(made[places[named]], is_named)

    def _look_up(self, names: pa.Array) -> tuple[np.ndarray, np.ndarray]:
        """Return pseudonyms, and the place of that of each name; the names are all different."""
        words = map(self._places.get, names.to_pylist(), repeat(-1))
        places = np.fromiter(words, np.int64, len(names))
        is_new = places < 0
        if not is_new.any():
            return self._made, places
        new, known = names.filter(is_new), len(self._made)
        made = np.concatenate([self._made, self._make(new)])
        places[is_new] = np.arange(known, len(made))
        if len(made) <= REMEMBERED:
            self._places.update(zip(new.to_pylist(), range(known, len(made)), strict=True))
            self._made = made
        return made, places

    def _make(self, names: pa.Array) -> np.ndarray:
        import pyarrow as pa

        self._engine.register("words", pa.table({"word": names}))
        made = self._engine.sql(MADE, params=self._pads).to_arrow_table().column("made")
        return np.frombuffer("".join(made.to_pylist()).encode(), f"S{DIGITS}")

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()


def _to_text(made: np.ndarray, is_named: np.ndarray) -> pa.Array:
    """Return pseudonyms as a column, null where nobody is named."""
    import pyarrow as pa

    ends = np.cumsum(is_named, dtype=np.int32) * DIGITS
    offsets = np.concatenate([np.zeros(1, np.int32), ends.astype(np.int32)])
    valid = None if is_named.all() else pa.py_buffer(np.packbits(is_named, bitorder="little"))
    return pa.StringArray.from_buffers(
        len(is_named), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(made)), valid
    )
