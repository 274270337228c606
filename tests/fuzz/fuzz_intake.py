"""Coverage-guided fuzzing of the text reader and of the date and number parsers; on demand.

    pip install -e ".[fuzz]"
    python -m tests.fuzz.fuzz_intake text    -max_total_time=300 corpus/
    python -m tests.fuzz.fuzz_intake dates   -max_total_time=300
    python -m tests.fuzz.fuzz_intake numbers -max_total_time=300

A target fails on anything but a verdict: a traceback, a row that is not accounted for, a number
that is not finite, a date that its own text does not hold.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import atheris

if "text" not in sys.argv[1:2]:
    atheris.enabled_hooks.add("RegEx")  # its stand-in for patterns is too thin for tomllib

with atheris.instrument_imports(include=["cxaudit.intake"]):
    from cxaudit.intake import read_file
    from cxaudit.intake.values.dates import read_moment, settle_order
    from cxaudit.intake.values.numerals import settle_decimal, take_apart, to_decimal

KEY = b"thirty-two bytes, for tests only"
HEADER = b"mandate_id,client_id,won,funded,exp_aum,fee_bps,ccy\n"


def fuzz_text(content: bytes) -> None:
    """Any bytes, with and without a known header, get a verdict and account for their rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(HEADER + content[1:] if content[:1] > b"\x40" else content[1:])
        reading = read_file(path, key=KEY)
    rows = reading.to_json()["rows"]
    assert rows["in"] == sum(rows[n] for n in ("imported", "set_aside", "blank", "totals"))
    kept = sum(table.num_rows for table in reading.tables.values())
    assert reading.verdict == "imported" or kept == 0


def to_cells(content: bytes) -> list[str]:
    """Return a column of up to 20 cells."""
    return content.decode("utf-8", "replace").split("\n")[:20]


def fuzz_dates(content: bytes) -> None:
    """A column settles on an order or asks; a moment read has its year in the cell's digits."""
    cells = to_cells(content)
    order = settle_order(cells)
    for cell in cells:
        read = read_moment(cell, order)
        if read is not None and any(c.isdigit() for c in cell):
            year = f"{read[0].year:04d}"
            serial = cell.strip().replace(".", "").isdigit()
            assert serial or year[2:] in "".join(c for c in cell if c.isdigit()), (cell, read)


def fuzz_numbers(content: bytes) -> None:
    """A column settles on a sign or asks; a number read is finite and made of the cell's digits."""
    numerals = [n for n in map(take_apart, to_cells(content)) if n]
    settled = settle_decimal(n.body for n in numerals)
    for sign in ("point", "comma") if settled in ("ask", "conflict") else (settled,):
        for numeral in numerals:
            number = to_decimal(numeral.body, sign)
            assert number is None or (isinstance(number, Decimal) and number.is_finite())


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": fuzz_text, "dates": fuzz_dates, "numbers": fuzz_numbers,
}  # fmt: skip

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
