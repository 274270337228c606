"""Run alone, in a limited process: SQL over one private folder, from stdin; its answers as JSON.

A file that brings the reader down brings down this process only.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

HEADROOM_BYTES = 6 * 1024**3


def set_limits(memory_gb: float, seconds: int) -> None:
    """Cap memory, processor time and core dumps where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = int(memory_gb * 1024**3) + HEADROOM_BYTES
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> int:
    """Run the statements of a job; exit 3 with the reason when one fails."""
    job = json.load(sys.stdin)
    set_limits(job["memory_gb"], job["seconds"])
    sys.path.insert(0, job["package"])
    import duckdb

    from cxaudit.engine import connect

    folder = Path(job["folder"])
    engine = connect(
        readable=[folder],
        spill=folder / "spill",
        threads=job["threads"],
        memory_gb=job["memory_gb"],
    )
    answers = []
    try:
        for statement in job["statements"]:
            answers.append(engine.execute(statement).fetchall())
    except (duckdb.Error, MemoryError) as error:
        told = {"kind": type(error).__name__, "text": str(error).split("\n", 1)[0][:300]}
        sys.stderr.write(json.dumps(told))
        return 3
    sys.stdout.write(json.dumps(answers, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
