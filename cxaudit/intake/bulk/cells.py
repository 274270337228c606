"""A column of cells as the bytes it is made of: lengths, first bytes, kinds of sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

DIGIT, POINT, COMMA, DASH, OTHER = 1, 2, 4, 8, 128
SIGNS = np.full(256, OTHER, np.uint8)
SIGNS[48:58] = DIGIT
SIGNS[46], SIGNS[44], SIGNS[45] = POINT, COMMA, DASH


def lengths(cells: pa.Array) -> np.ndarray:
    """Return the bytes of each cell."""
    return np.diff(_offsets(cells))


def first_bytes(cells: pa.Array) -> np.ndarray:
    """Return the first byte of each cell, 0 of an empty one."""
    offsets, data = _offsets(cells), text_bytes(cells)
    if not len(data):
        return np.zeros(len(cells), np.uint8)
    starts = np.minimum(offsets[:-1] - offsets[0], len(data) - 1)
    return np.where(np.diff(offsets) > 0, data[starts], 0).astype(np.uint8)


def text_bytes(cells: pa.Array) -> np.ndarray:
    """Return the bytes of all cells, one behind the other."""
    offsets, buffer = _offsets(cells), cells.buffers()[2]
    if buffer is None or not len(cells):
        return np.zeros(0, np.uint8)
    return np.frombuffer(buffer, np.uint8)[offsets[0] : offsets[-1]]


def kinds_of_sign(cells: pa.Array) -> int:
    """Return which kinds of sign the column holds anywhere, as bits."""
    return int(np.bitwise_or.reduce(SIGNS[text_bytes(cells)], initial=0))


def is_ascii(cells: pa.Array) -> bool:
    """Tell whether the column holds ASCII only."""
    data = text_bytes(cells)
    return not len(data) or int(data.max()) < 128


def to_mask(found: pa.Array) -> np.ndarray:
    """Return a column of true and false as a mask, null as false."""
    return found.fill_null(False).to_numpy(zero_copy_only=False)


def without_blanks(cells: pa.Array) -> pa.Array:
    """Return the cells with null for every empty one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = lengths(cells) > 0
    if filled.all() and not cells.null_count:
        return cells
    return pc.if_else(pa.array(filled), cells, pa.scalar(None, pa.string()))


def only(cells: pa.Array, mask: np.ndarray) -> pa.Array:
    """Return the cells with null wherever the mask is false."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if mask.all():
        return cells
    return pc.if_else(pa.array(mask), cells, pa.scalar(None, pa.string()))


def _offsets(cells: pa.Array) -> np.ndarray:
    if not len(cells):
        return np.zeros(1, np.int32)
    offsets = np.frombuffer(cells.buffers()[1], np.int32)
    return offsets[cells.offset : cells.offset + len(cells) + 1]
