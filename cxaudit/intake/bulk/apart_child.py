"""Run alone, in a limited process: SQL over one private folder; jobs and answers are lines of JSON.

A file that brings the reader down brings down this process only.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

HEADROOM_BYTES = 6 * 1024**3


def cap_memory(memory_gb: float) -> None:
    """Cap memory and core dumps where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = int(memory_gb * 1024**3) + HEADROOM_BYTES
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def cap_time(seconds: int) -> None:
    """Cap the processor time of the next job, beyond what is spent."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        most = int(spent.ru_utime + spent.ru_stime) + seconds + 1
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def main() -> None:
    """Run the statements of each job; answer with their rows, or the reason why one fails."""
    about = json.loads(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    cap_memory(about["memory_gb"])
    sys.path.insert(0, about["package"])
    from cxaudit.engine import connect

    folder = Path(about["folder"])
    engine = connect(
        readable=[folder],
        spill=folder / "spill",
        threads=about["threads"],
        memory_gb=about["memory_gb"],
    )
    for line in sys.stdin:
        job = json.loads(line)
        cap_time(job["seconds"])
        answers.write(json.dumps(_run(engine, job["statements"]), default=str) + "\n")
        answers.flush()


def _run(engine: Any, statements: list[str]) -> list[Any] | dict[str, str]:
    import duckdb

    try:
        return [engine.execute(statement).fetchall() for statement in statements]
    except (duckdb.Error, MemoryError) as error:
        return {"kind": type(error).__name__, "text": str(error).split("\n", 1)[0][:300]}


if __name__ == "__main__":
    main()
