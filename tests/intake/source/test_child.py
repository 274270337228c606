"""The limited process that reads a workbook or Parquet file: what it says when it ends."""

from __future__ import annotations

import io
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cxaudit.intake.source import child

FAILS_AT_THE_END = """
import atexit, os, runpy, sys
atexit.register(os.abort)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("damage, code", [(b"", 0), (b"damage", 3)])
def test_a_library_that_fails_while_it_is_torn_down_takes_no_answer_away(damage, code):
    stream = io.BytesIO()
    parquet.write_table(pa.table({"asset": ["bond"]}), stream)
    command = [sys.executable, "-c", FAILS_AT_THE_END, child.__file__, "parquet", "0"]
    done = subprocess.run(
        command, input=stream.getvalue() + damage, capture_output=True, check=False
    )
    assert done.returncode == code
    assert done.stdout.endswith(b'["tbond"]], "columns": 0}]') if not damage else done.stderr
