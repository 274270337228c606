"""What reading a file takes is bounded by the setting; the same file held whole takes more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EVENTS, A_CAMPAIGN = 248_000, 4_000
"""20 MB of text; a campaign is 1,000 messages, each sent, delivered, opened and clicked."""
MOST_MB = 220
"""Where 0.05 GB are set: measured 150 at 100,000 to 400,000 rows; 466 with 400,000 held whole."""
READ = """
import json, sys
from pathlib import Path
import duckdb, pandas, pyarrow.compute, pyarrow.csv, pyarrow.parquet
from cxaudit.intake import load_forms, read_file
from cxaudit.intake.gate.limits import Limits

def held(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))

load_forms()
limits = Limits(bulk_from=1 << 60, sheet_rows=0)
if sys.argv[2] != "whole":
    limits = Limits(bulk_from=0, memory_gb=float(sys.argv[2]), scratch=Path(sys.argv[3]))
before = held("VmRSS")
done = read_file(Path(sys.argv[1]), key=b"thirty-two bytes, for tests only", limits=limits)
rows = done.tables["content_stat"].to_pylist()
shown = [[r[n] for n in ("item_id", "sent", "delivered", "unique_opens", "unique_clicks")]
         for r in rows]
print(json.dumps({"more": held("VmHWM") - before, "imported": done.rows.imported, "rows": shown}))
"""
HEADER = "id,created,email_campaign_id,filtered_event,obsoleted_by_id,recipient,type\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc for the memory held")
def test_what_a_large_file_takes_is_bounded_by_the_setting(tmp_path):
    path = tmp_path / "events.csv"
    with path.open("w") as stream:
        stream.write(HEADER)
        stream.writelines(map(line_of, range(EVENTS)))
    pieces, whole = (read(tmp_path, path, way) for way in ("0.05", "whole"))
    assert pieces["more"] < MOST_MB < whole["more"]
    wanted = [[str(n), 1000, 1000, 1000, 1000] for n in range(EVENTS // A_CAMPAIGN)]
    assert pieces["imported"] == whole["imported"] == EVENTS
    assert sorted(pieces["rows"], key=by_number) == sorted(whole["rows"], key=by_number) == wanted


def line_of(n: int) -> str:
    """Return one event; a person gets one message of a campaign."""
    message, kind = divmod(n, 4)
    person = message * 7919 % (EVENTS // 8)
    return (
        f"event-number-{n},2025-03-{1 + message % 28:02d} 10:00:{n % 60:02d},"
        f"{message // 1000},false,,person-{person}@client.example,"
        f"{('SENT', 'DELIVERED', 'OPEN', 'CLICK')[kind]}\n"
    )


def read(folder: Path, path: Path, way: str) -> dict:
    """Read the file in a process of its own: what it took more, and its rows."""
    command = [sys.executable, "-c", READ, str(path), way, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by_number(row: list) -> int:
    return int(row[0])
