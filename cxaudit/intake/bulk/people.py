"""Pseudonyms of a whole column of persons: the keyed hash of each, made by the engine."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.engine import connect
from cxaudit.intake.bulk.cells import to_mask

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 64
REMEMBERED = 1_000_000
MADE = """
select left(sha256($outer || unhex(sha256($inner || encode(words.word)))), 32) as made
from words
"""


def to_pads(key: bytes) -> dict[str, bytes]:
    """Return the two keys of HMAC-SHA-256: hash(outer + hash(inner + text))."""
    whole = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return {"inner": bytes(b ^ 0x36 for b in whole), "outer": bytes(b ^ 0x5C for b in whole)}


class People:
    """Makes pseudonyms of ASCII names; the first million of them are remembered."""

    def __init__(self, key: bytes, threads: int, memory_gb: float) -> None:
        import pyarrow as pa

        self._pads = to_pads(key)
        self._engine = connect(threads=threads, memory_gb=memory_gb)
        self._lock = Lock()
        self._names = self._made = pa.array([], pa.string())

    def to_pseudonyms(self, names: pa.Array) -> pa.Array:
        """Return the pseudonym of each trimmed name, null where there is none."""
        import pyarrow.compute as pc

        codes = pc.ascii_lower(names).dictionary_encode()
        with self._lock:
            return self._look_up(codes.dictionary).take(codes.indices)

    def _look_up(self, names: pa.Array) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        places = pc.index_in(names, value_set=self._names)
        if not places.null_count:
            return self._made.take(places)
        is_new = to_mask(places.is_null())
        new = names.filter(pa.array(is_new))
        known, made = len(self._names), pa.concat_arrays([self._made, self._make(new)])
        behind = np.cumsum(is_new) - 1 + known
        found = np.where(is_new, behind, places.fill_null(0).to_numpy(zero_copy_only=False))
        if len(made) <= REMEMBERED:
            self._names, self._made = pa.concat_arrays([self._names, new]), made
        return made.take(pa.array(found))

    def _make(self, names: pa.Array) -> pa.Array:
        import pyarrow as pa

        self._engine.register("words", pa.table({"word": names}))
        made = self._engine.sql(MADE, params=self._pads).to_arrow_table().column("made")
        return pa.concat_arrays(made.chunks) if made.num_chunks else pa.array([], pa.string())

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()
