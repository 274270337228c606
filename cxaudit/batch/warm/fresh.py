"""A child without a template: one new process, for systems that cannot fork a warmed one."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

from cxaudit.batch.warm.setup import Setup, enter


def main(argv: list[str]) -> None:
    """Serve one notebook's cells over what were the standard input and output."""
    asked, answered = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _end_with_parent()
    enter(Setup.from_json(json.loads(argv[0])))
    from cxaudit.batch.warm.shell import serve

    serve(asked, answered)


def _end_with_parent() -> None:
    """End this process once the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1:])
