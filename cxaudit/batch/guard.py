"""The last look at a report, in a process of its own: not the one that wrote it, nor the batch's.

A guard does not live in what it guards; and a search in the batch's own process would hold up
every other report of the batch while it runs.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

from cxaudit.audit import Audit
from cxaudit.batch.execute import Failed
from cxaudit.batch.limits import Limits
from cxaudit.batch.warm.child import ChildError
from cxaudit.batch.warm.host import Host
from cxaudit.batch.warm.setup import Setup
from cxaudit.reporting.personal import Trace, find_traces, refuse_traces

LOOK, LOG = "cxaudit.reporting.personal:look_through", "search.txt"


def refuse_personal(
    private: Path, audit: Audit, host: Host, limits: Limits, stop: Event | None = None
) -> None:
    """Look through a report before it is published; raises ClientDataError where it names a person.

    ``private``: the report's folder in this run, with its files in out. Where no process can be
    forked, the search is the caller's own. Raises Failed where it did not come to its end.
    """
    out = private / "out"
    if not host.forks:
        return refuse_traces(find_traces(out, audit), audit)
    try:
        with host.open(Setup(private, dict(os.environ), private / LOG)) as child:
            child.limit(limits.seconds)
            child.stop = stop or child.stop
            found = child.call(
                LOOK, folder=str(out), client=audit.client, root=str(audit.workspace.root)
            )
    except ChildError as error:
        raise Failed(f"the search for persons and secrets: {error}") from error
    return refuse_traces((Trace(**trace) for trace in found), audit)
